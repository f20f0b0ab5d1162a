import Platform
import Testing
import Wire

@testable import core_plugins

/// The verbs of images, of defaults and lists, with FreeBSD's files and texts.
@Suite struct ImageTests {
  private var freebsd: FreeBSD {
    var freebsd = FreeBSD()
    freebsd.machine.config?.text = "hostname=\"armbsd13\"\njailer_image=\"13.0-RELEASE\"\n"
    freebsd.machine.config?.defaultImage = "13.0-RELEASE"
    freebsd.machine.images = ["13.0-RELEASE", "13.1-RELEASE"].map { FreeBSD.image($0) }
    freebsd.machine.images?[0].isDefault = true
    return freebsd
  }

  @Test func `list marks the default one`() {
    guard case .view(let view) = freebsd.reply(["image", "list"], Image.plan) else {
      Issue.record("no view")
      return
    }
    #expect(view.content == .text("* 13.0-RELEASE\n  13.1-RELEASE\n"))
  }

  @Test func `use and network use write rc.conf, and leave the rest of it`() {
    #expect(
      freebsd.dryRun(["image", "use"], Image.plan, ["image": "13.1-RELEASE"])
        == "rc.conf =>\ncat > /etc/rc.conf <<'EOF'\nhostname=\"armbsd13\"\njailer_image=\"13.1-RELEASE\"\nEOF\n")
    #expect(
      freebsd.dryRun(["network", "use"], Network.plan, ["type": "eb"]).hasSuffix("jailer_network=\"eb\"\nEOF\n"))
  }

  @Test func `import and remove`() {
    #expect(
      freebsd.dryRun(["image", "import"], Image.plan, ["image": "14.2-RELEASE", "archive": "-"]) == """
        ZFS commands =>
          zfs create zroot/jails/image/14.2-RELEASE
        Archive =>
          tar -xpf - -C /usr/local/jails/image/14.2-RELEASE
        ZFS commands =>
          zfs snapshot zroot/jails/image/14.2-RELEASE@base

        """)
    #expect(
      freebsd.dryRun(["image", "remove"], Image.plan, ["image": "13.1-RELEASE"])
        == "ZFS commands =>\n  zfs destroy -r zroot/jails/image/13.1-RELEASE\n")
  }

  @Test func `create takes the default image, else the release that runs`() {
    func image(_ freebsd: FreeBSD) -> Substring? {
      freebsd.dryRun(["create"], Create.plan, ["name": "a"]).firstMatch(of: #/zfs send (\S+)/#)?.1
    }
    var freebsd = freebsd
    #expect(image(freebsd) == "zroot/jails/image/13.0-RELEASE@base")
    freebsd.machine.config?.defaultImage = nil
    freebsd.machine.host?.release = "13.1-RELEASE-p5"
    #expect(image(freebsd) == "zroot/jails/image/13.1-RELEASE@base")
    freebsd.machine.host?.release = "14.2-RELEASE"
    #expect(image(freebsd) == nil)
  }

  @Test func `a thin clone starts with its image's rc.conf`() {
    var freebsd = freebsd
    freebsd.machine.images?[0].rcConf = "sshd_enable=\"YES\"\n"
    let text = freebsd.dryRun(["create"], Create.plan, ["name": "a", "clone": true])
    #expect(text.contains("  zfs clone zroot/jails/image/13.0-RELEASE@base zroot/jails/a\n"))
    #expect(text.contains("sshd_enable=\"YES\"\nsendmail_enable=\"NONE\"\n"))
  }

  @Test func `on FreeBSD 13 create adds the jail to jail_list`() {
    var freebsd = freebsd
    freebsd.machine.host?.release = "13.5-RELEASE"
    #expect(
      freebsd.dryRun(["create"], Create.plan, ["name": "a"]).hasSuffix(
        """
        rc.conf =>
          sysrc -q -f /etc/rc.conf jail_list+=a
        Start commands =>
          mkdir -p /var/log/jail
          # wait until the mount /usr/local/jails/a/dev is gone, at most 0 ms
          jail -f /etc/jail.conf.d/a.conf -c a

        """))
  }

  @Test func `the list has the original's columns and keys`() {
    var freebsd = FreeBSD()
    var running = FreeBSD.jail("app0", id: 1, jid: 12)
    running.hostname = "app0.armbsd13"
    running.addresses = ["10.0.0.2/24"]
    running.gateway = "10.0.0.1"
    freebsd.machine.overview = [running.overview, FreeBSD.jail("www0", id: 2).overview]
    guard case .view(let view) = freebsd.reply(["list"], List.plan), case .table(let columns, let rows) = view.content
    else {
      Issue.record("no table")
      return
    }
    #expect(columns.map(\.title) == ["NAME", "STATE", "JID", "HOSTNAME", "IPv4", "GW"])
    #expect(
      JSON.array(rows.map(JSON.object)).text()
        == #"[{"name":"app0","state":"Active","jid":"12","hostname":"app0.armbsd13","ipv4":"10.0.0.2/24","gateway":"10.0.0.1"},{"name":"www0","state":"Stopped"}]"#
    )
  }
}
