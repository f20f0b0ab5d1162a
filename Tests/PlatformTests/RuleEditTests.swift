import Platform
import Testing
import Wire

@Suite struct RuleEditTests {
  private static let conf = """
    www0 {
      $jailer_id = "1"; # mine
      vnet;
      exec.poststop = "ip link delete epair1a";
      path = "/usr/local/jails/www0";
    }

    """

  private var host: HostFact {
    var host = Sample.host
    host.tools["jailer"] = "/usr/local/sbin/jailer"
    return host
  }

  private func rules(_ rdr: [String], _ nat: [String] = []) throws -> JailRules {
    var jail = Sample.jail("www0")
    jail.rdr = rdr
    jail.nat = nat
    return try JailRules(jail)
  }

  @Test func `rules and the commands that load them come into the conf, and go again`() throws {
    let with = try RuleEdit.conf(
      Self.conf, of: "www0", with: rules(["-i em0 -p tcp -r 80", "-i em0 -p udp -r 53"], ["-i em0"]), on: host)
    let hook = "test ! -x /usr/local/sbin/jailer || /usr/local/sbin/jailer network reload >/dev/null"
    #expect(
      with == """
        www0 {
          $jailer_id = "1"; # mine
          vnet;
          exec.poststop = "ip link delete epair1a";
          exec.poststop += "\(hook)";
          path = "/usr/local/jails/www0";
          $jailer_nat = "-i em0";
          $jailer_rdr = "-i em0 -p tcp -r 80";
          $jailer_rdr += "-i em0 -p udp -r 53";
          exec.poststart += "\(hook)";
        }

        """)
    // Twice is once.
    #expect(try RuleEdit.conf(with, of: "www0", with: rules(["-i em0 -p tcp -r 80"]), on: host).components(hook) == 2)
    let without = try RuleEdit.conf(with, of: "www0", with: rules([]), on: host)
    #expect(!without.contains("jailer_rdr") && !without.contains("jailer_nat") && !without.contains("network reload"))
    #expect(without.contains("exec.poststop = \"ip link delete epair1a\";"))
    #expect(without.contains("# mine"))
  }

  @Test func `a scratch root with blanks reaches the shell as one word`() throws {
    var host = host
    host.paths = Paths(root: "/tmp/it's here", system: .linux)
    let with = try RuleEdit.conf(Self.conf, of: "www0", with: rules(["-i em0 -p tcp -r 80"]), on: host)
    #expect(with.contains(#"/usr/local/sbin/jailer --root '/tmp/it'\\''s here' network reload"#))
  }
}

extension String {
  fileprivate func components(_ part: String) -> Int {
    var count = 0
    var rest = self[...]
    while let found = rest.firstRange(of: part) {
      count += 1
      rest = rest[found.upperBound...]
    }
    return count
  }
}
