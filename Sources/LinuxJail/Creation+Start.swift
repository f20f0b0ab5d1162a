import Glibc
import Platform
import Posix
import Wire

extension Creation {
  /// What jail(8) calls jail_set: namespaces and a process in them.
  func start(_ state: inout RunState, _ entries: [MountEntry]) throws(JailError) -> Runtime {
    let store = StateStore(site: site)
    let folder = site.folder(settings.name)
    guard let pause = Command.search("catatonit", in: Site.programs) else {
      throw JailError(
        jail: settings.name, "catatonit is not installed: a jail needs it as its first process")
    }
    if settings.network == .vnet { try makeNetwork(&state, store) }
    let bundle = Bundle(settings: settings, entries: entries, netns: state.netns, pause: pause)
    let json = try bundle.json()
    try naming(settings.name) { () throws(PosixError) in
      try Files.write(json.bytes, to: "\(folder)/config.json", mode: 0o600, sync: false)
    }
    let (runtime, pid) = try run(&state, store, folder)
    guard let process = Liveness.identify(pid) else {
      throw JailError(jail: settings.name, "its first process died at once")
    }
    state.process = process
    try store.write(state)
    // crun mounts the root anew, with devices. Nothing but the pausing init runs in the jail yet.
    try naming(settings.name) { () throws(PosixError) in try Mounts.forbidDevices(onRootOf: pid) }
    return runtime
  }

  private func makeNetwork(_ state: inout RunState, _ store: StateStore) throws(JailError) {
    let path = site.namespace(settings.name)
    if Files.exists(path) { throw JailError(jail: settings.name, "vnet: \(path) exists already") }
    state.netns = path
    try store.write(state)
    do throws(PosixError) {
      try Files.makeDirectories(Site.namespaces)
      try Network.shareFolder(Site.namespaces)
      try Network.makeNamespace(path)
    } catch {
      // Another's, made since the look: not ours to remove.
      if error.errno == EEXIST { state.netns = nil }
      throw JailError(jail: settings.name, "vnet: \(error)")
    }
  }

  /// The first runtime that can do it.
  private func run(
    _ state: inout RunState, _ store: StateStore, _ folder: String
  ) throws(JailError) -> (Runtime, pid: Int) {
    let installed = Runtime.installed()
    if installed.isEmpty {
      throw JailError(jail: settings.name, "no container runtime is installed: crun or runc")
    }
    var failures: [String] = []
    for runtime in installed {
      state.runtime = runtime.record
      try store.write(state)
      do throws(JailError) {
        return (runtime, try runtime.run(settings.name, folder, root: settings.path))
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
