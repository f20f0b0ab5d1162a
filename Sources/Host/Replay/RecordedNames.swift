import Platform
import Wire

/// Names and paths of recorded facts. Those of this machine are good ones; whoever wrote a file may have put anything
/// into it. What jailer only shows or compares with its own is not looked at: what a jail's conf says may be anything.
enum RecordedNames {
  static func check(_ machine: Machine) throws(ShapeError) {
    if let host = machine.host { try check(host) }
    if let config = machine.config { try check(config) }
    for (index, jail) in (machine.jails ?? []).enumerated() { try check(jail, "facts.jails[\(index)]") }
    for (index, jail) in (machine.overview ?? []).enumerated() { try check(jail, "facts.overview[\(index)]") }
    for name in (machine.confs ?? [:]).keys.sorted() {
      try require(Name.faultOfJail(name), "facts.confs", name)
    }
    for (name, shell) in (machine.shells ?? [:]).sorted(by: { $0.key < $1.key }) {
      try word(name, "facts.shells")
      try word(shell, "facts.shells.\(name)")
    }
    for (index, image) in (machine.images ?? []).enumerated() { try check(image, "facts.images[\(index)]") }
    for (index, image) in (machine.bases ?? []).enumerated() { try check(image, "facts.bases[\(index)]") }
    for (index, snapshot) in (machine.snapshots ?? []).enumerated() {
      try check(snapshot, "facts.snapshots[\(index)]")
    }
    for name in (machine.rcConfs ?? [:]).keys.sorted() { try word(name, "facts.rc_confs") }
    for (index, interface) in (machine.interfaces ?? []).enumerated() {
      try word(interface.name, "facts.interfaces[\(index)].name")
    }
    for (index, claim) in machine.claims.enumerated() { try word(claim, "facts.claims[\(index)]") }
  }

  private static func check(_ host: HostFact) throws(ShapeError) {
    try word(host.hostname, "facts.host.hostname")
    try word(host.release, "facts.host.release")
    if !host.machine.isEmpty { try word(host.machine, "facts.host.machine") }
    if !host.architecture.isEmpty { try word(host.architecture, "facts.host.architecture") }
    if let userland = host.userland { try word(userland, "facts.host.userland") }
    if !host.paths.root.isEmpty { try path(host.paths.root, "facts.host.root") }
    for (name, program) in host.tools.sorted(by: { $0.key < $1.key }) {
      try word(name, "facts.host.tools")
      try path(program, "facts.host.tools.\(name)")
    }
    // Names and addresses are cut out of it.
    let isHex = host.random.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    try require(
      host.random.utf8.count == 64 && isHex ? nil : "must be 64 hexadecimal digits", "facts.host.random")
    try require(host.now < 0 ? "must not be negative" : nil, "facts.host.now")
  }

  private static func check(_ config: ConfigFact) throws(ShapeError) {
    if let store = config.store {
      try path(store.path, "facts.config.store.path")
      if case .zfs(let dataset, _) = store.kind {
        try require(Name.faultOfDataset(dataset), "facts.config.store.dataset", dataset)
      }
    }
    if let image = config.defaultImage { try word(image, "facts.config.default_image") }
    if let network = config.defaultNetwork { try word(network, "facts.config.default_network") }
    if let mirror = config.mirror { try word(mirror, "facts.config.mirror") }
    if let mirror = config.debianMirror { try word(mirror, "facts.config.debian_mirror") }
    for (index, pool) in config.pools.enumerated() { try word(pool, "facts.config.pools[\(index)]") }
  }

  private static func check(_ jail: JailFact, _ place: String) throws(ShapeError) {
    // One that runs without a conf may be called anything that its kernel allows.
    if jail.conf != nil { try require(Name.faultOfJail(jail.name), "\(place).name", jail.name) }
    try word(jail.name, "\(place).name")
    if let conf = jail.conf { try path(conf, "\(place).conf") }
  }

  private static func check(_ image: ImageFact, _ place: String) throws(ShapeError) {
    try require(Name.faultOfImage(image.name), "\(place).name", image.name)
    try path(image.path, "\(place).path")
    if let dataset = image.dataset { try require(Name.faultOfDataset(dataset), "\(place).dataset", dataset) }
    for (index, clone) in image.clones.enumerated() { try word(clone, "\(place).clones[\(index)]") }
  }

  private static func check(_ snapshot: SnapshotFact, _ place: String) throws(ShapeError) {
    try require(Name.faultOfJail(snapshot.jail), "\(place).jail", snapshot.jail)
    try require(Name.faultOfImage(snapshot.name), "\(place).name", snapshot.name)
    let isFolder = snapshot.place.hasPrefix("/")
    if isFolder { try path(snapshot.place, "\(place).place") }
    if !isFolder { try require(Name.faultOfSnapshot(snapshot.place), "\(place).place", snapshot.place) }
    for (index, clone) in snapshot.clones.enumerated() { try word(clone, "\(place).clones[\(index)]") }
  }

  private static func word(_ text: String, _ place: String) throws(ShapeError) {
    try require(text.isEmpty ? "must not be empty" : nil, place)
    try require(Printable.clean(text) == text ? nil : "has control characters", place, text)
  }

  private static func path(_ text: String, _ place: String) throws(ShapeError) {
    try word(text, place)
    try require(Name.isPath(text) ? nil : "is no absolute path in its simplest form", place, text)
  }

  /// - Parameter text: what is shown of the value.
  private static func require(_ why: String?, _ place: String, _ text: String? = nil) throws(ShapeError) {
    guard let why else { return }
    throw ShapeError(path: place, reason: text.map { "\(Printable.quoted($0)): \(why)" } ?? why)
  }
}
