import Platform
import PluginKit
import Wire

/// `jailer image remove IMAGE`: never one that a jail's root still needs.
enum ImageRemove {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let store = try asked.store()
    let image = try asked.image(asked.text("image") ?? "")
    let users = image.clones + image.users(in: asked.machine.claims)
    guard users.isEmpty else {
      throw Fault(
        .busy, "the image \(image.name) is in use", cause: "by the jails \(unique(users).joined(separator: ", "))",
        hint: "destroy those jails first", field: "image")
    }
    let removal = try store.removeImage(image)
    var steps = removal.aside
    if image.isDefault { steps.append(try Setting.step("jailer_image", "", asked, in: asked.config().text ?? "")) }
    return .plan(
      Plan(tasks: [
        Plan.Task(
          "Removing \(image.name)", label: image.name, claims: ["image:\(image.name)"], steps: steps + removal.final)
      ]), view: nil)
  }
}
