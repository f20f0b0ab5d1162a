import Platform
import PluginKit
import Wire

/// `jailer image list`: the default one is marked with `*`.
enum ImageList {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    _ = try asked.config().usableStore()
    let images = try asked.images()
    let lines = images.map { ($0.isDefault ? "* " : "  ") + $0.name + "\n" }
    let json = images.map { image -> JSON in
      [
        "name": .string(image.name), "default": .bool(image.isDefault), "path": .string(image.path),
        "clones": JSON(image.clones),
      ]
    }
    return .view(View(.text(lines.joined()), json: .array(json)))
  }
}
