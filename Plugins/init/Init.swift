import Platform
import PluginKit
import Wire

/// `jailer init`, `jailer init info`, `jailer init bridge`, `jailer init dhcp` and `jailer init pf`
enum Init {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    switch request.command.last {
    case "info": return try InitInfo.plan(asked)
    case "bridge": return try InitBridge.plan(asked)
    case "dhcp": return try InitDHCP.plan(asked)
    case "pf": return try InitPF.plan(asked)
    default: return try InitStore.plan(asked)
    }
  }
}
