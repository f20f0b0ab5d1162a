import Glibc
import Platform
import Posix
import Wire

extension Creation {
  /// What the runtime is told of the jail.
  func writeBundle(_ state: RunState, _ entries: [MountEntry]) throws(JailError) {
    guard let pause = Command.search("catatonit", in: Site.programs) else {
      throw JailError(
        jail: settings.name, "catatonit is not installed: a jail needs it as its first process")
    }
    let bundle = Bundle(settings: settings, entries: entries, netns: state.netns, pause: pause)
    let json = try bundle.json()
    try naming(settings.name) { () throws(PosixError) in
      try Files.write(json.bytes, to: "\(folder)/config.json", mode: 0o600, sync: false)
    }
  }

  /// What jail(8) calls jail_set, and exec.created: namespaces and a process in them.
  func start(_ state: inout RunState, _ hooks: Hooks, _ runtimes: [Runtime]) throws(JailError) -> Runtime {
    let lock = try naming(settings.name) { () throws(PosixError) in
      try FileLock.wait(site.entry(settings.name))
    }
    // The commands of exec.created need the namespaces, which are there, and not the process: the 10 ms of the runtime
    // are theirs too. One that does need the process (jexec) waits for the lock.
    var creating: Background<JailError?>?
    let entered = Result { () throws(JailError) in
      try enter(&state, runtimes, lock.descriptor) {
        creating =
          creating
          ?? Background {
            do throws(JailError) { try hooks.run(.created) } catch { return error }
            return nil
          }
      }
    }
    FileLock.release(lock.descriptor)
    let created = creating?.value()
    lock.keep()
    let runtime = try entered.get()
    if let error = created ?? nil { throw error }
    return runtime
  }

  /// A process in the jail, and the jail's state as it was kept.
  private func enter(
    _ state: inout RunState, _ runtimes: [Runtime], _ lock: Int32, started: () -> Void
  ) throws(JailError) -> Runtime {
    let (runtime, pid) = try run(&state, runtimes, lock, started)
    guard let process = Liveness.identify(pid) else {
      throw JailError(jail: settings.name, "its first process died at once")
    }
    state.process = process
    try store.write(state)
    // crun mounts the root anew, with devices. Nothing but the pausing init runs in the jail yet.
    try naming(settings.name) { () throws(PosixError) in try Mounts.forbidDevices(onRootOf: pid) }
    return runtime
  }

  /// The jail's network namespace, made on another thread: it costs as much as all mounts, and neither needs the other.
  func beginNetwork(_ state: inout RunState) throws(JailError) -> Background<PosixError?>? {
    guard settings.network == .vnet else { return nil }
    let path = site.namespace(settings.name)
    if Files.exists(path) { throw JailError(jail: settings.name, "vnet: \(path) exists already") }
    state.netns = path
    try store.write(state)
    return Background {
      do throws(PosixError) {
        try Files.makeDirectories(Site.namespaces)
        try Network.shareFolder(Site.namespaces)
        try Network.makeNamespace(path)
        return nil
      } catch { return error }
    }
  }

  func endNetwork(_ network: Background<PosixError?>?, _ state: inout RunState) throws(JailError) {
    guard let error = network?.value() ?? nil else { return }
    // Another's, made since the look: not ours to remove.
    if error.errno == EEXIST { state.netns = nil }
    throw JailError(jail: settings.name, "vnet: \(error)")
  }

  func installedRuntimes() throws(JailError) -> [Runtime] {
    let runtimes = Runtime.installed()
    if runtimes.isEmpty {
      throw JailError(jail: settings.name, "no container runtime is installed: crun or runc")
    }
    return runtimes
  }

  /// The first runtime that can do it.
  private func run(
    _ state: inout RunState, _ runtimes: [Runtime], _ lock: Int32, _ started: () -> Void
  ) throws(JailError) -> (Runtime, pid: Int) {
    var failures: [String] = []
    for runtime in runtimes {
      if state.runtime != runtime.record {
        state.runtime = runtime.record
        try store.write(state)
      }
      do throws(JailError) {
        return (runtime, try runtime.run(settings.name, folder, root: settings.path, lock: lock, started: started))
      } catch {
        failures.append(error.message)
        runtime.deleteByForce(settings.name, folder)
        try? Tree.remove("\(folder)/\(runtime.kind.rawValue)")
      }
    }
    throw JailError(failures.joined(separator: "; "))
  }

  private func root() throws(JailError) -> Beneath {
    do throws(PosixError) { return try Beneath(settings.path) } catch {
      throw JailError(jail: settings.name, "path: \(settings.path): \(error.reason)")
    }
  }

  /// The places where the runtime mounts must be directories of the jail itself.
  func checkMountPoints(_ entries: [MountEntry]) throws(JailError) {
    var points = [("/proc", "mount.procfs"), ("/dev", "mount.devfs")]
    for entry in entries {
      if case .jail(let target, _) = try entry.place(settings.path) {
        points.append((target, entry.origin))
      }
    }
    let root = try root()
    for (point, origin) in points {
      do throws(PosixError) { _ = try root.open(point, O_RDONLY | O_DIRECTORY) } catch {
        // With O_DIRECTORY and O_NOFOLLOW a link is "not a directory".
        let isLink = error.errno == ELOOP || ((try? root.status(point)) ?? nil)?.kind == .symlink
        let reason = isLink ? "is or leads through a symbolic link" : error.reason
        throw JailError(jail: settings.name, "\(origin): \(settings.path)\(point): \(reason)")
      }
    }
  }
}
