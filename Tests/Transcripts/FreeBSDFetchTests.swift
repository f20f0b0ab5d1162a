import Foundation
import TestSupport
import Testing

/// What the planners answer on FreeBSD, where a missing image is fetched: the executables alone, as filters.
@Suite(.needs(.root)) struct FreeBSDFetchTests {
  private static func ask(
    _ world: World, _ command: [String], _ arguments: [String: Any] = [:], config: [String: Any] = [:]
  ) throws -> (plan: [String: Any]?, error: [String: Any]?) {
    let paths = ["zfs", "jail", "ifconfig", "sysrc", "tar", "service", "umount"].map { ($0, "/sbin/\($0)") }
    let host: [String: Any] = [
      "system": "FreeBSD", "hostname": "armbsd13", "release": "13.1-RELEASE-p5", "root": "", "machine": "arm64",
      "architecture": "aarch64", "tools": Dictionary(uniqueKeysWithValues: paths),
      "random": String(repeating: "5", count: 64), "now": 1, "has_resolver": true,
    ]
    let store: [String: Any] = [
      "kind": "zfs", "spec": "zfs:zroot/jails", "path": "/usr/local/jails", "dataset": "zroot/jails", "zfs_fuse": false,
    ]
    let facts: [String: Any] = [
      "host": host, "config": ["store": store].merging(config) { $1 }, "jails": [Any](), "images": [Any](),
      "bases": [Any](), "interfaces": [Any](), "claims": [Any](),
    ]
    let request: [String: Any] = [
      "protocol": 1, "id": "1", "op": "plan", "round": 0, "command": command, "arguments": arguments, "facts": facts,
    ]
    let input = String(decoding: try JSONSerialization.data(withJSONObject: request), as: UTF8.self)
    let run = try world.run(["\(World.prefix)/libexec/jailer/\(command[0])"], input: input)
    let reply = try #require(try run.json() as? [String: Any], "\(run)")
    return (reply["plan"] as? [String: Any], reply["error"] as? [String: Any])
  }

  @Test func `the release that runs is fetched from FreeBSD, or from its archive, and becomes a dataset`() throws {
    let world = try World(.tmpfs, bridge: false)
    let plan = try #require(try Self.ask(world, ["image", "fetch"]).plan)
    let task = try #require((plan["tasks"] as? [[String: Any]])?.first)
    #expect(task["title"] as? String == "Fetching 13.1-RELEASE")
    #expect(task["claims"] as? [String] == ["image:13.1-RELEASE"])
    #expect(plan["waits"] as? Bool == true)
    let steps = try #require(task["steps"] as? [[String: Any]]).compactMap { $0["do"] as? [String: Any] }
    let base = try #require(steps[2]["fetch"] as? [String: Any])
    #expect(
      base["url"] as? [String] == [
        "https://download.freebsd.org/ftp/releases/arm64/aarch64/13.1-RELEASE/base.txz",
        "https://download.freebsd.org/ftp/releases/arm64/13.1-RELEASE/base.txz",
        "https://ftp-archive.freebsd.org/pub/FreeBSD-Archive/old-releases/arm64/aarch64/13.1-RELEASE/base.txz",
        "https://ftp-archive.freebsd.org/pub/FreeBSD-Archive/old-releases/arm64/13.1-RELEASE/base.txz",
      ])
    #expect(base["to"] as? String == "/var/cache/jailer/13.1-RELEASE.base.txz")
    #expect(
      base["sha256"] as? [String: String]
        == ["manifest": "/var/cache/jailer/13.1-RELEASE.MANIFEST", "member": "base.txz"])
    #expect(steps[3]["run"] as? [String] == ["/sbin/zfs", "create", "zroot/jails/image/13.1-RELEASE"])
    #expect(steps[5]["run"] as? [String] == ["/sbin/zfs", "snapshot", "zroot/jails/image/13.1-RELEASE@base"])
    #expect(try Self.ask(world, ["image", "fetch"], ["version": "bookworm"]).error?["code"] as? String == "usage")
  }

  @Test func `create fetches the image that it needs first`() throws {
    let world = try World(.tmpfs, bridge: false)
    func first(_ arguments: [String: Any], _ config: [String: Any] = [:]) throws -> [String] {
      let answer = try Self.ask(world, ["create"], arguments, config: config)
      let tasks = try #require(answer.plan?["tasks"] as? [[String: Any]], "\(answer)")
      #expect(tasks.count == 2 && tasks[1]["title"] as? String == "Creating www0")
      let step = try #require((tasks[0]["steps"] as? [[String: Any]])?.first)
      return [tasks[0]["title"] as? String ?? "?"] + ((step["do"] as? [String: [String]])?["invoke"] ?? [])
    }
    #expect(try first(["name": "www0"]) == ["Fetching 13.1-RELEASE", "image", "fetch", "13.1-RELEASE"])
    #expect(
      try first(["name": "www0", "image": "12.4-RELEASE"]) == [
        "Fetching 12.4-RELEASE", "image", "fetch", "12.4-RELEASE",
      ])
    #expect(
      try first(["name": "www0"], ["default_image": "13.0-RELEASE"])
        == ["Fetching 13.0-RELEASE", "image", "fetch", "13.0-RELEASE"])
    let own = try Self.ask(world, ["create"], ["name": "www0", "image": "mine"])
    #expect(own.error?["message"] as? String == "there is no image mine")
  }

  @Test func `on Linux it says how to get one`() throws {
    let world = try World(.tmpfs)
    try world.initialise()
    let run = try world.jailer(["create", "www0"])
    #expect(run.status == 66)
    #expect(
      run.error == "jailer: there is no image to make a jail of\n"
        + "  jailer image fetch bookworm, or jailer image import NAME ARCHIVE\n", "\(run)")
  }
}
