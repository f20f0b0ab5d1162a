import Facts
import Posix
import Wire

extension Fetch {
  /// What came of one run of the client.
  enum Attempt {
    case whole
    /// The server hasn't got it.
    case missing
    /// The server won't go on where the file ends: it has to be fetched from its beginning.
    case refused(Fault)
    /// The connection broke; what has arrived is good.
    case broken(Fault)
  }

  /// Milliseconds between two looks at how far it is.
  private static let pause: Int64 = 200

  func attempt(_ url: String, _ part: borrowing PartFile, _ client: WebClient) throws(StepError) -> Attempt {
    var order = WebClient.Order(url, to: part.path)
    order.headers = part.headers
    order.offset = part.size
    order.validator = part.answer.validator
    order.limit = download.limit
    let path = part.path
    let limit = download.limit ?? .max
    var size = order.offset
    var total: Int?
    let processes: Processes
    let end: Watch.End
    // A failed connection must not leave the answer of the one before.
    if order.offset == 0 { try part.empty() }
    do throws(PosixError) {
      processes = try Processes([client.command(order)], environment: context.network)
      started(processes.marks)
      let headers = part.headers
      end = try processes.wait(watch, every: Self.pause) {
        size = PartFile.size(path)
        if total == nil { total = PartFile.answer(headers).total }
        bytes(size, total)
        return size <= limit
      }
    } catch {
      throw .failed(Fault(.failed, "\(name) can't be fetched", error), untouched: true)
    }
    switch end {
    case .signal: throw .interrupted
    case .time where size <= limit:
      throw .failed(Fault(.failed, "\(name) was not fetched in time", cause: url), untouched: true)
    case .time, .ready: return try verdict(url, part, client, processes)
    }
  }

  private func verdict(
    _ url: String, _ part: borrowing PartFile, _ client: WebClient, _ processes: Processes
  ) throws(StepError) -> Attempt {
    let answer = part.answer
    let said = processes.said
    if part.size > download.limit ?? .max || exitCode(processes) == Code.tooLarge {
      part.remove()
      throw .failed(
        Fault(
          .badData, "\(name) is larger than \(download.limit ?? 0) bytes", cause: url,
          hint: "this is not the file that was meant: check the mirror"), untouched: true)
    }
    guard processes.failure != nil else { return .whole }
    if isFull(said) {
      // What fills the disk is of no use to anybody.
      part.remove()
      let folder = Files.split(download.to).directory
      throw .failed(
        Fault(.failed, "the filesystem of \(Printable.clean(folder)) is full", cause: said, hint: "make room on it"),
        untouched: true)
    }
    if answer.isMissing || !client.isCurl && said?.hasSuffix("Not Found") == true { return .missing }
    let fault = Fault(
      .failed, "\(name) can't be fetched", cause: "\(url): \(said ?? "no reason")", hint: hint(processes))
    return exitCode(processes) == Code.noRange || answer.isShorter ? .refused(fault) : .broken(fault)
  }

  /// curl's exit statuses.
  private enum Code {
    static let noRange: Int32 = 33
    static let tooLarge: Int32 = 63
    static let certificate: Int32 = 60
    static let scheme: Int32 = 1
  }

  private func exitCode(_ processes: Processes) -> Int32? {
    if case .exited(let code)? = processes.failure?.status { code } else { nil }
  }

  private func hint(_ processes: Processes) -> String {
    switch exitCode(processes) {
    case Code.certificate: "SSL_CERT_FILE can name a file with the certificates to trust"
    case Code.scheme: "the server leads to another kind of address, which is not followed: choose another mirror"
    default: "run the command again: it goes on with what has arrived"
    }
  }

  private func isFull(_ said: String?) -> Bool {
    if said?.contains("No space left on device") == true { return true }
    let folder = Files.split(download.to).directory
    return (try? Files.filesystem(folder).free).map { $0 < 64 << 10 } ?? false
  }
}
