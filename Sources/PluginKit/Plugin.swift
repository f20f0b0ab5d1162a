import Glibc
import Posix
import Wire

/// What a plugin in Swift needs: read the request, plan, answer.
public enum Plugin {
  /// One verb: a pure function from what was asked and what is to what shall be.
  public typealias Planner = (Request) throws(Fault) -> Reply.Body

  /// Serves one request on standard input and output, as docs/protocol.md says, and ends the process.
  public static func serve(_ planner: Planner) -> Never {
    let request: Request
    do {
      let bytes = try Descriptor(owning: 0).read(limit: Limits.request)
      request = try Request(try JSON.read(bytes, limit: Limits.request))
    } catch {
      // Without a request there is no id to answer to: the host sees a fault of the protocol, and why.
      stop("the request can't be read: \(error)")
    }
    let body: Reply.Body
    do { body = try planner(request) } catch { body = .error(error) }
    do {
      try Descriptor.write(Reply(id: request.id, body).json.bytes, to: 1)
    } catch {
      stop("the reply can't be written: \(error)")
    }
    if case .error = body { exit(1) }
    exit(0)
  }

  private static func stop(_ text: String) -> Never {
    try? Descriptor.write(Array("\(text)\n".utf8), to: 2)
    exit(2)
  }
}
