import Platform
import PluginKit
import Wire

/// `jailer image import NAME ARCHIVE|-`
enum ImageImport {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let name = asked.text("image") ?? ""
    let store = try asked.store()
    guard try !asked.images().contains(where: { $0.name == name }) else {
      throw Fault(
        .exists, "the image \(name) exists", hint: "choose another name, or jailer image remove \(name)", field: "image"
      )
    }
    let steps = try store.importSteps(name, .archive(asked.text("archive") ?? "-"))
    return .plan(
      Plan(tasks: [Plan.Task("Importing \(name)", label: name, claims: ["image:\(name)"], steps: steps)]), view: nil)
  }
}
