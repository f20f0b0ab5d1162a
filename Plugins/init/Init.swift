import Platform
import PluginKit
import Wire

/// `jailer init` and `jailer init info`
enum Init {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    return request.command.last == "info" ? try InitInfo.plan(asked) : try InitStore.plan(asked)
  }
}
