import Platform
import Posix
import Testing
import Wire

/// Loading rules into pf(4), whichever of its commands fails.
@Suite struct RuleLoadTests {
  let it: Scratch
  private var folder: String { "usr/local/etc/jailer/pf" }

  init() throws {
    it = try Scratch()
    // Keeps what it loads in a folder, and fails at the call whose number is in a file.
    let script = """
      #!/bin/sh
      calls=$(($(cat \(it.outside)/calls) + 1))
      echo $calls >\(it.outside)/calls
      [ $calls != "$(cat \(it.outside)/failing)" ] || { echo 'pfctl: no' >&2; exit 1; }
      check= file= anchor=
      while [ $# -gt 0 ]; do
        case $1 in -n) check=1 ;; -a) anchor=$2; shift ;; -f) file=$2; shift ;; -F) shift ;; esac
        shift
      done
      [ -z "$check" ] || exit 0
      name=\(it.root)/kernel/$(echo "$anchor" | tr / _)
      if [ -n "$file" ]; then cp "$file" "$name"; else rm "$name"; fi

      """
    try it.put(script, "sbin/pfctl", mode: 0o755)
    for (owner, text) in [("db0", "of db0\n"), ("www0", "of www0 before\n")] {
      try it.put(text, "\(folder)/\(owner).conf", mode: 0o600)
      try it.put(text, "kernel/jailer_\(owner)", mode: 0o600)
    }
    try it.put("before\n", "usr/local/etc/jailer/pf.conf", mode: 0o600)
  }

  /// db0 has stopped, www0 has another address, app0 has started.
  private func plan() throws -> Plan {
    var machine = Machine()
    machine.host = HostFact(
      hostname: "armbsd13", release: "14.3-RELEASE", paths: Paths(root: it.root, system: .freeBSD),
      tools: ["pfctl": it.path("sbin/pfctl")], random: "", now: 0, hasResolver: true)
    machine.jails = ["app0", "www0"].map { name in
      var jail = JailFact(name: name, state: .active)
      (jail.jid, jail.addresses, jail.nat) = (1, ["10.0.0.10"], ["-i em0"])
      return jail
    }
    let points = [#"nat-anchor "jailer/*""#, #"nat-anchor "jailer.net/*""#, #"rdr-anchor "jailer/*""#]
    machine.rules = RulesFact(
      pf: PfFact(
        conf: points.joined(separator: "\n") + "\n", isLoaded: true, isEnabled: true, points: points, index: "before\n",
        files: ["db0": "of db0\n", "www0": "of www0 before\n"], anchors: ["db0": 1, "www0": 1]))
    return Plan(tasks: [Plan.Task("Loading rules", steps: try RuleLoad(machine).steps())])
  }

  private func prepare(failing: Int) throws {
    try Files.write("0\n", to: it.outside + "/calls")
    try Files.write("\(failing)\n", to: it.outside + "/failing")
  }

  @Test func `what was in force comes back, whichever command fails`() throws {
    let before = try it.tree()
    // Two checks, two that load, one that flushes.
    for failing in 1...5 {
      try prepare(failing: failing)
      let result = try it.apply(plan())
      #expect(result.status == 1, "\(failing): \(result.output)")
      #expect(result.fault?["cause"]?.string == "pfctl: no", "\(failing): \(result.output)")
      #expect(try it.tree() == before, "\(failing)")
    }
    try prepare(failing: 0)
    #expect(try it.apply(plan()).status == 0)
    #expect(try Files.list(it.path(folder)).sorted() == ["app0.conf", "www0.conf"])
    #expect(try Files.list(it.path("kernel")).sorted() == ["jailer_app0", "jailer_www0"])
    #expect(it.text("kernel/jailer_www0")?.contains("from 10.0.0.10 to any") == true)
  }
}
