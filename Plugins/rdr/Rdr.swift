import PluginKit
import Wire

/// `jailer rdr add`, `del` and `list`
enum Rdr {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    switch request.command.last {
    case "add": return try RdrAdd.plan(asked)
    case "del": return try RdrDelete.plan(asked)
    default: return try RdrList.plan(asked)
    }
  }
}
