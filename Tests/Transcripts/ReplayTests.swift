import Foundation
import TestSupport
import Testing

/// Facts recorded on one machine and planned against on another: the plans are the same.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .serialized) struct ReplayTests {
  /// What differs between any two runs: random digits and the names of transactions.
  private func normalised(_ text: String) -> String {
    text.withoutHardwareAddresses
      .replacing(/\.(import-|new-)?([a-z2-7]{24}|[0-9a-f]{24})/, with: ".ID")
      .replacing(/@clone-[0-9a-f]{8}/, with: "@clone-XX").replacing(/"time":[0-9]+/, with: "\"time\":0")
  }

  private static let plans = [
    ["start", "db0"], ["stop", "www0"], ["restart", "www0"], ["startall"], ["stopall"], ["destroy", "www0"],
    ["destroy", "-f", "db0"], ["network", "use", "eb"], ["image", "use", "busybox"], ["image", "remove", "busybox"],
    ["image", "import", "two", "/mnt/busybox.tar.gz"], ["create", "-c", "-t", "eb", "-a", "10.0.0.10", "app0"],
    ["create", "-t", "eb", "-a", "10.0.0.5", "app0"], ["create", "www0"], ["create", "-r", "nosuch", "x"],
    ["snap", "db0@two"], ["snap", "rollback", "db0@one"], ["snap", "remove", "db0@one"], ["clone", "db0", "db1"],
    ["rename", "db0", "db2"], ["create", "-s", "db0@one", "db3"], ["console", "www0"], ["exec", "www0", "true"],
    ["destroy", "nosuch"],
  ]

  private static let views = [
    ["list"], ["snap", "list"], ["info", "www0"], ["info", "db0"], ["info", "torn"], ["init", "info"],
    ["image", "list"],
    ["image", "use"], ["network", "use"],
  ]

  @Test(arguments: [Store.tmpfs, .zfs])
  func `a replay plans and shows what the machine itself does`(store: Store) throws {
    let world = try World(store)
    try world.withBusybox()
    try world.jailer(["create", "-c", "-t", "eb", "-a", "10.0.0.5", "www0"]).orFail()
    try world.jailer(["create", "db0"]).orFail()
    try world.jailer(["stop", "db0"]).orFail()
    try world.jailer(["snap", "db0@one"]).orFail()
    try world.write("/mnt/root/etc/jail.conf.d/torn.conf", "torn {\n  path = ;\n}\n")
    let recorded = try world.jailer(["facts", "-j"]).orFail()
    if Requirement.jsonSchema.missing == nil {
      let line = try JSONSerialization.data(withJSONObject: try recorded.json())
      #expect(try Schema.verdicts(of: [String(decoding: line, as: UTF8.self)], as: "facts") == ["ok"])
    }
    try world.write("/mnt/facts.json", recorded.output)
    var live: [[String]: Run] = [:]
    for words in Self.plans.map({ ["-D"] + $0 }) + Self.views + Self.views.map({ ["-j"] + $0 }) {
      live[words] = try world.jailer(words)
    }
    // Another machine: nothing of the first is there, and nobody is root.
    let other = try World(.tmpfs, bridge: false)
    try other.write("/mnt/facts.json", recorded.output)
    try other.expectNothingLeft {
      for (words, run) in live.sorted(by: { $0.key.joined(separator: " ") < $1.key.joined(separator: " ") }) {
        let replay = try other.run(
          ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "jailer", "--facts", "/mnt/facts.json"]
            + words)
        #expect(normalised(replay.output) == normalised(run.output), "\(words)")
        #expect(replay.error == run.error, "\(words)")
        #expect(replay.status == run.status, "\(words)")
      }
    }
  }

  /// FreeBSD's plans can be read on Linux.
  @Test func `the recorded machine's system and paths are in the plan`() throws {
    let world = try World(.tmpfs, bridge: false)
    try world.write("/mnt/facts.json", Self.freeBSD)
    let start = try world.run(["jailer", "--facts", "/mnt/facts.json", "start", "-D", "www0"])
    #expect(start.output == "Start commands =>\n  jail -f /etc/jail.conf.d/www0.conf -c www0\n", "\(start)")
    let list = try world.run(["jailer", "--facts", "-", "list"], input: Self.freeBSD)
    #expect(list.output == "NAME  STATE    JID  HOSTNAME  IPv4  GW\nwww0  Stopped  -    -         -     -\n", "\(list)")
    let refused = try world.run(["jailer", "--facts", "/mnt/facts.json", "start", "www0"])
    #expect(refused.status == 64)
    let lacking = try world.run(["jailer", "--facts", "/mnt/facts.json", "image", "list"])
    #expect(lacking.status == 65)
    #expect(
      lacking.error.hasPrefix("jailer: /mnt/facts.json lacks the fact images, which image list needs\n"), "\(lacking)")
    #expect(!world.exists("/var/db/jailer/lock"))
  }

  private static let freeBSD = """
    {"recorded": 1, "facts": {
      "host": {"system": "FreeBSD", "hostname": "armbsd13", "release": "14.3-RELEASE", "root": "",
        "tools": {"jail": "/usr/sbin/jail"}, "now": 1700000000, "has_resolver": true,
        "random": "\(String(repeating: "0123456789abcdef", count: 4))"},
      "config": {"store": {"kind": "zfs", "path": "/usr/local/jails", "dataset": "zroot/jails"}},
      "jails": [{"name": "www0", "state": "Stopped", "conf": "/etc/jail.conf.d/www0.conf"}],
      "interfaces": []}}
    """
}
