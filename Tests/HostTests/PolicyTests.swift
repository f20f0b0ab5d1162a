import Platform
import Testing
import Wire

@testable import Host

struct PolicyTests {
  static let members = """
    "permissions":{"run":[["zfs","destroy","-r","*"],["/bin/echo","**"],["/bin/true"]],
      "write":["{store}/*/etc/**","{conf}/*.conf","/srv/x/*"],
      "fetch":["https://download.example.org/*.txz"],"invoke":[["image","fetch","*"]]}
    """

  /// What is refused, or nothing.
  func refusal(
    _ action: Action, undo: Step.Undo = .nothing, absent: [Thing] = [], root: String = "", store: String? = "/jails"
  ) throws -> String? {
    let policy = Policy(
      manifest: try manifest("p", Self.members), paths: Paths(root: root, system: .linux),
      find: { $0 == "zfs" ? "/sbin/zfs" : nil }, store: { store }, named: ["/home/u/a.tar"],
      isPublic: { $0 == "/etc/resolv.conf" })
    let step = Step("s", section: "S", action, absent: absent, undo: undo)
    do { try policy.check(Plan(tasks: [Plan.Task("T", steps: [step])])) } catch { return error.message }
    return nil
  }

  @Test func programs() throws {
    #expect(try refusal(.run(["/sbin/zfs", "destroy", "-r", "a/b"])) == nil)
    #expect(try refusal(.run(["/bin/echo"])) == nil)
    #expect(try refusal(.run(["/bin/echo", "a", "b"])) == nil)
    #expect(try refusal(.run(["/bin/true"])) == nil)
    #expect(try refusal(.run(["/bin/true", "x"])) == "the plugin p may not run /bin/true x")
    #expect(try refusal(.run(["/sbin/zfs", "destroy", "-r"])) == "the plugin p may not run /sbin/zfs destroy -r")
    #expect(try refusal(.run(["/tmp/zfs", "destroy", "-r", "a"])) == "the plugin p may not run /tmp/zfs destroy -r a")
    #expect(
      try refusal(.run(["/sbin/zfs", "destroy", "-R", "a"])) == "the plugin p may not run /sbin/zfs destroy -R a")
    #expect(
      try refusal(.pipe([["/bin/echo"], ["/bin/sh", "-c", "\u{1B}"]])) == "the plugin p may not run /bin/sh -c \\x1b")
    #expect(
      try refusal(.run(["/bin/true"]), undo: .action(.run(["/bin/rm", "/"]))) == "the plugin p may not run /bin/rm /")
  }

  /// What is not UTF-8 in there would be lost.
  @Test func settings() throws {
    let members = "\"permissions\":{\"write\":[\"{config}\"]}"
    for (error, refused) in [(nil, nil), ("line 3 is not UTF-8", "/etc/rc.conf can't be changed")]
      as [(String?, String?)]
    {
      let policy = Policy(
        manifest: try manifest("p", members), paths: Paths(root: "", system: .freeBSD), find: { _ in nil },
        store: { nil }, named: [], isPublic: { _ in true }, settingsError: error)
      let write = Action.write(path: "/etc/rc.conf", text: "", mode: 0o644, within: nil)
      let step = Step("s", section: "S", write, undo: .inherent)
      var message: String?
      do { try policy.check(step) } catch { message = error.message }
      #expect(message == refused)
    }
  }

  @Test func paths() throws {
    func write(_ path: String, root: String = "", store: String? = "/jails", within: String? = nil) throws -> String? {
      try refusal(.write(path: path, text: "", mode: 0o644, within: within), root: root, store: store)
    }
    #expect(try write("/jails/a/etc/rc.conf") == nil)
    #expect(try write("/jails/a/etc/rc.d/x") == nil)
    #expect(try write("/jails/a/etc") == "the plugin p may not write /jails/a/etc")
    #expect(try write("/jails/a/etc/../passwd") == "the plugin p may not write /jails/a/etc/../passwd")
    #expect(try write("/jails/a/b/etc/x") == "the plugin p may not write /jails/a/b/etc/x")
    #expect(try write("/jails/a/etc/x", store: nil) == "the plugin p may not write /jails/a/etc/x")
    #expect(try write("/etc/jail.conf.d/a.conf") == nil)
    #expect(try write("/etc/jail.conf.d/a.conf", root: "/r") == "the plugin p may not write /etc/jail.conf.d/a.conf")
    #expect(try write("/r/etc/jail.conf.d/a.conf", root: "/r") == nil)
    #expect(try write("/r/srv/x/a", root: "/r") == nil)
    #expect(try write("/etc/jail.conf.d/a") == "the plugin p may not write /etc/jail.conf.d/a")
    #expect(try write("/srv/x/a/b") == "the plugin p may not write /srv/x/a/b")
    #expect(try write("/jails/a/etc/x", within: "/jails/a") == nil)
    #expect(
      try write("/jails/a/etc/x", within: "/jails/b")
        == "the plugin p may not write /jails/a/etc/x, which is not within /jails/b")
    #expect(try refusal(.remove(path: "/", tree: true)) == "the plugin p may not remove /")
    #expect(try refusal(.rename(from: "/srv/x/a", to: "/etc/a")) == "the plugin p may not rename to /etc/a")
    #expect(try refusal(.directory(path: "/srv/y", mode: 0o755, within: nil)) == "the plugin p may not make /srv/y")
    #expect(
      try refusal(.run(["/bin/true"]), absent: [Thing(.path, "/etc/x")])
        == "the plugin p may not prove path:/etc/x absent")
    #expect(try refusal(.run(["/bin/true"]), absent: [Thing(.dataset, "a/b")]) == nil)
    #expect(
      try refusal(.wait(gone: [Thing(.path, "/etc/x")], atMost: 1)) == "the plugin p may not wait for path:/etc/x")
  }

  @Test func reading() throws {
    func copy(_ from: String) throws -> String? {
      try refusal(.copy(from: from, to: "/jails/a/etc/x", mode: 0o644, within: nil))
    }
    #expect(try copy("/etc/resolv.conf") == nil)
    #expect(try copy("/home/u/a.tar") == nil)
    #expect(try copy("/srv/x/a") == nil)
    #expect(try copy("/etc/shadow") == "the plugin p may not read /etc/shadow")
    #expect(try refusal(.unpack(archive: "-", into: "/srv/x/a")) == nil)
    #expect(try refusal(.unpack(archive: "/home/u/a.tar", into: "/srv/x/a")) == nil)
    #expect(try refusal(.unpack(archive: "/root/a.tar", into: "/srv/x/a")) == "the plugin p may not read /root/a.tar")
  }

  @Test func fetchAndInvoke() throws {
    func fetch(_ urls: String..., digest: Download.Digest = .none) throws -> String? {
      try refusal(.fetch(Download(urls, to: "/srv/x/a", digest: digest)))
    }
    #expect(try fetch("https://download.example.org/13.1/base.txz") == nil)
    #expect(
      try fetch("http://download.example.org/base.txz")
        == "the plugin p may not fetch http://download.example.org/base.txz")
    #expect(try fetch("https://download.example.org/base.txz?x") != nil)
    #expect(
      try fetch("https://download.example.org/a.txz", "https://elsewhere.example.org/a.txz")
        == "the plugin p may not fetch https://elsewhere.example.org/a.txz")
    #expect(
      try fetch("https://download.example.org/a.txz", digest: .listed(manifest: "/etc/shadow", member: "a"))
        == "the plugin p may not read /etc/shadow")
    #expect(try refusal(.invoke(["image", "fetch", "13.1-RELEASE"])) == nil)
    #expect(try refusal(.invoke(["image", "remove", "x"])) == "the plugin p may not invoke image remove x")
  }

  @Test func handover() throws {
    let policy = Policy(
      manifest: try manifest("p", Self.members), paths: Paths(root: "", system: .linux), find: { _ in nil },
      store: { nil }, named: [], isPublic: { _ in false })
    func refusal(_ argv: [String], _ environment: [String: String]) -> String? {
      do { try policy.check(handover: argv, environment: environment) } catch { return error.message }
      return nil
    }
    #expect(refusal(["/bin/echo", "x"], ["TERM": "xterm", "LC_ALL": "C"]) == nil)
    #expect(refusal(["/bin/sh"], [:]) == "the plugin p may not hand the terminal to /bin/sh")
    #expect(refusal(["/bin/echo"], ["LD_PRELOAD": "/tmp/x"]) == "the plugin p may not set the variable \"LD_PRELOAD\"")
  }

  @Test func patterns() {
    #expect(Pattern.matches(["a", "b"], ["a", "*"]))
    #expect(!Pattern.matches(["a"], ["a", "*"]))
    #expect(Pattern.matches(["a"], ["a", "**"]))
    #expect(!Pattern.matches(["a", "b", "c"], ["a", "**", "c"]))
    #expect(!Pattern.matches([String](), ["a"]))
    #expect(Pattern.matches(path: "/a/b/c", "/a/**"))
    #expect(!Pattern.matches(path: "/a", "/a/**"))
    #expect(!Pattern.matches(path: "/a/../b", "/a/**"))
    #expect(!Pattern.matches(path: "/a//b", "/a/**"))
    #expect(!Pattern.matches(path: "a/b", "a/b"))
    #expect(Pattern.matches(path: "/a/x-1.conf", "/a/*-*.conf"))
    #expect(!Pattern.matches(path: "/a/.conf.bak", "/a/*.conf"))
    #expect(Pattern.matches(url: "abab", "*ab"))
    #expect(!Pattern.matches(url: String(repeating: "a", count: 100_000), "*a*a*a*a*a*b"))
  }
}
