import Platform
import PluginKit
import Wire

/// `jailer network remove BRIDGE`
enum NetworkRemove {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let name = asked.text("bridge") ?? ""
    var machine = asked.machine
    let dhcp = try DHCPRemoval(of: name, on: machine, host: asked.host())
    if let dhcp { machine.config?.text = dhcp.config }
    let removal = try BridgeRemoval(name, on: machine, host: asked.host())
    let parts = try dhcp?.tasks()
    let tasks = [parts?.first, try removal.task(), parts?.last].compactMap(\.self)
    return .plan(Plan(tasks: tasks), view: nil)
  }
}
