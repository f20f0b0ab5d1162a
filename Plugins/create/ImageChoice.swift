import Platform
import PluginKit
import Wire

/// The image that a jail is made of, and what has to be done first to have it.
struct ImageChoice {
  let image: ImageFact
  let before: [Plan.Task]

  /// The image that was asked for, the default one, or the only one; on FreeBSD one that is missing is fetched.
  init(_ asked: Asked, _ store: Store) throws(Fault) {
    let images = try asked.images()
    let (config, host) = try (asked.config(), asked.host())
    let isFreeBSD = host.paths.system == .freeBSD
    let running = isFreeBSD && images.isEmpty ? Release.withoutPatch(host.release) : nil
    let named = asked.text("image") ?? config.defaultImage ?? running
    if let named, isFreeBSD, Listing.isVersion(named), !images.contains(where: { $0.name == named }) {
      image = store.coming(named)
      let step = Step("fetch", section: "Fetch commands", .invoke(["image", "fetch", named]), undo: .inherent)
      before = [Plan.Task("Fetching \(named)", label: named, steps: [step])]
      return
    }
    before = []
    if let named {
      image = try asked.image(named)
      guard !asked.machine.claims.contains("image:\(named)") else {
        throw Fault(.busy, "the image \(named) is being changed", hint: "try again in a moment", field: "image")
      }
      return
    }
    // FreeBSD's images are called like its releases, and a jail must not be newer than the kernel.
    let own = images.first { $0.name == Release.withoutPatch(host.release) }
    guard let image = own ?? (images.count == 1 ? images.first : nil) else { throw Self.none(images.isEmpty) }
    self.image = image
  }

  private static func none(_ isEmpty: Bool) -> Fault {
    Fault(
      .notFound, isEmpty ? "there is no image to make a jail of" : "no image was named, and none is the default",
      hint: isEmpty
        ? "jailer image fetch bookworm, or jailer image import NAME ARCHIVE"
        : "add -r IMAGE, or jailer image use IMAGE",
      field: "image")
  }
}
