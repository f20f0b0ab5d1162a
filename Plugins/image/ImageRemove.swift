import Platform
import PluginKit
import Wire

/// `jailer image remove IMAGE`: never one that a jail's root still needs.
enum ImageRemove {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let store = try asked.store()
    let image = try asked.image(asked.text("image") ?? "")
    guard image.clones.isEmpty else {
      throw Fault(
        .busy, "the image \(image.name) is in use", cause: "thin clones of it: \(image.clones.joined(separator: ", "))",
        hint: "destroy those jails first", field: "image")
    }
    let removal = try store.removeImage(image)
    var steps = removal.aside
    if image.isDefault { steps.append(try Setting.step("jailer_image", "", asked, in: asked.config().text ?? "")) }
    return .plan(
      Plan(tasks: [
        Plan.Task("Removing \(image.name)", label: image.name, claims: ["image:\(image.name)"], steps: steps + removal.final)
      ]), view: nil)
  }
}
