/// What a server said before the content, by the headers that curl writes down: those of the last answer, after all
/// redirects. Hostile, as all that comes from there.
struct WebAnswer: Equatable {
  /// 200; 0 where there was no answer.
  private(set) var status = 0
  /// Bytes of the whole file, not only of what is still to come.
  private(set) var total: Int?
  private var tag: String?
  private var date: String?

  /// For `If-Range`: a weak tag says nothing of bytes.
  var validator: String? { tag ?? date }
  /// The server is there, and hasn't got it.
  var isMissing: Bool { [403, 404, 410].contains(status) }

  /// The file ends before the bytes that were asked for.
  var isShorter: Bool { status == 416 }

  init(_ headers: String) {
    for line in headers.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("HTTP/") {
        self = WebAnswer(status: line)
        continue
      }
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = String(line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" })
      note(line[..<colon].lowercased(), value)
    }
  }

  private init(status line: Substring) {
    let words = line.split(separator: " ")
    status = words.count > 1 ? Int(words[1]) ?? 0 : 0
  }

  private mutating func note(_ name: String, _ value: String) {
    let isPlain = value.utf8.count < 200 && value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    guard isPlain else { return }
    switch name {
    case "content-length" where status == 200: total = Int(value)
    // bytes 500-999/1000
    case "content-range" where status == 206: total = value.split(separator: "/").last.flatMap { Int($0) }
    case "etag": tag = value.hasPrefix("\"") ? value : nil
    case "last-modified": date = value
    default: break
    }
  }
}
