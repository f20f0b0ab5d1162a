import Platform
import PluginKit
import Wire

/// `jailer network use [TYPE]`: the type that create takes, or without one which that is.
enum NetworkUse {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    guard let type = asked.text("type") else {
      let current = try asked.config().defaultNetwork ?? "inherit"
      return .view(View(.text(current + "\n"), json: ["default": .string(current)]))
    }
    return .plan(try Setting.plan("jailer_network", type, asked), view: nil)
  }
}
