import PluginKit
import Wire

/// `jailer nat add`, `del` and `list`
enum Nat {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    switch request.command.last {
    case "add": return try NatAdd.plan(asked)
    case "del": return try NatDelete.plan(asked)
    default: return try NatList.plan(asked)
    }
  }
}
