import Platform
import Posix
import Wire

/// The jails that linux-jail knows of.
struct RunningJails: Sendable {
  let names: [String]
  /// `nil` where there is none.
  private let folder: Folder?
  private let boot: String

  init(_ paths: Paths) throws(Fault) {
    do {
      guard Files.exists(paths.running) else {
        folder = nil
        (names, boot) = ([], "")
        return
      }
      folder = try Folder(paths.running)
      boot = try Files.text("/proc/sys/kernel/random/boot_id").filter { !$0.isWhitespace }
      // Names with a dot are linux-jail's locks.
      names = try Files.list(paths.running).filter { $0.utf8.first != UInt8(ascii: ".") }
    } catch {
      throw Fault(.failed, "the running jails can't be listed", error)
    }
  }

  /// The jail if it is alive. A folder that vanishes, or that is half made, is of a jail that comes or goes: it doesn't run.
  func jail(named name: String) -> RunningJail? {
    guard let bytes = try? folder?.read("\(name)/state.json", follow: false),
      let json = try? JSON.read(bytes, limit: Limits.manifest), let state = try? RunState(json, at: ""), state.name == name,
      let process = state.process, let stat = try? Files.text("/proc/\(process.pid)/stat"),
      process.matches(stat: stat, boot: boot)
    else { return nil }
    return RunningJail(state)
  }
}

/// A jail that runs, as seen from outside: no program of it is run, none is started.
struct RunningJail: Sendable {
  let state: RunState
  /// What its network stack has now, where it has one of its own: its administrator may have changed it.
  private var network: (addresses: [String], gateway: String?)?

  init(_ state: RunState) {
    self.state = state
    #if os(Linux)
      guard let netns = state.netns, let network = try? Posix.Network(namespace: netns),
        let addresses = try? network.addresses(), let gateway = try? Self.gateway(network)
      else { return }
      self.network = (
        addresses.filter { $0.index != Posix.Network.loopback && $0.scope == .global }
          .map { Address(bytes: $0.bytes, prefix: $0.prefix).text }, gateway.first?.text
      )
    #endif
  }

  #if os(Linux)
    /// One of IPv4 if there is any. The kernel's dump of IPv6's routes costs 15 us for each jail and is needed seldom.
    private static func gateway(_ network: borrowing Posix.Network) throws(PosixError) -> [Posix.Network.Gateway] {
      let gateways = try network.gateways(.v4)
      return gateways.isEmpty ? try network.gateways(.v6) : gateways
    }
  #endif

  /// What is only known of a jail that runs takes the place of what its conf says.
  func describe(_ fact: inout JailFact) {
    fact.jid = state.jid
    fact.hostname = state.hostname
    fact.path = state.path
    if fact.conf == nil { fact.network = state.vnet ? "eb" : "inherit" }
    if let network {
      fact.addresses = network.addresses
      fact.gateway = network.gateway
    }
  }
}
