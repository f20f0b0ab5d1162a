import Platform
import Posix
import Wire

/// A jail that runs, as seen from outside: no program of it is run, none is started.
struct RunningJail {
  let state: RunState

  /// All that linux-jail knows of and that are alive.
  static func all(_ paths: Paths) throws(Fault) -> [RunningJail] {
    guard Files.exists(paths.running) else { return [] }
    do {
      let boot = try Files.text("/proc/sys/kernel/random/boot_id").filter { !$0.isWhitespace }
      return try Files.list(paths.running).compactMap { name in
        // A folder that vanishes, or that is half made, is of a jail that comes or goes: it doesn't run.
        guard let bytes = try? Files.read("\(paths.running)/\(name)/state.json", follow: false),
          let json = try? JSON.read(bytes, limit: Limits.manifest), let state = try? RunState(json, at: ""), state.name == name,
          let process = state.process, let stat = try? Files.text("/proc/\(process.pid)/stat"),
          process.matches(stat: stat, boot: boot)
        else { return nil }
        return RunningJail(state: state)
      }
    } catch {
      throw Fault(.failed, "the running jails can't be listed", error)
    }
  }

  /// What is only known of a jail that runs takes the place of what its conf says.
  func describe(_ fact: inout JailFact) {
    fact.jid = state.jid
    fact.hostname = state.hostname
    fact.path = state.path
    if fact.conf == nil { fact.network = state.vnet ? "eb" : "inherit" }
    guard let netns = state.netns else { return }
    #if os(Linux)
      guard let network = try? Posix.Network(namespace: netns), let links = try? network.links(),
        let all = try? network.addresses(), let gateways = try? network.gateways()
      else { return }
      let loopback = links.first { $0.name == "lo" }?.index
      // The jail's own addresses now: its administrator may have changed them.
      fact.addresses = all.filter { $0.index != loopback && $0.scope == .global }
        .map { Address(bytes: $0.bytes, prefix: $0.prefix).text }
      fact.gateway = gateways.first.map(\.text)
    #endif
  }
}
