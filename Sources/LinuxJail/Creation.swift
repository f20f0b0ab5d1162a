import Platform
import Posix

/// `jail -c`: the steps of jail(8) in their order, taken back if one fails.
struct Creation {
  let site: Site
  let settings: Settings
  let configuration: String?
  var verbose = false

  var store: StateStore { StateStore(site: site) }
  var folder: String { site.folder(settings.name) }

  /// The jid.
  func run() throws(JailError) -> Int {
    try naming(settings.name) { () throws(PosixError) in try Files.makeDirectories(site.running) }
    let lock = try claim()
    defer {
      site.forgetLock(settings.name)
      lock.keep()
    }
    let jid = try store.newJID(settings.jid)
    var state = RunState(
      name: settings.name, jid: jid, phase: .starting, path: settings.path,
      hostname: settings.hostname,
      persist: settings.persist, vnet: settings.network == .vnet)
    state.consoleLog = settings.consoleLog
    state.configuration = configuration
    state.parameters = settings.parameters
    let runtimes = try installedRuntimes()
    state.runtime = runtimes.first?.record
    do throws(JailError) {
      try naming(settings.name) { () throws(PosixError) in
        try Files.makeDirectories(folder, mode: 0o755)
      }
      // A network is noted before it is made, a moment later.
      if settings.network != .vnet || settings.has(.prepare) { try store.write(state) }
      try steps(&state, runtimes)
    } catch {
      let cleanup = Cleanup(site: site)
      for message in cleanup.run(state) {
        Console.error("jail", JailError(jail: settings.name, message))
      }
      throw error
    }
    return jid
  }

  /// The lock of this jail, once nothing of an earlier one is left.
  private func claim() throws(JailError) -> FileLock {
    let path = site.lock(settings.name)
    let exists = JailError("\"\(settings.name)\" already exists")
    guard
      let lock = try naming(settings.name, { () throws(PosixError) in try FileLock.attempt(path) })
    else {
      // Another linux-jail is at it: if it creates, it wins; if it removes, we come after it.
      if try store.read(settings.name)?.phase != .stopping { throw exists }
      let lock = try naming(settings.name) { () throws(PosixError) in try FileLock.wait(path) }
      try clear(exists)
      return lock
    }
    try clear(exists)
    return lock
  }

  private func clear(_ exists: JailError) throws(JailError) {
    if let old = try store.read(settings.name) {
      if Liveness.isRunning(old) { throw exists }
      let failures = Cleanup(site: site).run(old)
      if let failure = failures.first { throw JailError(jail: settings.name, failure) }
    }
    // A folder without a state: its maker died between the two.
    try naming(settings.name) { () throws(PosixError) in
      if try Files.lstat(folder) != nil { try Tree.remove(folder) }
    }
  }

  private func steps(_ state: inout RunState, _ runtimes: [Runtime]) throws(JailError) {
    var hooks = Hooks(settings: settings, folder: folder, jid: state.jid)
    hooks.verbose = verbose
    try hooks.run(.prepare)
    let network = try beginNetwork(&state)
    let prepared = Result { () throws(JailError) in
      let entries = try mount(&state)
      try checkMountPoints(entries)
      try writeBundle(state, entries)
    }
    try endNetwork(network, &state)
    try prepared.get()
    try hooks.run(.prestart)
    let runtime = try start(&state, hooks, runtimes)
    try moveInterfaces(&state)
    try hooks.run(.start, in: runtime)
    try hooks.run(.command, in: runtime)
    try hooks.run(.poststart)
    state.phase = .running
    try store.write(state)
    // Nobody stayed in it: then it is gone already, which is no failure.
    if !Liveness.isRunning(state) { _ = Cleanup(site: site).run(state) }
  }

  private func mount(_ state: inout RunState) throws(JailError) -> [MountEntry] {
    let entries = try HostMounts.entries(settings)
    let mounts = HostMounts(jail: settings.name, path: settings.path)
    for entry in entries where try entry.place(settings.path) == .host {
      state.mounts.append(try mounts.record(entry))
      try store.write(state)
      try mounts.mount(entry)
    }
    return entries
  }

  private func moveInterfaces(_ state: inout RunState) throws(JailError) {
    guard let netns = state.netns else { return }
    for name in settings.interfaces {
      state.interfaces.append(name)
      try store.write(state)
      try Interfaces.moveIn(name, jail: settings.name, netns: netns)
    }
  }
}
