import Wire

/// zfs(8) below one dataset: `DATASET/image/NAME@base` are the images, `DATASET/NAME` the jails.
struct ZFSStore {
  let dataset: String
  /// zfs-fuse's pipe is corrupted by commands at the same time; OpenZFS needs no lock.
  let lock: String?
  let zfs: String

  var isFuse: Bool { lock != nil }

  static let section = "ZFS commands"
  /// A jail that just stopped may hold its mounts for a moment.
  static let patience = 10_000

  func root(of jail: String, path: String, from image: ImageFact, thin: Bool) throws(Fault) -> Store.NewRoot {
    guard let source = image.dataset.map({ "\($0)@base" }) else {
      throw Fault(.notFound, "the image \(image.name) has no dataset", hint: "jailer image list")
    }
    let target = "\(dataset)/\(jail)"
    let action: Action =
      thin ? .run([zfs, "clone", source, target]) : .pipe([[zfs, "send", source], [zfs, "recv", target]])
    return Store.NewRoot(
      path: path, files: path, made: "dataset:\(target)", mounts: [],
      steps: [
        Step(
          "root", section: Self.section, action, absent: [Thing(.dataset, target)], undo: destroy(target),
          lock: lock)
      ])
  }

  func removal(_ target: String) -> Store.RootRemoval {
    Store.RootRemoval(
      aside: [],
      final: [
        Step(
          "root", section: Self.section, .run([zfs, "destroy", "-r", target]), gone: [Thing(.dataset, target)],
          undo: .irreversible, retry: Self.patience, lock: lock)
      ])
  }

  func importSteps(_ name: String, _ source: ImageSource, path: String) -> [Step] {
    let target = "\(dataset)/image/\(name)"
    return [
      Step(
        "dataset", section: Self.section, .run([zfs, "create", target]), absent: [Thing(.dataset, target)],
        undo: destroy(target), lock: lock),
      source.step(into: path, undo: .nothing),
      Step(
        "base", section: Self.section, .run([zfs, "snapshot", "\(target)@base"]),
        absent: [Thing(.snapshot, "\(target)@base")], undo: .nothing, lock: lock),
    ]
  }

  /// The store itself: the dataset and the one for images.
  func initialSteps(mountpoint: String) -> [Step] {
    [
      Step(
        "store", section: Self.section, .run([zfs, "create", "-o", "mountpoint=\(mountpoint)", dataset]),
        absent: [Thing(.dataset, dataset)], undo: destroy(dataset), lock: lock),
      Step(
        "images", section: Self.section, .run([zfs, "create", "\(dataset)/image"]),
        absent: [Thing(.dataset, "\(dataset)/image")], undo: .nothing, lock: lock),
    ]
  }

  private func destroy(_ target: String) -> Step.Undo { .action(.run([zfs, "destroy", "-r", target])) }
}
