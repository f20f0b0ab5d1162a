import TestSupport
import Testing

/// Questions on a real terminal, by the installed jailer.
struct TerminalTests {
  static let manifest = """
    {"manifest":1,"protocol":1,"name":"askme","version":"1.0.0","summary":"ask",
     "commands":[{"path":["askme"],"summary":"ask","operands":[{"name":"kind"}]}]}
    """
  /// Asks once, then shows the answers.
  static let script = #"""
    #!/bin/sh
    request=$(cat)
    id=${request#*\"id\":\"}
    id=${id%%\"*}
    kind=${request#*\"kind\":\"}
    kind=${kind%%\"*}
    case $kind in
    choice) more=',"choices":["a","b"]' ;;
    edit) more=',"initial":"one\n"' ;;
    esac
    case $request in
    *'"answers":{}'*) printf '{"protocol":1,"id":"%s","ask":{"question":"OK?","kind":"%s","name":"ok","heading":"Jailer will create","summary":[["dataset","zroot/jails"],["mount point","/usr/local/jails"]]%s}}' "$id" "$kind" "$more" ;;
    *) answers=${request#*\"answers\":}
       answers=${answers%%,\"state\"*}
       printf '{"protocol":1,"id":"%s","view":{"text":"","json":%s}}' "$id" "$answers" ;;
    esac
    """#

  func ask(_ world: World, _ kind: String, _ keys: [String], environment: [String: String] = [:]) throws -> (
    shown: String, status: Int32
  ) {
    try world.addPlugin("askme", executable: Self.script, manifest: Self.manifest)
    let terminal = try world.jailerOnTerminal(["askme", kind, "-j"], environment: environment)
    for key in keys {
      #expect(terminal.expect("OK? "))
      terminal.send(key)
    }
    let run = terminal.finish()
    return (terminal.shown.replacing("\r\n", with: "\n"), run.status)
  }

  static let head = "Jailer will create\n dataset     : zroot/jails\n mount point : /usr/local/jails\nOK? "

  @Test func answers() throws {
    try World.with { (world: World) throws in
      #expect(try ask(world, "confirm", ["y\n"]) == (Self.head + "(y/N) y\n{\n  \"ok\": true\n}\n", 0))
      #expect(try ask(world, "confirm", ["\n"]) == (Self.head + "(y/N) \n{\n  \"ok\": false\n}\n", 0))
      #expect(try ask(world, "confirm", ["\u{4}"]).shown.hasSuffix("{\n  \"ok\": false\n}\n"))
      #expect(try ask(world, "choice", ["z\n", "b\n"]).shown.hasSuffix("(a/b) b\n{\n  \"ok\": \"b\"\n}\n"))
      #expect(try ask(world, "text", [" hi there \n"]).shown.hasSuffix("{\n  \"ok\": \"hi there\"\n}\n"))
      #expect(try ask(world, "text", ["\u{4}"]).status == 64)
    }
  }

  @Test func secretsAreNotShown() throws {
    try World.with { (world: World) throws in
      let answer = try ask(world, "secret", ["hush \n"])
      #expect(answer.status == 0)
      #expect(answer.shown == Self.head + "\n{\n  \"ok\": \"hush \"\n}\n")
    }
  }

  @Test func anInterruptEndsTheQuestion() throws {
    try World.with { (world: World) throws in
      #expect(try ask(world, "confirm", ["\u{3}"]).status == 128 + 2)
      #expect(try ask(world, "secret", ["\u{3}"]).status == 128 + 2)
    }
  }

  @Test func editors() throws {
    try World.with { (world: World) throws in
      try world.write("/mnt/editor", "#!/bin/sh\nstat -c %a \"$(dirname \"$2\")\" \"$2\" >> \"$2\"\n", mode: 0o755)
      // A folder of its own: other tests edit in /tmp at the same time.
      try world.sh("mkdir /mnt/tmp").orFail()
      let edited = try ask(
        world, "edit", [], environment: ["EDITOR": "/mnt/editor -x", "VISUAL": "", "TMPDIR": "/mnt/tmp"])
      #expect(edited == ("{\n  \"ok\": \"one\\n700\\n600\\n\"\n}\n", 0))
      let failed = try ask(world, "edit", [], environment: ["EDITOR": "/bin/false", "TMPDIR": "/mnt/tmp"])
      #expect(failed.status == 1)
      #expect(failed.shown.contains("the text was not edited"))
      #expect(try ask(world, "edit", [], environment: ["EDITOR": "nonesuch", "TMPDIR": "/mnt/tmp"]).status == 69)
      #expect(try world.sh("ls -A /mnt/tmp").output == "")
    }
  }

  @Test func commandsOfTheUsersOwn() throws {
    try World.with { (world: World) throws in
      try world.write(
        "/usr/local/bin/jailer-own", "#!/bin/sh\necho own \"$@\" \"$JAILER_ROOT\" \"$JAILER_LIBEXEC\"\nexit 7\n",
        mode: 0o755)
      let run = try world.jailer(["own", "-D", "a b", "--", "--help"])
      #expect(run.output == "own -D a b -- --help /mnt/root /mnt/prefix/libexec/jailer\n")
      #expect(run.status == 7)
    }
  }
}
