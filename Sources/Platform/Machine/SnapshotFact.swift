import Wire

/// One element of the fact `snapshots`: what a jail's root was at some time.
public struct SnapshotFact: Sendable, Equatable {
  public var jail: String
  public var name: String
  /// Seconds since 1970.
  public var time: Int
  /// What it is: `tank/jails/db0@prod`, or the folder `/srv/jails/.snapshot/db0/prod`.
  public var place: String
  /// What would be free without it; `nil` where that is not known without counting.
  public var bytes: Int?
  /// In a folder: it has what an overlay had of its own, and not what lies below that.
  public var isOverlay: Bool
  /// The jails that can't do without it; datasets where they are no jails of the store.
  public var clones: [String]

  public init(
    jail: String, name: String, time: Int, place: String, bytes: Int? = nil, isOverlay: Bool = false,
    clones: [String] = []
  ) {
    self.jail = jail
    self.name = name
    self.time = time
    self.place = place
    self.bytes = bytes
    self.isOverlay = isOverlay
    self.clones = clones
  }

  /// `db0@prod`
  public var text: String { "\(jail)@\(name)" }
  /// Of one in a folder: the folder with its files.
  public var files: String { "\(place)/files" }

  /// Where a store in a folder keeps them.
  public static let folder = ".snapshot"

  /// On copies of images; belongs to jailer, not to the jail's administrator.
  public static let base = "base"

  public var json: JSON {
    var object: JSON.Object = [
      "jail": .string(jail), "name": .string(name), "time": .integer(time), "place": .string(place),
    ]
    object["bytes"] = bytes.map(JSON.integer)
    if isOverlay { object["overlay"] = true }
    object["clones"] = JSON(clones)
    return .object(object)
  }

  public init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    jail = try fields.string("jail")
    name = try fields.string("name")
    time = try fields.integer("time")
    // Four digits of a year.
    guard (0..<253_402_300_800).contains(time) else { throw fields.error("time", "is out of range") }
    place = try fields.string("place")
    bytes = try fields.optional("bytes", "an integer", \.integer)
    isOverlay = try fields.bool("overlay")
    clones = try fields.strings("clones")
  }
}

/// What transactions under way claim of jails that they make others of: many may, while none may change them.
public enum OriginClaim {
  /// - Parameter snapshot: `nil` where the jail is taken as it is now.
  public static func text(of jail: String, _ snapshot: String?, by new: String) -> String {
    "user:\(jail)@\(snapshot ?? "")/\(new)"
  }

  /// The jails that are being made of `jail`; of just one of its snapshots where that is given.
  public static func users(of jail: String, _ snapshot: String? = nil, in claims: [String]) -> [String] {
    let prefix = "user:\(jail)@" + (snapshot.map { "\($0)/" } ?? "")
    return claims.filter { $0.hasPrefix(prefix) }.compactMap { $0.split(separator: "/").last.map(String.init) }
  }
}
