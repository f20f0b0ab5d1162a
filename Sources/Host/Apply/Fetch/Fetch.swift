import Facts
import Posix
import Wire

/// Downloads a file, goes on with what an earlier try has left, and gives it its name once its digest is right.
struct Fetch {
  let download: Download
  let context: ApplyContext
  let watch: Watch
  let started: ([ProcessMark]) -> Void
  let bytes: (Int, Int?) -> Void
  /// Seconds without a byte.
  var patience = 30
  /// How often a connection that breaks is made anew, as long as each has brought something.
  static let tries = 5

  static func client() throws(Fault) -> WebClient { try WebClient() }

  var name: String { Printable.clean(Files.split(download.to).name) }

  func run() throws(StepError) {
    var client: WebClient
    do throws(Fault) { client = try Fetch.client() } catch { throw .failed(error, untouched: true) }
    client.patience = patience
    let part = try PartFile(of: download.to, watch)
    defer { part.tidy() }
    guard let wanted = try wanted() else {
      try part.empty()
      try get(part, client)
      return try part.publish()
    }
    let digest = FileDigest(watch: watch, started: started)
    // Somebody else, or an earlier try, has fetched it.
    if try digest.of(download.to) == wanted { return part.remove() }
    let isResumed = part.size > 0
    if isResumed, try digest.of(part.path) == wanted { return try part.publish() }
    try get(part, client)
    var found = try digest.of(part.path)
    if isResumed, found != wanted {
      // The bytes that were there may be of another file.
      try part.empty()
      try get(part, client)
      found = try digest.of(part.path)
    }
    guard found == wanted else {
      part.remove()
      throw .failed(
        Fault(
          .badData, "\(name) is not the file that it should be", cause: "its SHA-256 is \(found ?? "?"), not \(wanted)",
          hint: "the mirror is broken, or what it has has changed: try again later, or another mirror"), untouched: true
      )
    }
    try part.publish()
  }

  private func wanted() throws(StepError) -> String? {
    switch download.digest {
    case .sha256(let digits): digits
    case .listed(let manifest, let member): try FileDigest.listed(member, in: manifest)
    case .none: nil
    }
  }

  /// From the first place that has it.
  private func get(_ part: borrowing PartFile, _ client: WebClient) throws(StepError) {
    for url in download.urls where try get(url, part, client) { return }
    throw .failed(
      Fault(
        .notFound, "\(name) can't be fetched", cause: "no server has \(download.urls.joined(separator: " or "))",
        hint: "check the name and the mirror"), untouched: true)
  }

  /// - Returns: false where the server hasn't got it.
  private func get(_ url: String, _ part: borrowing PartFile, _ client: WebClient) throws(StepError) -> Bool {
    var tries = 0
    while true {
      tries += 1
      let before = part.size
      switch try attempt(url, part, client) {
      case .whole: return true
      case .missing: return false
      case .refused where tries < Self.tries: try part.empty()
      case .broken where tries < Self.tries && part.size > before: continue
      case .refused(let fault), .broken(let fault): throw .failed(fault, untouched: true)
      }
    }
  }
}
