import Platform
import PluginKit
import Wire

/// `jailer network remove BRIDGE`
enum NetworkRemove {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let removal = try BridgeRemoval(asked.text("bridge") ?? "", on: asked.machine, host: asked.host())
    return .plan(Plan(tasks: [try removal.task()]), view: nil)
  }
}
