import PluginKit
import Wire

/// `jailer image list remote`: what the mirror has.
enum ImageListRemote {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let names = try asked.remote()
    let local = Set((asked.machine.images ?? []).map(\.name))
    return .view(
      View(
        .text(names.map { "  \($0)\n" }.joined()),
        json: .array(names.map { ["name": .string($0), "local": .bool(local.contains($0))] })))
  }
}
