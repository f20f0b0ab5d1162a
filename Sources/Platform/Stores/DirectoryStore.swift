import Wire

/// Folders below one folder, on any filesystem: `image/NAME` are the images, `NAME` the jails; `.overlay/NAME` holds
/// what a thin clone has of its own, `.trash` what is on its way out.
struct DirectoryStore {
  let path: String
  let transaction: String
  let tools: [String: String]
  let system: System

  static let section = "Store commands"

  func tool(_ name: String) throws(Fault) -> String {
    guard let tool = tools[name] else {
      throw Fault(.unavailable, "the program \(name) is not installed", hint: "install it")
    }
    return tool
  }

  /// Owners, modes, times, hard links, extended attributes, sparse files and devices are kept; blocks are shared where
  /// the filesystem can (reflink).
  func copy(of image: ImageFact, for jail: String) throws(Fault) -> Store.NewRoot {
    let target = "\(path)/\(jail)"
    let steps: [Step]
    switch system {
    case .linux:
      steps = [
        Step(
          "root", section: Self.section,
          .run([try tool("cp"), "-a", "--reflink=auto", "-T", image.path, target]), absent: [Thing(.path, target)],
          undo: .action(.remove(path: target, tree: true)))
      ]
    case .freeBSD: steps = try archived(image, to: target)
    }
    return Store.NewRoot(path: target, files: target, made: "directory:\(target)", mounts: [], steps: steps)
  }

  /// FreeBSD's cp(1) makes several files of one with hard links; tar(1) keeps them, and file flags.
  private func archived(_ image: ImageFact, to target: String) throws(Fault) -> [Step] {
    let tar = try tool("tar")
    return [
      Step(
        "root", section: Self.section, .directory(path: target, mode: 0o755, within: nil),
        absent: [Thing(.path, target)], undo: .action(.remove(path: target, tree: true))),
      // Its undo is what it is for: what is half copied may have files that can't be removed as they are.
      Step("flags", section: Self.section, try unlocked(target), undo: .action(try unlocked(target))),
      Step(
        "copy", section: Self.section,
        .pipe([[tar, "-cf", "-", "-C", image.path, "."], [tar, "-xpf", "-", "-C", target]]), undo: .nothing),
    ]
  }

  /// Without the flags (schg) that some of FreeBSD's programs have and that keep root from removing them.
  func unlocked(_ tree: String) throws(Fault) -> Action { .run([try tool("chflags"), "-R", "0", tree]) }

  func removal(of jail: String) throws(Fault) -> Store.RootRemoval {
    try removal(moving: "\(path)/\(jail)", name: jail, then: [])
  }

  func overlayRemoval(of jail: String) throws(Fault) -> Store.RootRemoval {
    // The mount point is empty; if it isn't, something that is not jailer's is in it and stays.
    let point = Step(
      "mountpoint", section: Self.section, .remove(path: "\(path)/\(jail)", tree: false),
      gone: [Thing(.path, "\(path)/\(jail)")], undo: .irreversible)
    return try removal(moving: "\(path)/.overlay/\(jail)", name: jail, then: [point])
  }

  func imageRemoval(_ name: String) throws(Fault) -> Store.RootRemoval {
    try removal(moving: "\(path)/image/\(name)", name: "image-\(name)", then: [])
  }

  private func removal(moving root: String, name: String, then more: [Step]) throws(Fault) -> Store.RootRemoval {
    var removal = try away("root", root, as: name)
    removal.aside.insert(trash, at: 0)
    removal.final += more
    return removal
  }

  func locks(_ id: String, in trash: String) throws(Fault) -> [Step] {
    guard system == .freeBSD else { return [] }
    return [Step(id, section: Self.section, try unlocked(trash), undo: .irreversible)]
  }

  /// Unpacked beside its place and renamed into it: an image is there whole or not at all.
  func importSteps(_ name: String, _ source: ImageSource) -> [Step] {
    let place = "\(path)/image/\(name)"
    let fresh = "\(path)/image/.import-\(transaction)"
    return [
      Step(
        "folder", section: Self.section, .directory(path: fresh, mode: 0o755, within: nil),
        absent: [Thing(.path, fresh)], undo: .inherent),
      source.step(into: fresh, undo: .action(.remove(path: fresh, tree: true))),
      Step(
        "publish", section: Self.section, .rename(from: fresh, to: place), absent: [Thing(.path, place)],
        undo: .inherent),
    ]
  }

  func initialSteps() -> [Step] {
    let folders = [(path, 0o755), ("\(path)/image", 0o755), ("\(path)/.overlay", 0o711), ("\(path)/.trash", 0o700)]
    return folders.enumerated().map { index, folder in
      Step(
        index == 0 ? "store" : "folder\(index)", section: Self.section,
        .directory(path: folder.0, mode: folder.1, within: nil), undo: .inherent)
    }
  }
}
