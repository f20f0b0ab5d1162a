import Testing
import Wire

@testable import Host

struct ArgumentTests {
  static let members = """
    "core":true,"commands":[
      {"path":["make"],"summary":"make","changes":true,
       "operands":[{"name":"name","type":"jail"}],
       "options":[{"name":"thin","short":"c"},{"name":"address","short":"a","type":"address"},
         {"name":"kind","short":"t","type":"choice","choices":["eb","new","inherit"]},
         {"name":"tag","type":"string","repeats":true},{"name":"port","short":"p","type":"port"},
         {"name":"size","type":"size"},{"name":"wait","short":"w","type":"duration"},{"name":"count","short":"n","type":"integer"}]},
      {"path":["make","list"],"summary":"list","options":[{"name":"host","type":"address","repeats":true},
        {"name":"tag","type":"string","repeats":true}]},
      {"path":["make","all"],"summary":"all","operands":[{"name":"name","type":"jail","required":true,"repeats":true}]},
      {"path":["make","run"],"summary":"run","operands":[{"name":"name","type":"jail","required":true},
        {"name":"command","required":true,"rest":true}],"options":[{"name":"user","short":"U","type":"string"}]}]
    """

  /// The command and its arguments as JSON, or the message and hint of the fault.
  func parse(_ words: String...) throws -> String {
    let parser = ArgumentParser(manifest: try manifest("make", Self.members))
    do {
      switch try parser.parse(Words(words), globals: GlobalOptions()) {
      case .help(let path, _): return "help \(path.joined(separator: " "))"
      case .run(let invocation):
        let globals = invocation.globals
        let flags = [
          globals.json ? "j" : "", globals.dryRun ? "D" : "", globals.yes ? "y" : "", globals.verbose ? "v" : "",
        ].joined()
        let command = invocation.verb.path.joined(separator: " ")
        return "\(command) \(JSON.object(invocation.arguments).text())\(flags.isEmpty ? "" : " -\(flags)")"
      }
    } catch {
      return FaultText.lines(error)
    }
  }

  @Test func `several addresses are joined by commas, other texts keep theirs`() throws {
    #expect(
      try parse("list", "--host", "10.0.0.1,fd00::1/64", "--host", "auto", "--tag", "a,b")
        == #"make list {"host":["10.0.0.1","fd00::1/64","auto"],"tag":["a,b"]}"#)
    for wrong in ["", ",", "10.0.0.1,", ",10.0.0.1", "10.0.0.1,,fd00::1"] {
      #expect(
        try parse("list", "--host", wrong).hasPrefix(#"jailer: --host: "" is not an address: an IPv4 or IPv6 address"#))
    }
    #expect(try parse("--address", "10.0.0.1,10.0.0.2").contains("\"10.0.0.1,10.0.0.2\" is not an address"))
  }

  @Test func spellings() throws {
    #expect(try parse() == "make {}")
    #expect(try parse("www0") == #"make {"name":"www0"}"#)
    #expect(try parse("-c", "-a", "10.0.0.1", "www0") == #"make {"thin":true,"address":"10.0.0.1","name":"www0"}"#)
    #expect(try parse("www0", "-ca10.0.0.1/24") == #"make {"thin":true,"address":"10.0.0.1/24","name":"www0"}"#)
    #expect(try parse("--address=dhcp", "--thin") == #"make {"address":"dhcp","thin":true}"#)
    #expect(try parse("--address", "::1") == #"make {"address":"::1"}"#)
    #expect(try parse("--tag=a=b", "--tag", "", "--tag", "-c") == #"make {"tag":["a=b","","-c"]}"#)
    #expect(
      try parse("-p", "65535", "--size", "20g", "-w", "2m", "-n", "-3")
        == #"make {"port":65535,"size":21474836480,"wait":120000,"count":-3}"#)
    #expect(try parse("-Djc", "-yv") == #"make {"thin":true} -jDyv"#)
    #expect(try parse("--", "www0") == #"make {"name":"www0"}"#)
  }

  @Test func commands() throws {
    #expect(try parse("list") == "make list {}")
    #expect(try parse("-j", "list", "-j") == "make list {} -j")
    #expect(try parse("all", "a", "b") == #"make all {"name":["a","b"]}"#)
    #expect(try parse("--help") == "help make")
    #expect(try parse("all", "-h") == "help make all")
  }

  @Test func restIsUntouched() throws {
    #expect(
      try parse("run", "-U", "me", "a", "ls", "-j", "--", "--help")
        == #"make run {"user":"me","name":"a","command":["ls","-j","--","--help"]}"#)
    #expect(try parse("run", "a", "-U", "me", "ls") == #"make run {"user":"me","name":"a","command":["ls"]}"#)
    #expect(try parse("run", "a", "--", "-x") == #"make run {"name":"a","command":["-x"]}"#)
    #expect(try parse("run", "--", "a", "-x") == #"make run {"name":"a","command":["-x"]}"#)
    #expect(
      try parse("run", "a")
        == "jailer: make run: COMMAND is missing\n  usage: jailer make run [-U STRING] NAME COMMAND...\n")
  }

