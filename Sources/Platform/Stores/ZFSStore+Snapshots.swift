import Wire

extension ZFSStore {
  private func run(
    _ id: String, _ words: [String], absent: [Thing] = [], gone: [Thing] = [], undo: Step.Undo, retry: Int = 0
  )
    -> Step
  {
    Step(
      id, section: Self.section, .run([zfs] + words), absent: absent, gone: gone, undo: undo, retry: retry, lock: lock)
  }

  func take(_ jail: String, _ name: String) -> [Step] {
    let snapshot = "\(dataset)/\(jail)@\(name)"
    return [
      run(
        "snapshot", ["snapshot", snapshot], absent: [Thing(.snapshot, snapshot)],
        undo: .action(.run([zfs, "destroy", snapshot])))
    ]
  }

  /// Never with -R: that would destroy the clones too.
  func removal(of snapshots: [SnapshotFact]) -> Store.RootRemoval {
    Store.RootRemoval(
      aside: [],
      final: snapshots.map {
        run($0.text, ["destroy", $0.place], gone: [Thing(.snapshot, $0.place)], undo: .irreversible, retry: 1000)
      })
  }

  /// The newer snapshots go one by one, so that no other goes with them.
  func rollBack(to snapshot: SnapshotFact, removing newer: [SnapshotFact]) -> Store.RootRemoval {
    // It happens as a whole or not at all, so nothing is left of one that fails.
    let undo: Step.Undo = newer.isEmpty ? .nothing : .irreversible
    let step = run("rollback", ["rollback", snapshot.place], undo: undo, retry: Self.patience)
    let others = removal(of: newer.reversed())
    return newer.isEmpty
      ? Store.RootRemoval(aside: [step], final: []) : Store.RootRemoval(aside: [], final: others.final + [step])
  }

  func root(of jail: String, path: String, from snapshot: SnapshotFact, thin: Bool) -> Store.NewRoot {
    let target = "\(dataset)/\(jail)"
    let undo = Step.Undo.action(.run([zfs, "destroy", "-r", target]))
    var steps = [run("root", ["clone", snapshot.place, target], absent: [Thing(.dataset, target)], undo: undo)]
    if !thin {
      steps[0].action = .pipe([[zfs, "send", snapshot.place], [zfs, "recv", target]])
      // What is received has the snapshot too, which nobody took of this jail.
      steps.append(run("received", ["destroy", "\(target)@\(snapshot.name)"], undo: .nothing, retry: 1000))
    }
    return Store.NewRoot(path: path, files: path, made: "dataset:\(target)", mounts: [], steps: steps)
  }

  /// The snapshot that it is a clone of is destroyed at once, which zfs(8) puts off until the clone is destroyed.
  func root(of jail: String, path: String, cloning origin: String, snapshot name: String) -> Store.NewRoot {
    let target = "\(dataset)/\(jail)"
    let snapshot = "\(dataset)/\(origin)@\(name)"
    return Store.NewRoot(
      path: path, files: path, made: "dataset:\(target)", mounts: [],
      steps: take(origin, name) + [
        run(
          "root", ["clone", snapshot, target], absent: [Thing(.dataset, target)],
          undo: .action(.run([zfs, "destroy", "-r", target]))),
        run("deferred", ["destroy", "-d", snapshot], undo: .nothing),
      ])
  }

  func rename(_ jail: String, to name: String) -> [Step] {
    let (from, to) = ("\(dataset)/\(jail)", "\(dataset)/\(name)")
    let rename = run(
      "root", ["rename", from, to], absent: [Thing(.dataset, to)], undo: .action(.run([zfs, "rename", to, from])),
      retry: Self.patience)
    guard isFuse else { return [rename] }
    // zfs-fuse learns of an unmount a moment after the kernel. A rename that unmounts by itself finds the dataset busy
    // then, mounts it again, and would do so for ever. Of mounting, only -a may be run twice.
    let mount = ["mount", "-a"]
    return [
      run("unmount", ["unmount", from], undo: .action(.run([zfs] + mount))), rename,
      run("mount", mount, undo: .irreversible),
    ]
  }
}
