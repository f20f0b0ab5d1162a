import Wire

/// `.snapshot/JAIL/NAME` has in `files` a copy of the jail's root, of an overlay what it has of its own, and in
/// `about.json` when it was made and of what.
extension DirectoryStore {
  func snapshots(of jail: String) -> String { "\(path)/\(SnapshotFact.folder)/\(jail)" }

  private func root(_ jail: String, _ isOverlay: Bool) -> String {
    isOverlay ? "\(path)/.overlay/\(jail)" : "\(path)/\(jail)"
  }

  private func files(_ jail: String, _ isOverlay: Bool) -> String {
    root(jail, isOverlay) + (isOverlay ? "/upper" : "")
  }

  /// Made beside its place and renamed into it: a snapshot is there whole or not at all.
  func take(_ jail: String, _ isOverlay: Bool, _ name: String, time: Int) throws(Fault) -> [Step] {
    let fresh = "\(snapshots(of: jail))/.new-\(transaction)"
    let place = "\(snapshots(of: jail))/\(name)"
    let about: JSON = ["version": 1, "time": .integer(time), "overlay": .bool(isOverlay)]
    return [
      Step(
        "folder", section: Self.section, .directory(path: fresh, mode: 0o755, within: nil),
        absent: [Thing(.path, fresh)], undo: .inherent)
    ]
      + (try copy("files", from: files(jail, isOverlay), to: "\(fresh)/files", isCovered: false)) + [
        Step(
          "about", section: Self.section,
          .write(path: "\(fresh)/about.json", text: about.text() + "\n", mode: 0o644, within: nil), undo: .inherent),
        Step(
          "publish", section: Self.section, .rename(from: fresh, to: place), absent: [Thing(.path, place)],
          undo: .inherent),
      ]
  }

  /// A copy of a tree that stays on its filesystem: in the root of a jail that runs, others may be mounted.
  /// - Parameter isCovered: an earlier step's undo takes the copy away.
  func copy(_ id: String, from: String, to: String, isCovered: Bool) throws(Fault) -> [Step] {
    let absent = isCovered ? [] : [Thing(.path, to)]
    let undo: Step.Undo = isCovered ? .nothing : .action(.remove(path: to, tree: true))
    guard system == .freeBSD else {
      // cp(1) says nothing of extended attributes that it could not keep unless it is told that they matter.
      let words = ["-a", "-x", "--reflink=auto", "--preserve=xattr", "-T"]
      return [Step(id, section: Self.section, .run([try tool("cp")] + words + [from, to]), absent: absent, undo: undo)]
    }
    let tar = try tool("tar")
    return [
      Step(
        "\(id)-folder", section: Self.section, .directory(path: to, mode: 0o755, within: nil), absent: absent,
        undo: undo),
      Step("\(id)-flags", section: Self.section, try unlocked(to), undo: .action(try unlocked(to))),
      Step(
        id, section: Self.section,
        .pipe([[tar, "-cf", "-", "--one-file-system", "-C", from, "."], [tar, "-xpf", "-", "-C", to]]), undo: .nothing),
    ]
  }

  var trash: Step {
    Step("trash", section: Self.section, .directory(path: "\(path)/.trash", mode: 0o700, within: nil), undo: .inherent)
  }

  /// Out of the way in one rename that can be taken back, then away for good.
  func away(_ id: String, _ place: String, as name: String) throws(Fault) -> Store.RootRemoval {
    let gone = "\(path)/.trash/\(name).\(transaction)"
    return Store.RootRemoval(
      aside: [
        Step(
          "\(id)-aside", section: Self.section, .rename(from: place, to: gone), absent: [Thing(.path, gone)],
          undo: .inherent)
      ],
      final: (try locks("\(id)-flags", in: gone)) + [
        Step(
          id, section: Self.section, .remove(path: gone, tree: true), gone: [Thing(.path, gone)], undo: .irreversible)
      ])
  }

  func removal(of snapshots: [SnapshotFact]) throws(Fault) -> Store.RootRemoval {
    var all = Store.RootRemoval(aside: [trash], final: [])
    for snapshot in snapshots {
      let one = try away(snapshot.text, snapshot.place, as: snapshot.text)
      all.aside += one.aside
      all.final += one.final
    }
    return all
  }

  /// A copy is made beside the root and takes its place in two renames.
  func rollBack(_ jail: String, _ isOverlay: Bool, to snapshot: SnapshotFact, removing newer: [SnapshotFact])
    throws(Fault) -> Store.RootRemoval
  {
    let root = root(jail, isOverlay)
    let fresh = "\(path)/.trash/new-\(jail).\(transaction)"
    let old = try away("root", root, as: jail)
    let others = try removal(of: newer)
    let copy =
      isOverlay
      ? try own(fresh, copying: snapshot.files) : try copy("copy", from: snapshot.files, to: fresh, isCovered: false)
    let swap = Step(
      "swap", section: Self.section, .rename(from: fresh, to: root), absent: [Thing(.path, root)], undo: .inherent)
    return Store.RootRemoval(aside: others.aside + copy + old.aside + [swap], final: old.final + others.final)
  }

  /// What an overlay has of its own, in `folder`: the kernel wants `work` to be as new as `upper`.
  /// - Parameter files: what is in `upper`; `nil`: nothing.
  func own(_ folder: String, copying files: String?) throws(Fault) -> [Step] {
    func directory(_ id: String, _ path: String, first: Bool = false) -> Step {
      // With all above it that is missing; the kernel puts folders of its own into `work`, so it goes as a tree.
      Step(
        id, section: Self.section, .directory(path: path, mode: 0o755, within: nil),
        absent: first ? [Thing(.path, folder)] : [],
        undo: first ? .action(.remove(path: folder, tree: true)) : .nothing)
    }
    guard let files else {
      return [directory("own", "\(folder)/upper", first: true), directory("work", "\(folder)/work")]
    }
    return [directory("own", "\(folder)/work", first: true)]
      + (try copy("upper", from: files, to: "\(folder)/upper", isCovered: true))
  }
}
