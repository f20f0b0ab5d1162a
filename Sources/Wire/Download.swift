/// What `fetch` gets over the network: a file that has its name only once it is whole and is what it should be.
public struct Download: Sendable, Equatable {
  /// Where it is; the next place is tried where a server hasn't got it. At least one.
  public var urls: [String]
  /// The file's path. While it is fetched it is `TO.part`, which is kept to go on with after a failure.
  public var to: String
  public var digest: Digest
  /// The most bytes that it may have.
  public var limit: Int?

  public enum Digest: Sendable, Equatable {
    /// 64 lower-case hexadecimal digits.
    case sha256(String)
    /// As the line of `member` says in a MANIFEST that an earlier step has fetched.
    case listed(manifest: String, member: String)
    /// Whatever the server gives is taken.
    case none
  }

  public init(_ urls: [String], to: String, digest: Digest, limit: Int? = nil) {
    self.urls = urls
    self.to = to
    self.digest = digest
    self.limit = limit
  }

  /// Whether `text` is an http or https URL that can be given to a program: a host, no user or password (they would be
  /// seen in the list of processes), no fragment, no blanks.
  public static func isURL(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let scheme = ["https://", "http://"].first(where: { bytes.starts(with: $0.utf8) }) else { return false }
    let rest = bytes[scheme.utf8.count...]
    let authority = rest.prefix { $0 != 0x2F && $0 != 0x3F }
    guard let first = authority.first, Name.isLetterOrDigit(first) || first == 0x5B else { return false }
    let marks: Set<UInt8> = [0x2D, 0x2E, 0x3A, 0x5B, 0x5D, 0x5F]
    return authority.allSatisfy { Name.isLetterOrDigit($0) || marks.contains($0) }
      && rest.dropFirst(authority.count).allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x23 }
  }

  /// Whether `text` is a SHA-256 digest as programs print it.
  public static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { Name.isDigit($0) || (0x61...0x66).contains($0) }
  }
}

extension Download {
  init(_ given: Fields) throws(ShapeError) {
    var fields = given
    urls = try Download.urls(&fields)
    to = try fields.string("to")
    guard Name.isPath(to) else {
      throw fields.error("to", "\(Printable.quoted(to)) must be an absolute path without . .. or //")
    }
    digest = try Download.digest(&fields)
    limit = try fields.optional("limit", "an integer", \.integer)
    if let limit, limit < 1 { throw fields.error("limit", "must be 1 or more bytes") }
    try fields.finish()
  }

  private static func urls(_ fields: inout Fields) throws(ShapeError) -> [String] {
    let value = try fields.required("url", "a string or an array", { $0.string == nil && $0.array == nil ? nil : $0 })
    let texts = value.array?.map { $0.string ?? "" } ?? [value.string ?? ""]
    guard !texts.isEmpty, texts.allSatisfy(isURL) else {
      throw fields.error("url", "must be one or more https or http URLs without user, fragment and blanks")
    }
    return texts
  }

  private static func digest(_ fields: inout Fields) throws(ShapeError) -> Digest {
    let path = fields.path("sha256")
    let value = try fields.required(
      "sha256", "a string or an object", { $0.string == nil && $0.object == nil ? nil : $0 })
    if let text = value.string {
      if text == "none" { return .none }
      guard isDigest(text) else { throw fields.error("sha256", "must be 64 lower-case hexadecimal digits, or none") }
      return .sha256(text)
    }
    var listed = try Fields(value, at: path)
    let manifest = try listed.string("manifest")
    guard Name.isPath(manifest) else {
      throw listed.error("manifest", "\(Printable.quoted(manifest)) must be an absolute path without . .. or //")
    }
    let member = try listed.string("member")
    guard !member.isEmpty else { throw listed.error("member", "is empty") }
    try listed.finish()
    return .listed(manifest: manifest, member: member)
  }

  var json: JSON {
    var object: JSON.Object = ["url": urls.count == 1 ? .string(urls[0]) : JSON(urls), "to": .string(to)]
    object["sha256"] =
      switch digest {
      case .sha256(let digits): .string(digits)
      case .listed(let manifest, let member): ["manifest": .string(manifest), "member": .string(member)]
      case .none: "none"
      }
    object["limit"] = limit.map(JSON.integer)
    return .object(object)
  }
}
