import PluginKit
import Wire

/// `jailer network list`, `info`, `use`, `add`, `start`, `open`, `close`, `reload` and `remove`
enum Network {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    switch request.command.last {
    case "list": return try NetworkList.plan(asked)
    case "info": return try NetworkInfo.plan(asked)
    case "add": return try NetworkAdd.plan(asked)
    case "open": return try NetworkOpen.plan(asked, opening: true)
    case "close": return try NetworkOpen.plan(asked, opening: false)
    case "reload": return try NetworkReload.plan(asked)
    case "start": return try NetworkStart.plan(asked)
    case "remove": return try NetworkRemove.plan(asked)
    default: return try NetworkUse.plan(asked)
    }
  }
}