  @Test func refusals() throws {
    #expect(try parse("-a") == "jailer: -a needs a value: ADDRESS\n")
    #expect(try parse("--address") == "jailer: --address needs a value: ADDRESS\n")
    #expect(try parse("-a", "1.1.1.1", "--address", "2.2.2.2") == "jailer: --address is given twice\n")
    #expect(try parse("-cc") == "jailer: -c is given twice\n")
    #expect(try parse("--thin=yes") == "jailer: --thin takes no value\n")
    #expect(try parse("--thni") == "jailer: unknown option \"--thni\"\n  did you mean --thin?\n")
    #expect(try parse("-cx") == "jailer: unknown option \"-x\"\n")
    #expect(
      try parse("a", "b")
        == "jailer: make: unexpected argument \"b\"\n  usage: jailer make [-c] [-a ADDRESS] [-t eb|new|inherit] [--tag STRING]... [-p PORT] [--size SIZE] [-w DURATION] [-n INTEGER] [NAME]\n"
    )
    #expect(try parse("a", "lst") == "jailer: make: unexpected argument \"lst\"\n  did you mean jailer make list?\n")
    #expect(try parse("all") == "jailer: make all: NAME is missing\n  usage: jailer make all NAME...\n")
    #expect(try parse("-\u{1B}") == "jailer: unknown option \"-\\x1b\"\n")
    #expect(try parse("--root", "/a", "--root=/b") == "jailer: --root is given twice\n")
    #expect(try parse("--color", "red") == "jailer: --color: \"red\" is not auto, always or never\n")
  }

  @Test func values() throws {
    let name = "jailer: NAME: "
    #expect(try parse("") == name + "\"\" is not a jail's name: it is empty\n")
    #expect(try parse("a/b") == name + "\"a/b\" is not a jail's name: only letters, digits, _ and - are allowed\n")
    #expect(try parse("..") == name + "\"..\" is not a jail's name: only letters, digits, _ and - are allowed\n")
    #expect(try parse("image") == name + "\"image\" is not a jail's name: the store uses this name itself\n")
    #expect(try parse("12") == name + "\"12\" is not a jail's name: digits alone would be taken for a jid\n")
    #expect(try parse("--", "-x") == name + "\"-x\" is not a jail's name: it begins with -\n")
    #expect(
      try parse(String(repeating: "a", count: 300)) == name
        + "\"\(String(repeating: "a", count: 61))...\" is not a jail's name: it is longer than 63 characters\n")
    #expect(
      try parse("a\u{1B}[2J") == name
        + "\"a\\x1b[2J\" is not a jail's name: only letters, digits, _ and - are allowed\n")
    #expect(
      try parse("-a", "10.0.0.300")
        == "jailer: --address: \"10.0.0.300\" is not an address: an IPv4 or IPv6 address is expected, with or without /PREFIX, or dhcp, or auto\n"
    )
    #expect(try parse("-t", "ebb") == "jailer: --kind: \"ebb\" is not eb, new or inherit\n  did you mean eb?\n")
    #expect(try parse("-p", "0") == "jailer: --port: \"0\" is not a port: 1 to 65535 is expected\n")
    #expect(
      try parse("-n", "+1")
        == "jailer: --count: \"+1\" is not a number: digits are expected, - before them for a negative one\n")
    #expect(
      try parse("--size", "20X")
        == "jailer: --size: \"20X\" is not a size: a number with K, M, G or T is expected, like 20G\n")
    #expect(
      try parse("--size", "99999999999T")
        == "jailer: --size: \"99999999999T\" is not a size: a number with K, M, G or T is expected, like 20G\n")
    #expect(
      try parse("-w", "")
        == "jailer: --wait: \"\" is not a duration: a number with ms, s, m, h or d is expected, like 90s\n")
  }

  @Test func paths() throws {
    func path(_ text: String) throws -> String {
      do { return try UserPath.absolute(text, label: "FILE", field: "file") } catch { return FaultText.lines(error) }
    }
    #expect(try path("-") == "-")
    #expect(try path("/a//b/./c/") == "/a/b/c")
    #expect(try path("/usr/../etc/x") == "/etc/x")
    #expect(try path("/") == "/")
    #expect(try path("x").hasSuffix("/x"))
    #expect(try path("") == "jailer: FILE: \"\" is not a usable path: it is empty\n")
    #expect(
      try path("/nowhere/../x")
        == "jailer: FILE: \"/nowhere/../x\" is not a usable path: \"/nowhere/..\" does not exist\n")
    #expect(try path("/" + String(repeating: "a/", count: 3000)).hasSuffix("is not a usable path: it is too long\n"))
  }

  @Test func suggestions() {
    #expect(Suggestion.nearest(to: "strat", in: ["start", "stop", "startall"]) == ["start"])
    #expect(Suggestion.nearest(to: "sto", in: ["start", "stop", "stopall"]) == ["stop", "stopall"])
    #expect(Suggestion.nearest(to: "xyz", in: ["start"]) == [])
    #expect(Suggestion.nearest(to: "", in: ["a"]) == [])
    #expect(Suggestion.nearest(to: String(repeating: "a", count: 1 << 20), in: ["a"]) == [])
    #expect(Suggestion.distance("list", "lits") == 1)
    #expect(Suggestion.list(["a", "b", "c"]) == "a, b or c")
  }
}
