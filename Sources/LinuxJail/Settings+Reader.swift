import JailConf

/// disable, new or inherit.
enum JailMode: Sendable, Equatable {
  case disable, new, inherit
}

extension Jail {
  /// A parameter that is new, inherit or disable; nil if it isn't set.
  func mode(_ name: String) -> JailMode? {
    guard let values = values(name) else { return nil }
    switch values.last?.description.lowercased() {
    case nil, "new", "1": return .new
    case "inherit", "2": return .inherit
    default: return .disable
    }
  }
}

/// Takes the values out of a configuration.
struct Reader {
  let jail: Jail
  let name: String

  func text(_ parameter: String) throws(JailError) -> String? {
    guard let value = jail.value(parameter) else { return nil }
    return try text(value, parameter)
  }

  func texts(_ parameter: String) throws(JailError) -> [String] {
    var texts: [String] = []
    for value in jail.values(parameter) ?? [] { texts.append(try text(value, parameter)) }
    return texts
  }

  private func text(_ value: Value, _ parameter: String) throws(JailError) -> String {
    guard let text = value.text, !text.utf8.contains(0) else {
      throw JailError(jail: name, "\(parameter): not UTF-8 text")
    }
    return text
  }

  func path() throws(JailError) -> String {
    guard var path = try text("path"), !path.isEmpty else {
      throw JailError(jail: name, "path is required on Linux")
    }
    guard path.hasPrefix("/") else {
      throw JailError(jail: name, "path: \(path): not an absolute pathname")
    }
    while path.hasSuffix("/") && path != "/" { path.removeLast() }
    if path == "/" {
      throw JailError(jail: name, "path: the host's own root is not supported on Linux")
    }
    return path
  }

  func network() throws(JailError) -> Settings.Network {
    let four = jail.mode("ip4")
    let six = jail.mode("ip6")
    switch jail.mode("vnet") {
    case .new:
      if four != nil || six != nil {
        throw JailError(jail: name, "vnet jails cannot have IP address restrictions")
      }
      return .vnet
    case .disable: throw JailError(jail: name, "vnet = disable is not supported on Linux")
    default: return four == .inherit || six == .inherit ? .inherit : .none
    }
  }

  /// Linux has one namespace for all three kinds of System V objects.
  func ownIPC() throws(JailError) -> Bool {
    let names = ["sysvmsg", "sysvsem", "sysvshm"]
    let modes = names.map { jail.mode($0) }
    if let index = modes.firstIndex(of: .disable) {
      throw JailError(jail: name, "\(names[index]) = disable is not supported on Linux")
    }
    let shared = modes.filter { $0 == .inherit }.count
    if shared == 0 { return true }
    if shared == 3 { return false }
    throw JailError(jail: name, "sysvmsg, sysvsem and sysvshm must agree on Linux")
  }

  func rights(_ network: Settings.Network) throws(JailError) -> ([String], Seccomp) {
    var capabilities = Capabilities.base
    var seccomp = Seccomp()
    if network == .vnet { capabilities += Capabilities.vnet }
    for (allow, rule) in AllowTable.rules.sorted(by: { $0.key < $1.key }) {
      guard jail.flag(allow) ?? rule.initially else { continue }
      if allow == "allow.routing" && network != .vnet {
        throw JailError(
          jail: name,
          "allow.routing is not supported on Linux: without vnet it would be the host's routing")
      }
      if let capability = rule.capability, !capabilities.contains(capability) {
        capabilities.append(capability)
      }
      seccomp.allowed.formUnion(rule.calls)
      if allow == "allow.socket_af" { seccomp.allFamilies = true }
    }
    // With one family inherited, the other has no addresses, which a filter alone can bring about.
    if network == .inherit {
      if jail.mode("ip4") != .inherit { seccomp.families.append(2) }
      if jail.mode("ip6") != .inherit { seccomp.families.append(10) }
    }
    return (capabilities, seccomp)
  }
}
