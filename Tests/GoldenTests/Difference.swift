/// A deliberate difference from the original Jailer's `create -D`. docs/differences.md has the reasons in full; its
/// first column has these names.
struct Difference: Sendable {
  let name: String
  let why: String
  /// What is done to the original's text, and to ours, before they are compared.
  var original: @Sendable (String) -> String = { $0 }
  var ours: @Sendable (String) -> String = { $0 }

  /// In this order: those behind rely on those before.
  static let all: [Difference] = [
    Difference(
      name: "start is shown", why: "a dry run is the whole plan",
      ours: { $0.prefix(through: #/Post-Installation =>\n(?:.+\n)+?(?=[A-Za-z.]+ ?[a-z]* =>\n)/#) }),
    Difference(
      name: "inside the block", why: "outside of it, parameters reach every jail once jail.conf includes the files",
      original: { $0.replacing("exec.clean;\nallow.raw_sockets;\nmount.devfs;\n", with: "") },
      ours: { $0.replacing("  mount.devfs;\n  allow.raw_sockets;\n  exec.clean;\n", with: "") }),
    Difference(
      name: "layout", why: "blank lines and columns mean nothing; headings without a command under them are left out",
      original: { layout($0.replacing("Network setup commands =>\n\n", with: "")) }, ours: layout),
    Difference(
      name: "variables", why: "jailer must know later what it made; the prefix keeps them apart from parameters",
      original: { $0.replacing("$id =", with: "$jailer_id =").replacing("${id}", with: "${jailer_id}") },
      ours: { $0.replacing(#/  \$jailer_(type|image|root|address|gateway) = .*\n/#, with: "") }),
    Difference(
      name: "no empty bridge", why: "a jail without a bridge has no such variable",
      original: { $0.replacing("  $bridge = \"\";\n", with: "") }),
    Difference(
      name: "devfs ruleset", why: "a ruleset that does not exist hides nothing: 5 is FreeBSD's own for vnet jails",
      original: { $0.replacing("  devfs_ruleset = 10;\n", with: "") },
      ours: { $0.replacing("  devfs_ruleset = 5;\n", with: "") }),
    Difference(
      name: "absolute programs", why: "with exec.clean PATH has no sbin",
      ours: {
        $0.replacing(#/(exec\.(?:prestart|poststop) \+?= ")/sbin/ifconfig/#) { "\($0.1)ifconfig" }
      }),
    Difference(
      name: "leftovers", why: "an epair that a crash left would keep the jail from starting for ever",
      ours: {
        $0.replacing(#/  exec\.prestart = .*\|\| true";\n  exec\.prestart \+= /#, with: "  exec.prestart = ")
      }),
    Difference(
      name: "hardware address",
      why: "set by the host it works for any guest, and static addresses have a stable one too",
      ours: { text in
        guard let line = text.firstMatch(of: #/  exec\.prestart \+= "ifconfig epair\${jailer_id}b (ether .*)";\n/#),
          let id = text.firstMatch(of: #/\$jailer_id = "(\d+)"/#)?.1,
          let root = text.firstMatch(of: #/  path = "(.*)";/#)?.1
        else { return text }
        let interface = "epair\(id)b"
        let file = "  echo \"ifconfig \(interface) \(line.1)\" > \(root)/etc/start_if.\(interface)\n"
        let isDHCP = text.contains("\"SYNCDHCP\"")
        return text.replacing(line.0, with: "")
          .replacing("Network setup commands =>\n", with: "Network setup commands =>\n\(isDHCP ? file : "")")
      }),
    Difference(
      name: "no deletem", why: "destroying the epair takes it off the bridge; failing, deletem would fail the stop",
      original: {
        $0.replacing(#/  exec\.poststop = .* deletem .*\n  exec\.poststop \+= /#, with: "  exec.poststop = ")
      }),
    Difference(
      name: "both families", why: "a family that is not named is switched off in a jail without a stack of its own",
      ours: {
        $0.replacing("  ip6 = \"inherit\";\n", with: "").replacing("  ip4 = \"new\";\n", with: "")
          .replacing("  ip6 = \"disable\";\n", with: "")
      }),
    Difference(
      name: "quoted values", why: "without quotes a value may mean something else",
      original: {
        $0.replacing("interface = ${bridge};", with: "interface = \"${bridge}\";")
          .replacing(#/ip4\.addr = ([^"]+);/#) { "ip4.addr = \"\($0.1)\";" }
          .replacing(#/> "(.*)"\n/#) { "> \($0.1)\n" }
      }),
    Difference(
      name: "rc.conf as text", why: "sysrc runs the file that it changes as the host's root",
      original: {
        $0.replacing(#/(  sysrc -q -f \S+ )(\w+="[^"]*") (\w+="[^"]*")\n/#) { "\($0.1)\($0.2)\n\($0.1)\($0.3)\n" }
      },
      ours: sysrc),
    Difference(
      name: "prefix length", why: "a netmask beside an address with a prefix length was written twice",
      original: {
        $0.replacing(#/inet ([0-9.]+)(?:/\d+)? netmask ([0-9.]+) up/#) { match in
          "inet \(match.1)/\(match.2.split(separator: ".").reduce(0) { $0 + (UInt8($1) ?? 0).nonzeroBitCount })"
        }
      }),
    Difference(
      name: "received snapshot", why: "nobody took it of the new jail",
      ours: { $0.replacing(#/  zfs destroy \S+@\S+\n/#, with: "") }),
    Difference(
      name: "folders", why: "an image may have no /etc",
      ours: { $0.replacing(#/  mkdir -p .*/etc\n/#, with: "") }),
  ]

  private static let layout: @Sendable (String) -> String = {
    $0.replacing(#/\n[ \n]*\n/#, with: "\n").replacing(#/ +(\+?=) /#) { " \($0.1) " }
  }

  /// Our texts of rc.conf as the commands that would make them, each assignment once.
  private static let sysrc: @Sendable (String) -> String = { text in
    var seen: Set<Substring> = []
    return text.replacing(#/  echo '(.*)' > (\S+/rc\.conf)\n/#) { "cat > \($0.2) <<'EOF'\n\($0.1)\nEOF\n" }
      .replacing(#/cat > (\S+/rc\.conf) <<'EOF'\n((?:.*\n)*?)EOF\n/#) { match in
        match.2.split(separator: "\n").filter { seen.insert($0).inserted }
          .map { "  sysrc -q -f \(match.1) \($0)\n" }.joined()
      }
  }
}

extension String {
  /// Up to the end of what matches, or all of it.
  fileprivate func prefix(through pattern: some RegexComponent) -> String {
    firstMatch(of: pattern).map { String(self[..<$0.range.upperBound]) } ?? self
  }
}
