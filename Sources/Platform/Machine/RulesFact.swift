import Wire

/// The fact `rules`: what is in force of the rules that jailer loads.
public struct RulesFact: Sendable, Equatable {
  /// The comments of the rules in the table `inet jailer`, in their order; `nil` where there is no such table.
  public var marks: [String]?
  /// The text of the file that was loaded last, or `nil` where there is none.
  public var file: String?
  /// The families that the host forwards packets of: `inet`, `inet6`.
  public var forwarding: [String]
  /// Interfaces with a default route of IPv6 that they stop to learn once the host forwards.
  public var learning: [String]
  /// On FreeBSD, where the three above say nothing.
  public var pf: PfFact?
  /// Linux: the host's ends of epairs that have a guard (`EpairGuard`).
  public var guards: [String] = []
  /// Why what is in force can't be told.
  public var error: String?

  public init(
    marks: [String]? = nil, file: String? = nil, forwarding: [String] = [], learning: [String] = [],
    pf: PfFact? = nil, error: String? = nil
  ) {
    self.marks = marks
    self.file = file
    self.forwarding = forwarding
    self.learning = learning
    self.pf = pf
    self.error = error
  }

  public var json: JSON {
    var object: JSON.Object = ["forwarding": JSON(forwarding)]
    object["marks"] = marks.map { JSON($0) }
    object["file"] = file.map(JSON.string)
    if !learning.isEmpty { object["learning"] = JSON(learning) }
    object["pf"] = pf?.json
    if !guards.isEmpty { object["guards"] = JSON(guards) }
    object["error"] = error.map(JSON.string)
    return .object(object)
  }

  public init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    marks = fields.has("marks") ? try fields.strings("marks") : nil
    file = try fields.optionalString("file")
    forwarding = try fields.strings("forwarding")
    learning = try fields.strings("learning")
    if let value = fields.value("pf") { pf = try PfFact(value, at: fields.path("pf")) }
    guards = try fields.strings("guards")
    error = try fields.optionalString("error")
  }
}
