import Platform
import Posix
import Wire

/// The jails that linux-jail knows of.
struct RunningJails: Sendable {
  let names: [String]
  /// `nil` where there is none.
  private let folder: Folder?
  private let boot: String
  /// /proc.
  private let processes: Folder?
  private let overview: Bool
  #if os(Linux)
    private let home: Posix.Network.Home?
  #endif

  /// - Parameter overview: addresses of IPv6 are wanted only of jails that have none of IPv4.
  init(_ paths: Paths, overview: Bool = false) throws(Fault) {
    self.overview = overview
    do {
      #if os(Linux)
        home = try? Posix.Network.Home()
      #endif
      guard Files.exists(paths.running) else {
        (folder, processes) = (nil, nil)
        (names, boot) = ([], "")
        return
      }
      folder = try Folder(paths.running)
      processes = try Folder("/proc")
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
      let json = try? JSON.read(bytes, limit: Limits.manifest), let state = try? RunState(json, at: ""),
      state.name == name,
      let process = state.process, let stat = try? processes?.readPage("\(process.pid)/stat"),
      process.matches(ProcessStat(stat), boot: boot)
    else { return nil }
    #if os(Linux)
      return RunningJail(state, home.flatMap { RunningJail.Network(of: state, $0, overview: overview) })
    #else
      return RunningJail(state, nil)
    #endif
  }
}

/// A jail that runs, as seen from outside: no program of it is run, none is started.
struct RunningJail: Sendable {
  /// What a jail's own network stack has now: its administrator may have changed it.
  struct Network: Sendable {
    let addresses: [String]
    let gateway: String?
    let gateway6: String?
  }
  let state: RunState
  private let network: Network?
  var hasNetwork: Bool { network != nil }

  init(_ state: RunState, _ network: Network?) {
    self.state = state
    self.network = network
  }

  /// What is only known of a jail that runs takes the place of what its conf says.
  func describe(_ fact: inout JailFact) {
    fact.jid = state.jid
    fact.hostname = state.hostname
    fact.path = state.path
    if fact.conf == nil { fact.network = state.vnet ? "eb" : "inherit" }
    if let network {
      if fact.addresses != network.addresses { fact.configured = fact.addresses }
      fact.addresses = network.addresses
      fact.gateway = network.gateway
      fact.gateway6 = network.gateway6
    }
  }
}

#if os(Linux)
  extension RunningJail.Network {
    /// `nil` where the jail has no network stack of its own, or it can't be looked into.
    init?(of state: RunState, _ home: Posix.Network.Home, overview: Bool) {
      guard let netns = state.netns, let network = try? Posix.Network(namespace: netns, home: home),
        var all = try? Self.global(network, .v4), let v4 = try? network.gateways(.v4)
      else { return nil }
      if !overview || all.isEmpty { all += (try? Self.global(network, .v6)) ?? [] }
      addresses = all
      // An overview has that of IPv4 where there is one, and then those of IPv6 need not be listed.
      let v6 = overview && !v4.isEmpty ? nil : (try? network.gateways(.v6))?.first?.text
      gateway = v4.first?.text ?? v6
      gateway6 = v4.isEmpty ? nil : v6
    }

    private static func global(_ network: borrowing Posix.Network, _ family: Posix.Network.Family) throws(PosixError)
      -> [String]
    {
      try network.addresses(family).filter { $0.index != Posix.Network.loopback && $0.scope == .global }
        .map { Address(bytes: $0.bytes, prefix: $0.prefix).text }
    }
  }
#endif
