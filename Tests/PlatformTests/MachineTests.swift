import Platform
import Testing
import Wire

@Suite struct MachineTests {
  @Test func `facts survive the wire`() throws {
    var jail = Sample.jail("db0", id: 3, address: "10.0.0.5/24", root: "dataset:zroot/jails/db0")
    jail.state = .active
    jail.jid = 7
    var machine = Sample.machine(jails: [jail], claims: ["jail:x"])
    machine.config?.text = "a=\"b\"\n"
    machine.confs = ["db0": "db0 { persist; }\n"]
    let read = try Machine(try #require(JSON.read(JSON.object(machine.json).bytes, limit: 1 << 20).object))
    #expect(read == machine)
  }

  @Test func `the overview has of a stopped jail its name, state and error, of a running one its network too`() throws {
    var stopped = Sample.jail("db0", id: 3, address: "10.0.0.5/24", root: "dataset:zroot/jails/db0")
    stopped.gateway = "10.0.0.1"
    var running = stopped
    running.name = "db1"
    running.state = .active
    running.jid = 7
    running.hostname = "db1.vm"
    var machine = Machine()
    machine.overview = [stopped.overview, running.overview]
    let text = JSON.object(machine.json).text()
    #expect(
      text.hasPrefix(
        #"{"overview":[{"name":"db0","state":"Stopped"},{"name":"db1","state":"Active","jid":7,"hostname":"db1.vm","addresses":["10.0.0.5/24"],"gateway":"10.0.0.1"}]"#
      ))
    let read = try Machine(try #require(JSON.read(Array(text.utf8), limit: 1 << 20).object))
    #expect(read == machine)
  }

  @Test func `a jail's state that is not known is refused with its place`() {
    let facts: JSON.Object = ["jails": [["name": "a", "state": "Odd"]]]
    let error = #expect(throws: ShapeError.self) { try Machine(facts) }
    #expect(error?.text == "jails[0].state: \"Odd\" is not known")
  }
}
