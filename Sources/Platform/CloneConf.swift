import JailConf
import Wire

extension NewJail {
  /// Its conf, made of that of the jail that it is a clone of: what an administrator has added stays.
  /// - Parameter places: what is called otherwise in the new jail.
  /// - Parameter system: whose conf it is.
  public func conf(
    cloning text: String, of jail: String, on system: System, _ places: [(from: String, to: String)]
  ) throws(Fault) -> String {
    var edit = try ConfEdit(text, of: jail)
    let variables = network.variables(on: system)
    let old = try edit.variables(JailNetwork.Variable.addresses).map(\.value)
    try checkLikeness(edit, old, variables)
    try edit.rename(to: name)
    let values = zip(old, variables.addresses.map(\.value)).filter { Address($0.0) != nil }
    let hardware = hardwareAddress
    try edit.change { parameter, value in
      if let pair = values.first(where: { $0.0 == value }) { return pair.1 }
      if parameter == "host.hostname", let rest = value.behind(jail) { return name + rest }
      let moved = places.reduce(value) { PathText.replaced($0, $1.from, $1.to) }
      return Self.replaced(hardwareAddressesOf: moved, by: hardware)
    }
    // The original Jailer's confs have $id.
    let (ours, originals) = try (edit.variable("jailer_id"), edit.variable("id"))
    try edit.set(variable: ours == nil && originals != nil ? "id" : "jailer_id", "\(id)")
    try edit.set(variable: "jailer_root", root)
    if let origin { try edit.set(variable: "jailer_origin", origin) }
    for variable in variables.addresses + variables.gateways { try edit.set(variable: variable.name, variable.value) }
    if let bridge = network.bridge { try edit.set(variable: "bridge", bridge) }
    // Two jails can't have the same ports of the host.
    try edit.set(variable: "jailer_rdr", values: [])
    return edit.text
  }

  /// The commands in the conf are those of a network of one kind.
  private func checkLikeness(
    _ edit: ConfEdit, _ old: [String], _ new: (addresses: [JailNetwork.Variable], gateways: [JailNetwork.Variable])
  ) throws(Fault) {
    func kind(_ value: String) -> String { Address(value).map { $0.isV6 ? "IPv6" : "IPv4" } ?? value }
    let gateways = try edit.variables(JailNetwork.Variable.gateways).map(\.name)
    guard old.map(kind) == new.addresses.map({ kind($0.value) }), gateways == new.gateways.map(\.name) else {
      throw Fault(
        .usage, "the network of \(name) must be like that of \(edit.jail)",
        cause: "an address of the same family, and a gateway if that has one",
        hint: "jailer snap \(edit.jail), and jailer create -s with another network", field: "address")
    }
  }

  private static func isOurs(_ part: Substring) -> Bool { part.hasPrefix("58:9c:fc:") && part.utf8.count == 17 }

  /// A text in which the hardware addresses that jailer draws are another.
  private static func replaced(hardwareAddressesOf text: String, by address: String) -> String {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
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
