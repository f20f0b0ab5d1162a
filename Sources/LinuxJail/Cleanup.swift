import Glibc
import Platform
import Posix

/// Takes a jail away without any of its commands: the end of a removal, the undo of a failed creation, and what
/// follows on the death of linux-jail itself. Every step tolerates that there is nothing to do.
struct Cleanup {
  let site: Site

  /// What could not be done; the state then stays, with the rest, for the next try.
  func run(_ state: RunState) -> [String] {
    var state = state
    kill(&state)
    return finish(state, interfaces: moveBack(state))
  }

  /// Ends all processes; nothing of the jail runs any more after it.
  func kill(_ state: inout RunState) {
    let folder = site.folder(state.name)
    if let process = state.process {
      if Liveness.initIsAlive(state) {
        let before = state
        JailProcesses.kill(process.pid) { Liveness.initIsAlive(before) }
      }
      Runtime(state)?.delete(state.name, folder)
    } else {
      try? FileLock.waitUntilFree(site.entry(state.name), milliseconds: 30_000)
      Runtime(state)?.deleteByForce(state.name, folder)
    }
    state.process = nil
  }

  func moveBack(_ state: RunState) -> [String] {
    guard let netns = state.netns else { return [] }
    return Interfaces.moveBack(state.interfaces, netns: netns)
  }

  /// Mounts, namespace and state. `interfaces`: those that are still inside, with which the namespace would end.
  func finish(_ state: RunState, interfaces: [String] = []) -> [String] {
    var rest = state
    var failures = interfaces
    let mounted = HostMounts.unmount(state.mounts)
    failures += mounted.map(\.reason)
    rest.mounts = mounted.map(\.mount)
    if let netns = state.netns, interfaces.isEmpty {
      let guards = Guards(of: netns)
      defer { guards.remove() }
      do throws(PosixError) {
        try Network.removeNamespace(netns)
        rest.netns = nil
      } catch { failures.append(error.description) }
    }
    rest.process = nil
    rest.runtime = nil
    rest.phase = .stopping
    do {
      if failures.isEmpty {
        try Tree.remove(site.folder(state.name))
      } else {
        try StateStore(site: site).write(rest)
      }
    } catch { failures.append("\(error)") }
    return failures
  }
}
