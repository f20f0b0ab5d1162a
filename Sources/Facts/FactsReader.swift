import Platform
import Posix
import Wire

/// Reads what this machine is now. Changes nothing.
public struct FactsReader: Sendable {
  public let paths: Paths
  public let tools: Tools
  /// What `images` saw of the store.
  public let datasets = DatasetListing()
  /// The jails whose `confs` are read: with many jails all of them take longer than the rest. `nil`: all.
  public var named: Set<String>?
  /// What the command's arguments say: of a jail or snapshot among them the `rc_confs` are read. `nil`: of all.
  public var said: Set<String>? = []

  /// FreeBSD_mirror of the caller's environment: it wins over the configuration.
  public var mirror: String?
  /// `WebClient.environment` of the caller's.
  public var network: [String: String] = [:]

  public init(paths: Paths, tools: Tools) {
    self.paths = paths
    self.tools = tools
  }

  /// What `gather` reads. A manifest may ask for other facts; they are reserved.
  public static func known(on system: System) -> [Fact] {
    [.host, .config, .jails, .overview, .confs, .images, .bases, .snapshots, .interfaces]
      + (system == .freeBSD ? [.shells, .boot] : [])
  }

  /// What was read of the store before all else, and what is being read of the jails.
  public struct Beginning: Sendable {
    var reading: ConfigReader.Reading?
    var overview: Background<Result<[JailFact], Fault>>?
  }

  /// - Parameter making: a jail of this name may be made: whether a ZFS store has its dataset (`datasets`) is being
  ///   looked up from now on, for zfs(8) takes longer to answer than the planner.
  public func begin(_ wanted: Set<Fact>, making: String? = nil) -> Beginning {
    var beginning = Beginning()
    // Until the planner's program is loaded, the thread that starts it does nothing else.
    if wanted.contains(.overview), !wanted.contains(.jails) {
      beginning.overview = Background { Result { () throws(Fault) in try jails(overview: true) } }
    }
    if wanted.isDisjoint(with: [.config, .images, .bases, .snapshots, .remote]) { return beginning }
    let detail: ConfigReader.Detail = wanted.contains(.images) ? .images : wanted.contains(.bases) ? .bases : .store
    var reading = ConfigReader(paths: paths, tools: tools, datasets: datasets).read(detail)
    reading.config.mirror = mirror ?? reading.config.mirror
    // Last: FUSE lets whoever reads a folder wait while zfs(8) starts.
    if wanted.contains(.bases), let making, case .zfs(let dataset, _)? = reading.config.store?.kind {
      let probe = Probe(paths: paths, tools: tools)
      let thing = Thing(.dataset, "\(dataset)/\(making)")
      datasets.begin(thing.value) { try? probe.exists(thing) }
    }
    beginning.reading = reading
    return beginning
  }

  /// The facts asked for.
  /// - Parameter claims: what transactions under way have claimed: it counts as taken.
  /// - Throws: a fault where the machine itself can't be read; a broken conf or store is a fact, not a fault.
  public func gather(_ wanted: Set<Fact>, claims: [String] = [], _ beginning: Beginning? = nil) throws(Fault)
    -> JSON.Object
  {
    try machine(wanted, claims: claims, beginning).json
  }

  /// `gather`, as values.
  public func machine(_ wanted: Set<Fact>, claims: [String] = [], _ beginning: Beginning? = nil) throws(Fault)
    -> Machine
  {
    let beginning = beginning ?? begin(wanted)
    var reading = beginning.reading
    var machine = Machine()
    machine.claims = claims
    if wanted.contains(.host) { machine.host = try HostReader(paths: paths, tools: tools).read() }
    if wanted.contains(.jails) { machine.jails = try jails() }
    if wanted.contains(.overview) {
      let jails = if let jails = machine.jails { jails } else { try beginning.overview?.value().get() ?? [] }
      machine.overview = jails.map(\.overview)
    }
    if wanted.contains(.confs) { machine.confs = try ConfsReader(paths).texts(of: named.map(machine.following)) }
    if let store = reading?.config.store, let jails = machine.jails {
      machine.jails = OriginalRoots(store: store, tools: tools).found(for: jails)
    }
    if let jails = machine.jails { reading?.countClones(of: jails) }
    if wanted.contains(.snapshots) { try readSnapshots(reading?.config.store, into: &machine) }
    if paths.system == .freeBSD { reading?.readRcConfs() }
    machine.config = reading?.config
    machine.images = wanted.contains(.images) ? reading?.images : nil
    machine.bases = wanted.contains(.bases) ? reading?.images : nil
    if wanted.contains(.remote), let config = reading?.config {
      let host = if let host = machine.host { host } else { try HostReader(paths: paths, tools: tools).read() }
      machine.remote = try RemoteReader(network: network).read(Mirror(config, host: host))
    }
    if wanted.contains(.interfaces) { machine.interfaces = try interfaces() }
    if wanted.contains(.shells), paths.system == .freeBSD { machine.shells = ShellsReader.read(machine.jails ?? []) }
    if wanted.contains(.stacks), paths.system == .freeBSD {
      machine.stacks = JailStacks(tools: tools).read(machine.jails ?? [], named: named)
    }
    if wanted.contains(.rulesets), paths.system == .freeBSD { machine.rulesets = LoadedRulesets.read(tools) }
    if wanted.contains(.rules) {
      machine.rules =
        switch paths.system {
        case .linux: RulesReader(paths: paths, tools: tools).read()
        case .freeBSD: PacketFilterReader(paths: paths, tools: tools).read()
        }
    }
    if wanted.contains(.leases) { machine.leases = LeasesReader.read(paths) }
    if wanted.contains(.dhcp) { machine.dhcp = DHCPReader(paths: paths, tools: tools).read() }
    if wanted.contains(.boot), paths.system == .freeBSD { machine.boot = BootReader.read(paths) }
    return machine
  }

  private func readSnapshots(_ store: StoreFact?, into machine: inout Machine) throws(Fault) {
    guard let store else {
      machine.snapshots = []
      return
    }
    let reader = SnapshotsReader(tools: tools)
    let jails = machine.jails ?? []
    let snapshots = try reader.read(store, jails)
    machine.snapshots = snapshots
    if paths.system == .freeBSD { machine.rcConfs = reader.rcConfs(said, store, jails, snapshots) }
  }

  private func jails(overview: Bool = false) throws(Fault) -> [JailFact] {
    switch paths.system {
    case .linux: try JailsReader(paths: paths).read(overview: overview)
    case .freeBSD: try KernelJailsReader(paths: paths, tools: tools).read(overview: overview)
    }
  }

  private func interfaces() throws(Fault) -> [InterfaceFact] {
    switch paths.system {
    case .linux: try InterfacesReader.read()
    case .freeBSD: try HostInterfaces(tools: tools).read()
    }
  }

  /// Where the store is, for permissions that name it; `nil` without one.
  public func storePath() -> String? {
    ConfigReader(paths: paths, tools: tools, datasets: datasets).read(.store).config.store?.path
  }
}

extension Fault {
  /// A system call that failed, as something a user can act on.
  public init(_ code: Code, _ message: String, _ error: PosixError, hint: String? = nil) {
    self.init(code, message, cause: error.description, hint: hint)
  }
}
