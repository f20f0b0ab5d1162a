import Platform
import Posix

/// `jail -r` and `jail -R`.
struct Removal {
  let site: Site
  let name: String
  /// As the conf says now; nil for a jail that none defines, and for -R: then no command is run.
  let settings: Settings?
  var verbose = false

  private var store: StateStore { StateStore(site: site) }

  /// Messages of what failed after the jail itself was gone. Throws if it stays.
  func run() throws(JailError) -> [String] {
    if settings == nil {
      if isDamaged { return try removeDamaged() }
      try killFirst()
    }
    let lock = try naming(name) { () throws(PosixError) in try FileLock.wait(site.lock(name)) }
    defer {
      site.forgetLock(name)
      lock.keep()
    }
    let notFound = JailError("\"\(name)\" not found")
    guard var state = try store.read(name) else {
      try naming(name) { () throws(PosixError) in try Tree.remove(site.folder(name)) }
      throw notFound
    }
    guard Liveness.isRunning(state) else {
      // Not running, but not tidy either.
      let failures = Cleanup(site: site).run(state)
      if let failure = failures.first { throw JailError(jail: name, failure) }
      throw notFound
    }
    return try remove(&state)
  }

  private var isDamaged: Bool {
    do throws(JailError) {
      _ = try store.read(name)
      return false
    } catch { return true }
  }

  /// Nothing tells what it had, but its processes end and it stops being in the way.
  private func removeDamaged() throws(JailError) -> [String] {
    for runtime in Runtime.installed() { runtime.deleteByForce(name, site.folder(name)) }
    try naming(name) { () throws(PosixError) in try Tree.remove(site.folder(name)) }
    return ["\(name): its state was damaged: mounts and interfaces may be left"]
  }

  /// A creation that holds the lock ends by itself once the jail is killed under it.
  private func killFirst() throws(JailError) {
    if let attempt = try naming(
      name, { () throws(PosixError) in try FileLock.attempt(site.lock(name)) })
    {
      return attempt.keep()
    }
    guard let state = try store.read(name), let process = state.process else { return }
    JailProcesses.kill(process.pid) { Liveness.initIsAlive(state) }
  }

  private func remove(_ state: inout RunState) throws(JailError) -> [String] {
    let was = state.phase
    state.phase = .stopping
    try store.write(state)
    let cleanup = Cleanup(site: site)
    guard let settings else {
      cleanup.kill(&state)
      return cleanup.finish(state, interfaces: cleanup.moveBack(state))
    }
    var hooks = Hooks(settings: settings, folder: site.folder(name), jid: state.jid)
    hooks.verbose = verbose
    do throws(JailError) {
      try hooks.run(.prestop)
      try hooks.run(.stop, in: Runtime(state))
    } catch {
      // The jail keeps running, as FreeBSD's does.
      state.phase = was
      if Liveness.initIsAlive(state) { try store.write(state) }
      throw error
    }
    if settings.stopTimeout > 0, let process = state.process, Liveness.initIsAlive(state) {
      JailProcesses(init: process.pid).terminate(seconds: settings.stopTimeout)
    }
    cleanup.kill(&state)
    try? store.write(state)
    var failures = cleanup.moveBack(state)
    let stuck = failures
    // The namespace is kept until here, so that a pair with one end inside is still whole for exec.poststop.
    attempt(hooks, .poststop, &failures)
    let rest = cleanup.finish(state, interfaces: stuck).filter { !stuck.contains($0) }
    failures += rest
    attempt(hooks, .release, &failures)
    return failures.map { $0.hasPrefix("\(name): ") ? $0 : "\(name): \($0)" }
  }

  private func attempt(_ hooks: Hooks, _ stage: Settings.Stage, _ failures: inout [String]) {
    do throws(JailError) { try hooks.run(stage) } catch { failures.append(error.message) }
  }
}
