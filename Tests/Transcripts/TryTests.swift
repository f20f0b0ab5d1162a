import Foundation
import TestSupport
import Testing

/// `make try` and `make untry`, without the building.
@Suite(.needs(.runtime), .needs(.busybox), .needs(.program("catatonit"))) struct TryTests {
  private static let place = "/mnt/try"

  private func script(_ name: String, _ world: World, _ environment: [String: String] = [:]) throws
    -> Run
  {
    let arguments = name == "try" ? [Self.place, World.products] : [Self.place]
    return try world.run(
      [World.repository + "/contrib/try/\(name)"] + arguments, environment: environment)
  }

  @Test(arguments: ["own", "host"]) func aJailAndNoTrace(network: String) throws {
    let world = try World(.tmpfs, bridge: false)
    try world.expectNothingLeft {
      let run = try script("try", world, ["TRY_NET": network])
      #expect(run.status == 0, "\(run)")
      let output = run.output
      #expect(output.contains("Creating hello: Done!\n"), "\(run)")
      #expect(
        output.contains("\nhello  Active  1    hello.jailhost  10.0.0.10/24  10.0.0.1\n"), "\(run)")
      #expect(
        output.contains("# jailer exec hello sh -c 'hostname; ip addr'\nhello.jailhost\n"), "\(run)"
      )
      #expect(output.contains("inet 10.0.0.10/24 "), "\(run)")
      #expect(output.contains("3 packets transmitted, 3 received"), "\(run)")
      #expect(try world.sh("ip -br link show bridge0").succeeded == (network == "host"))
      #expect(
        try world.run(["\(Self.place)/jailer", "exec", "hello", "echo", "in"]).output == "in\n")
      let end = try script("untry", world)
      #expect(end.status == 0, "\(end)")
    }
    #expect(try script("untry", world).output == "Nothing to take away: no /mnt/try\n")
  }

  @Test func againAndHalfWay() throws {
    let world = try World(.tmpfs, bridge: false)
    try world.expectNothingLeft {
      #expect(try script("try", world).status == 0)
      #expect(try script("try", world).status == 0)
      // A jail that jailer doesn't know any more, and jailer itself is gone.
      try world.run([
        "rm", "\(Self.place)/prefix/sbin/jailer", "\(Self.place)/root/etc/jail.conf.d/hello.conf",
      ]).orFail()
      let end = try script("untry", world)
      #expect(end.status == 0, "\(end)")
    }
  }

  @Test func othersThingsStay() throws {
    let world = try World(.tmpfs)
    let host = try script("try", world, ["TRY_NET": "host"])
    #expect(host.status == 1)
    #expect(host.error.contains("bridge0 already"))
    #expect(try script("untry", world).status == 0)
    #expect(try world.sh("ip -br link show bridge0").succeeded)
    try world.write("\(Self.place)/precious", "x")
    #expect(try script("untry", world).status == 1)
    #expect(try script("try", world).status == 1)
    #expect(world.read("\(Self.place)/precious") == "x")
  }

  @Test func onlyRoot() throws {
    let world = try World(.tmpfs)
    let run = try world.sh(
      "setpriv --reuid 65534 --clear-groups \(World.repository)/contrib/try/try /tmp/no-such-try \(World.products)"
    )
    #expect(run.status != 0)
  }
}
