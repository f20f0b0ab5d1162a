import Platform
import PluginKit
import Wire

/// `jailer image use [IMAGE]`: the image that create takes, or without a name which one that is.
enum ImageUse {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let config = try asked.config()
    guard let name = asked.text("image") else {
      guard let image = config.defaultImage else {
        throw Fault(.notFound, "no default image is set", hint: "jailer image use IMAGE")
      }
      return .view(View(.text(image + "\n"), json: ["default": .string(image)]))
    }
    _ = try config.usableStore()
    _ = try asked.image(name)
    return .plan(try Setting.plan("jailer_image", name, asked), view: nil)
  }
}

/// One key of jailer.conf as a plan that says nothing when it is done, as the seed's `use` commands.
enum Setting {
  static func plan(_ key: String, _ value: String, _ asked: Asked) throws(Fault) -> Plan {
    Plan(tasks: [
      Plan.Task(
        "", claims: ["path:\(try asked.host().paths.config)"],
        steps: [try step(key, value, asked, in: asked.config().text ?? "")])
    ])
  }

  static func step(_ key: String, _ value: String, _ asked: Asked, in text: String) throws(Fault) -> Step {
    try asked.host().setting(key, RcConf.set(key, to: value, in: text))
  }
}
