import Wire

extension NewJail {
  /// What a new FreeBSD jail's own rc.conf says: its network, and to be quiet. Written as text, never by the host's
  /// sysrc(8): that would run the file as a program.
  /// - Parameters:
  ///   - files: the folder with the new root's files. Its removal takes all of this back.
  ///   - rcConf: rc.conf as the new root has it, `nil` where it has none. The network of what it was made of is left out.
  ///   - quiet: without cron too.
  public func settings(in files: String, rcConf: String?, quiet: Bool) throws(Fault) -> [Step] {
    let path = "\(files)/etc/rc.conf"
    func write(_ id: String, _ section: String, _ text: String) -> Step {
      Step(id, section: section, .write(path: path, text: text, mode: 0o644, within: files), undo: .nothing)
    }
    var text = Self.withoutNetwork(rcConf ?? "")
    var steps: [Step] = []
    let values = networkValues
    for (name, value) in values { text = try RcConf.set(name, to: value, in: text) }
    if !values.isEmpty { steps.append(write("network", "Network setup commands", text)) }
    for (name, value) in Self.silence + (quiet ? [("cron_enable", "NO")] : []) {
      text = try RcConf.set(name, to: value, in: text)
    }
    return steps + [write("post", "Post-Installation", text)]
  }

  /// Mail is off by itself from FreeBSD 14 on, where the first one means nothing; a jail's syslogd must not listen on
  /// the host's addresses.
  private static let silence = [("sendmail_enable", "NONE"), ("syslogd_flags", "-ss")]

  private var networkValues: [(String, String)] {
    guard case .eb(_, let addresses, let gateways, let dynamic, _) = network else { return [] }
    let interface = "ifconfig_epair\(id)b"
    var values: [(String, String)] = []
    if dynamic.contains(.dhcp) { values.append((interface, "SYNCDHCP")) }
    for address in addresses {
      values.append(
        address.isV6 ? ("\(interface)_ipv6", "inet6 \(address.text)") : (interface, "inet \(address.text)"))
    }
    if dynamic.contains(.auto) { values.append(("\(interface)_ipv6", "inet6 accept_rtadv")) }
    return values + gateways.map { ($0.isV6 ? "ipv6_defaultrouter" : "defaultrouter", $0.host) }
  }

  private static func withoutNetwork(_ text: String) -> String {
    let routers = ["defaultrouter", "ipv6_defaultrouter"]
    let names = RcConf.names(text).filter { routers.contains($0) || $0.hasPrefix("ifconfig_epair") }
    return names.reduce(text) { RcConf.delete($1, in: $0) }
  }
}
