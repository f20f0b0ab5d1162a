import JailConf
import Wire

extension NewJail {
  /// Its conf, made of that of the jail that it is a clone of: what an administrator has added stays.
  /// - Parameter places: what is called otherwise in the new jail.
  public func conf(cloning text: String, of jail: String, _ places: [(from: String, to: String)]) throws(Fault)
    -> String
  {
    var edit = try ConfEdit(text, of: jail)
    let old = try edit.variable("jailer_address").flatMap { Address($0) }
    try checkLikeness(edit, old)
    try edit.rename(to: name)
    let (address, hardware) = (network.address, hardwareAddress)
    try edit.change { parameter, value in
      if let old, let address, value == old.text { return address.text }
      if parameter == "host.hostname", let rest = value.behind(jail) { return name + rest }
      let moved = places.reduce(value) { PathText.replaced($0, $1.from, $1.to) }
      return Self.replaced(hardwareAddressesOf: moved, by: hardware)
    }
    // The original Jailer's confs have $id.
    let (ours, originals) = try (edit.variable("jailer_id"), edit.variable("id"))
    try edit.set(variable: ours == nil && originals != nil ? "id" : "jailer_id", "\(id)")
    try edit.set(variable: "jailer_root", root)
    if let origin { try edit.set(variable: "jailer_origin", origin) }
    if let address { try edit.set(variable: "jailer_address", address.text) }
    if let gateway = network.gateway { try edit.set(variable: "jailer_gateway", gateway.host) }
    if let bridge = network.bridge { try edit.set(variable: "bridge", bridge) }
    // Two jails can't have the same ports of the host.
    try edit.set(variable: "jailer_rdr", values: [])
    return edit.text
  }

  /// The commands in the conf are those of a network of one kind.
  private func checkLikeness(_ edit: ConfEdit, _ old: Address?) throws(Fault) {
    let new = network.address
    let hadGateway = try edit.variable("jailer_gateway") != nil
    guard (old == nil) == (new == nil), old?.isV6 == new?.isV6, hadGateway == (network.gateway != nil) else {
      throw Fault(
        .usage, "the network of \(name) must be like that of \(edit.jail)",
        cause: "an address of the same family, and a gateway if that has one",
        hint: "jailer snap \(edit.jail), and jailer create -s with another network", field: "address")
    }
  }

  /// A text in which the hardware addresses that jailer draws are another.
  private static func replaced(hardwareAddressesOf text: String, by address: String) -> String {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    let isOurs = { (part: Substring) in part.hasPrefix("58:9c:fc:") && part.utf8.count == 17 }
    guard parts.contains(where: isOurs) else { return text }
    return parts.map { isOurs($0) ? address : String($0) }.joined(separator: " ")
  }
}

extension String {
  /// What comes behind a host's name: nothing or its domain. `nil` where the text begins otherwise.
  func behind(_ host: String) -> String? {
    guard hasPrefix(host) else { return nil }
    let rest = dropFirst(host.count)
    return rest.isEmpty || rest.hasPrefix(".") ? String(rest) : nil
  }
}
