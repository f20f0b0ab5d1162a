import Foundation
import TestSupport
import Testing

/// Confs and settings that people wrote with an editor.
@Suite struct HandmadeTests {
  @Test func `a conf that includes others is the jail that they say together`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.sh("mkdir -p /srv/hand/dev /etc/jail.conf.d/parts").orFail()
    try freeBSD.write(
      "/etc/jail.conf.d/hand0.conf", "hand0 {\n  .include \"parts/*.inc\";\n  path = /srv/hand;\n  persist;\n}\n")
    try freeBSD.write("/etc/jail.conf.d/parts/net.inc", "$id = 1; interface = vtnet0;\nip4.addr = 192.168.64.3;\n")
    #expect(try freeBSD.jailer(["info", "hand0"]).output.contains("192.168.64.3"))
    // Neither its id nor its address is another's.
    #expect(try freeBSD.jailer(["create", "-t", "new", "-b", "vtnet0", "-a", "192.168.64.3", "db0"]).status == 73)
    try freeBSD.jailer(["create", "-t", "new", "-b", "vtnet0", "db0"]).orFail()
    #expect(freeBSD.read("/etc/jail.conf.d/db0.conf")?.contains("\"192.168.64.4\"") == true)
    try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "www0"]).orFail()
    #expect(try freeBSD.state().interface("epair3a") != nil)
    let started = try freeBSD.jailer(["start", "hand0"])
    #expect(started.output == "Starting hand0: Done!\n", "\(started)")
    #expect(try freeBSD.state().interface("vtnet0")?.inet.map(\.text).contains("192.168.64.3/32") == true)
    try freeBSD.jailer(["stop", "hand0"]).orFail()
    let refused = try freeBSD.jailer(["rename", "hand0", "hand1"])
    #expect(refused.status == 65 && refused.error.contains("it includes other files"), "\(refused)")
  }

  @Test func `an include that isn't there breaks its jail and no other`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.jailer(["create", "db0"]).orFail()
    try freeBSD.write("/etc/jail.conf.d/hand0.conf", "hand0 {\n  .include \"none.inc\";\n  persist;\n}\n")
    let list = try freeBSD.jailer(["list"])
    #expect(list.output.contains("db0    Active") && list.output.contains("hand0  Broken"), "\(list)")
    let info = try freeBSD.jailer(["info", "hand0"])
    let why = "hand0.conf line 2: /etc/jail.conf.d/none.inc: No such file or directory"
    #expect(info.output.contains(why), "\(info)")
    let start = try freeBSD.jailer(["start", "hand0"])
    #expect(start.status == 65 && start.error.contains(why), "\(start)")
    // What the user saves in the editor is not refused for what it includes.
    try freeBSD.write("/bin/ed", "#!/bin/sh\nprintf 'hand0 { .include \"parts.inc\"; persist; }\\n' >$1\n", mode: 0o755)
    let edit = try freeBSD.terminal(["/bin/sh", "-c", "EDITOR=/bin/ed /usr/local/sbin/jailer edit hand0"])
    let edited = edit.finish()
    #expect(edited.status == 0, "\(edit.shown)")
    #expect(freeBSD.read("/etc/jail.conf.d/hand0.conf")?.contains("parts.inc") == true)
  }

  @Test func `jail.conf with an include is one that init can add to`() throws {
    let freeBSD = try FreeBSD()
    try freeBSD.write("/etc/jail.conf", ".include \"/etc/jail.common\";\nold { persist; }\n")
    try freeBSD.write("/etc/jail.common", "exec.clean;\n")
    let run = try freeBSD.jailer(["init", "-y"])
    #expect(run.status == 0, "\(run)")
    #expect(freeBSD.read("/etc/jail.conf")?.hasSuffix("}\n.include \"/etc/jail.conf.d/*.conf\";\n") == true)
  }

  @Test func `addresses of stopped jails are taken`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "db0"]).orFail()
    try freeBSD.sh("sed -i -e '/jailer_address/d' -e 's/jailer_id/id/g' /etc/jail.conf.d/db0.conf").orFail()
    try freeBSD.jailer(["stop", "db0"]).orFail()
    let refused = try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "db1"])
    #expect(refused.status == 73 && refused.error.contains("by the jail db0"), "\(refused)")
  }

  @Test func `rc.conf in Latin-1 stays as it is, and jailer works`() throws {
    let freeBSD = try FreeBSD.ready("13.2-RELEASE")
    try freeBSD.sh("printf '# caf\\351\\nmotd=\"\\344\"\\n' >>/etc/rc.conf && cp /etc/rc.conf /tmp/before").orFail()
    try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "db0"]).orFail()
    #expect(try freeBSD.sh("grep -av jail_list /etc/rc.conf | cmp - /tmp/before").status == 0)
    #expect(try freeBSD.jailer(["list"]).output.contains("db0   Active"))
    #expect(try freeBSD.jailer(["init", "info"]).output.contains("db0") == false)
    try freeBSD.sh("cp /etc/rc.conf /tmp/before").orFail()
    for arguments in [["network", "use", "eb"], ["image", "use", "13.2-RELEASE"], ["-D", "network", "use", "eb"]] {
      let refused = try freeBSD.jailer(arguments)
      #expect(refused.status == 65, "\(refused)")
      #expect(
        refused.error.hasPrefix(
          "jailer: /etc/rc.conf can't be changed: line 6 is not UTF-8, and all else in it has to stay as it is\n"),
        "\(refused)")
    }
    #expect(try freeBSD.sh("cmp /etc/rc.conf /tmp/before").status == 0)
    #expect(try freeBSD.jailer(["-y", "destroy", "db0"]).status == 0)
    try freeBSD.sh("sed -i 's/^jailer_dir=.*/jailer_dir=\"dir:\\xe9\"/' /etc/rc.conf").orFail()
    let list = try freeBSD.jailer(["image", "list"])
    #expect(list.status == 78 && list.error.contains("/etc/rc.conf line 4: jailer_dir is not UTF-8"), "\(list)")
  }
}
