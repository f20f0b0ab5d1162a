import Posix
import Wire

/// Asks a plugin and believes nothing of the answer that the protocol doesn't allow.
struct Planner: Sendable {
  let plugin: PluginFolder.Plugin
  let environment: [String: String]
  let credentials: Command.Credentials?

  struct Answer: Sendable {
    let body: Reply.Body
    /// What the plugin wrote to standard error, cleaned.
    let log: [String]
  }

  /// Starts the plugin, which then waits for its request: it gets ready while the host reads the facts (saves 1 ms).
  func start() throws(Fault) -> PlannerProcess.Running {
    do throws(PosixError) { return try process.start() } catch {
      throw Fault(.unavailable, "the plugin \(name) can't be run", cause: error.description)
    }
  }

  func ask(_ request: Request) throws(Fault) -> Answer { try ask(request, running: start()) }

  /// - Throws: `crashed` or `protocol`, naming the plugin, how it ended and the end of its log.
  func ask(_ request: Request, running: PlannerProcess.Running) throws(Fault) -> Answer {
    let bytes = request.json.bytes
    guard bytes.count <= Limits.request else {
      throw Fault(.failed, "the request for \(name) is longer than \(Limits.request) bytes")
    }
    let ending: PlannerProcess.Ending
    do throws(PosixError) { ending = try process.run(bytes, on: running) } catch {
      throw Fault(.unavailable, "the plugin \(name) can't be run", cause: error.description)
    }
    let log = lines(ending.log)
    let body = try verdict(ending, log, id: request.id)
    return Answer(body: body, log: log)
  }

  private var name: String { plugin.manifest.name }
  private var process: PlannerProcess {
    PlannerProcess(
      executable: plugin.executable, environment: environment, credentials: credentials,
      deadline: plugin.manifest.deadline)
  }

  private func verdict(_ ending: PlannerProcess.Ending, _ log: [String], id: String) throws(Fault) -> Reply.Body {
    func refuse(_ what: String, _ cause: String? = nil, _ code: Fault.Code = .protocolFault) -> Fault {
      let said = log.isEmpty ? nil : "it said:\n" + log.suffix(8).joined(separator: "\n")
      return Fault(code, "the plugin \(name) \(what)", cause: cause, hint: said)
    }
    let status: Status
    switch ending.how {
    case .ended(let ended): status = ended
    case .late: throw refuse("gave no answer within \(seconds) and was ended")
    case .tooLong: throw refuse("answered with more than \(Limits.reply >> 20) MiB and was ended")
    case .leftBehind: throw refuse("ended, but left a process behind that holds its output")
    }
    if case .signalled(let signal) = status { throw refuse("was killed by signal \(signal)", nil, .crashed) }
    guard !ending.output.isEmpty else {
      if status.success { throw refuse("gave no answer", "\(status)") }
      throw refuse("failed without an answer", "\(status)", .crashed)
    }
    let reply: Reply
    do {
      reply = try Reply(try JSON.read(ending.output, limit: Limits.reply))
    } catch let error as JSONError {
      throw refuse("did not answer with one JSON document", "\(error.reason) (\(status))")
    } catch let error as ShapeError {
      throw refuse("answered with what the protocol does not allow", "\(error.text) (\(status))")
    } catch {
      throw refuse("did not answer")
    }
    guard reply.id == id else { throw refuse("answered another request", "id \(Printable.quoted(reply.id))") }
    if case .error = reply.body {
      guard !status.success else { throw refuse("answered with an error", "but \(status)") }
    } else if !status.success {
      throw refuse("answered without an error", "but \(status)")
    }
    return reply.body
  }

  private var seconds: String {
    let deadline = plugin.manifest.deadline
    return deadline % 1000 == 0 ? "\(deadline / 1000) s" : "\(deadline) ms"
  }

  private func lines(_ log: [UInt8]) -> [String] {
    if log.isEmpty { return [] }
    return String(decoding: log, as: UTF8.self).split(separator: "\n").map { Printable.clean(String($0)) }
  }
}
