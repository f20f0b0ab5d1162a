import Foundation
import TestSupport
import Testing

private let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// Plugins that are not part of jailer, dropped into its folder: those of contrib/plugins, and the one that docs/protocol.md
/// shows.
@Suite(.needs(.root), .needs(.program("jq")), .needs(.python), .needs(.program("zstd")), .serialized)
struct ThirdPartyTests {
  private static func world(_ plugins: String..., store: Store = .tmpfs) throws -> World {
    let world = try World(store)
    for plugin in plugins {
      let file = repository.appending(path: "contrib/plugins/\(plugin)")
      try world.addPlugin(
        plugin, executable: String(contentsOf: file, encoding: .utf8),
        manifest: String(contentsOf: file.appendingPathExtension("json"), encoding: .utf8))
    }
    return world
  }

  /// A stopped jail www0 with files of all kinds.
  private static func addJail(to world: World, options: [String] = []) throws {
    try world.withBusybox()
    try world.jailer(["create", "-t", "eb", "-a", "10.0.0.10"] + options + ["www0"]).orFail()
    let files = """
      cd /home 2>/dev/null || { mkdir /home; cd /home; }
      echo kept > file; ln file hard; ln -s file soft; mkdir own; chown 7:8 own; chmod 1750 own; mkfifo pipe
      """
    try world.jailer(["exec", "www0", "sh", "-c", files]).orFail()
    try world.jailer(["stop", "www0"]).orFail()
  }

  @Suite(.needs(.runtime), .needs(.busybox), .serialized) struct Backup {
    @Test func `help comes from the manifest`() throws {
      let world = try ThirdPartyTests.world("backup", "hosts")
      let help = try world.jailer(["help"])
      #expect(
        help.output.contains(
          "\nPlugins:\n  backup  archive a jail's files\n  hosts   keep the jails' names in /etc/hosts\n\n"))
      #expect(
        try world.jailer(["backup", "--help"]).output == """
          usage: jailer backup [-l] JAIL FILE

          Archive a jail's files.

          Packs the root of a stopped jail into an archive, with owners, modes, links,
          attributes and holes. What is mounted in the root stays out.

          The archive appears under its name only when it is whole, and can be read by
          root alone. If anything fails, nothing is left of it.

          Arguments:
            JAIL  the jail
            FILE  the archive to make, called something.tar.zst; it must not exist

          Options:
            -l, --live  archive a running jail, though its files may change meanwhile

          Examples:
            jailer backup www0 /backup/www0.tar.zst
                archives the stopped jail www0
            jailer image import www0-old /backup/www0.tar.zst
                makes an image of the archive, for new jails

          -D, -j, -v, -y, --root, --facts and --color are explained by `jailer help`.

          """)
      let wrong = try world.jailer(["backup"])
      #expect(wrong.error == "jailer: backup: JAIL is missing\n  usage: jailer backup [-l] JAIL FILE\n")
      #expect(wrong.status == 64)
      #expect(try world.jailer(["backup", "../x", "y.tar.zst"]).status == 64)
    }

    @Test(arguments: [Store.tmpfs, .zfs])
    func `an archive of a jail is a jail again`(on store: Store) throws {
      let world = try ThirdPartyTests.world("backup", store: store)
      try ThirdPartyTests.addJail(to: world)
      let archive = "/mnt/www0.tar.zst"
      try world.expectNothingLeft {
        #expect(try world.jailer(["backup", "www0", archive]).output == "Archiving www0: Done!\n")
        #expect(
          try world.sh("stat -c '%A %U' \(archive); ls /mnt/*.part* 2>&1 | wc -l").output == "-rw------- root\n1\n")
        let again = try world.jailer(["backup", "www0", archive])
        #expect(again.error == "jailer: the path \(archive) exists already\n")
        #expect(again.status == 73)
        try world.jailer(["image", "import", "old", archive]).orFail()
        try world.jailer(["create", "-r", "old", "again"]).orFail()
        let listing = "cd /home; cat soft; stat -c '%n %F %A %u:%g %h' *"
        #expect(
          try world.jailer(["exec", "again", "sh", "-c", listing]).output == """
            kept
            file regular file -rw-r--r-- 0:0 2
            hard regular file -rw-r--r-- 0:0 2
            own directory drwxr-x--T 7:8 2
            pipe fifo prw-r--r-- 0:0 1
            soft symbolic link lrwxrwxrwx 0:0 1

            """)
        try world.jailer(["destroy", "again"]).orFail()
        try world.jailer(["image", "remove", "old"]).orFail()
      }
    }

    @Test func `the dry run is what would run, and nothing else`() throws {
      let world = try ThirdPartyTests.world("backup")
      try ThirdPartyTests.addJail(to: world)
      try world.expectNothingLeft {
        let run = try world.jailer(["backup", "-D", "www0", "/mnt/www0.tar.zst"])
        #expect(
          run.output == """
            Archive commands =>
              : > /mnt/www0.part.tar.zst
              chmod 600 /mnt/www0.part.tar.zst
              tar --create --zstd --file /mnt/www0.part.tar.zst --directory /mnt/store/jails/www0 --numeric-owner \
            --one-file-system --acls --xattrs "--xattrs-include=*" --sparse .
              mv -n /mnt/www0.part.tar.zst /mnt/www0.tar.zst

            """)
        #expect(!world.exists("/mnt/www0.tar.zst") && !world.exists("/mnt/www0.part.tar.zst"))
      }
    }

    @Test func `a running jail and a thin clone are archived only when asked for`() throws {
      let world = try ThirdPartyTests.world("backup")
      try ThirdPartyTests.addJail(to: world, options: ["-c"])
      let thin = try world.jailer(["backup", "www0", "/mnt/www0.tar.zst"])
      #expect(
        thin.error == """
          jailer: the jail www0 is a thin clone: its files are together only while it runs
            jailer start www0, then jailer backup --live

          """)
      #expect(thin.status == 64)
      try world.jailer(["start", "www0"]).orFail()
      let running = try world.jailer(["backup", "www0", "/mnt/www0.tar.zst"])
      #expect(
        running.error == """
          jailer: the jail www0 is running
            jailer stop www0, or --live for an archive of files that may change meanwhile

          """)
      #expect(running.status == 64)
      #expect(try world.jailer(["backup", "--live", "www0", "/mnt/www0.tar.zst"]).output == "Archiving www0: Done!\n")
      let members = try world.sh("tar -tf /mnt/www0.tar.zst").output.split(separator: "\n")
      #expect(members.contains("./home/soft") && members.contains("./bin/sh"))
      #expect(!members.contains { $0.hasPrefix("./proc/1") || $0 == "./dev/null" })
      let missing = try world.jailer(["backup", "nobody", "/mnt/x.tar.zst"])
      #expect(missing.error == "jailer: there is no jail nobody\n  jailer list\n")
      #expect(missing.status == 66)
    }

    @Test func `an archive that did not become whole leaves nothing`() throws {
      let world = try ThirdPartyTests.world("backup")
      try ThirdPartyTests.addJail(to: world)
      try world.sh("mkdir /mnt/small && mount -t tmpfs -o size=64k none /mnt/small").orFail()
      try world.expectNothingLeft {
        let run = try world.jailer(["backup", "www0", "/mnt/small/www0.tar.zst"])
        #expect(run.output.hasPrefix("Archiving www0: ") && !run.output.contains("Done!"))
        #expect(run.error.contains("No space left on device"))
        #expect(run.status == 1)
        #expect(try world.sh("ls -A /mnt/small").output == "")
      }
    }

    @Test func `what a killed backup left goes with the recovery`() throws {
      let world = try ThirdPartyTests.world("backup")
      try ThirdPartyTests.addJail(to: world)
      try world.sh("head -c 64M /dev/urandom > /mnt/store/jails/www0/home/noise && mkdir /mnt/b").orFail()
      try world.expectNothingLeft {
        let child = try world.startJailer(["backup", "www0", "/mnt/b/www0.tar.zst"])
        try world.sh("until [ -s /mnt/b/www0.part.tar.zst ] || [ -s /mnt/b/www0.tar.zst ]; do :; done").orFail()
        child.signal(SIGKILL)
        _ = child.wait()
        let recovered = try world.jailer(["recover"]).orFail()
        let left = try world.sh("ls /mnt/b").output
        if recovered.output.isEmpty {
          #expect(left == "www0.tar.zst\n")
        } else {
          #expect(left == "")
        }
        #expect(try world.jailer(["recover"]).output == "")
        #expect(try world.jailer(["start", "www0"]).status == 0)
        try world.jailer(["stop", "www0"]).orFail()
      }
    }
  }

  @Suite(.needs(.runtime), .needs(.busybox), .serialized) struct Hosts {
    @Test func `names come and go with the jails`() throws {
      let world = try ThirdPartyTests.world("hosts")
      let file = "/mnt/root/etc/hosts"
      try world.withBusybox()
      try world.write(file, "127.0.0.1 localhost\n", mode: 0o640)
      try world.sh("chown 0:65534 \(file)").orFail()
      for (name, address) in [("a", "10.0.0.10"), ("b", "10.0.0.11")] {
        try world.jailer(["create", "-c", "-t", "eb", "-a", address, name]).orFail()
      }
      let both = """
        127.0.0.1 localhost
        # jails: kept by jailer hosts
        10.0.0.10\ta.jailhost a
        10.0.0.11\tb.jailhost b
        # end of jails

        """
      #expect(try world.jailer(["hosts", "-D"]).output == "hosts file =>\n" + both)
      #expect(world.read(file) == "127.0.0.1 localhost\n")
      let table = "ADDRESS    NAMES\n10.0.0.10  a.jailhost, a\n10.0.0.11  b.jailhost, b\n"
      #expect(try world.jailer(["hosts"]).output == "Writing the jails' names to \(file): Done!\n" + table)
      #expect(world.read(file) == both)
      #expect(try world.sh("stat -c '%a %u:%g' \(file)").output == "640 0:65534\n")
      #expect(try world.jailer(["hosts"]).output == table)

      try world.jailer(["stop", "a"]).orFail()
      #expect(
        try world.jailer(["hosts", "-j"]).output == """
          {
            "done": [
              "Writing the jails' names to \(file)"
            ],
            "view": [
              {
                "address": "10.0.0.11",
                "names": [
                  "b.jailhost",
                  "b"
                ]
              }
            ]
          }

          """)
      #expect(try world.jailer(["hosts", "--remove"]).output == "Removing the jails from \(file): Done!\n")
      #expect(world.read(file) == "127.0.0.1 localhost\n")
      #expect(try world.jailer(["hosts", "--remove"]).output == "")
    }

    @Test func `a file that it does not understand stays as it is`() throws {
      let world = try ThirdPartyTests.world("hosts")
      try world.write("/mnt/root/etc/hosts", "# end of jails\n")
      let run = try world.jailer(["hosts"])
      #expect(
        run.error == """
          jailer: the lines of jailer hosts in /mnt/root/etc/hosts can't be told from others
            each of "# jails: kept by jailer hosts" and "# end of jails" must be there once, in this order

          """)
      #expect(run.status == 65)
      #expect(world.read("/mnt/root/etc/hosts") == "# end of jails\n")
    }

    @Test func `a plan that goes beyond its manifest is not begun`() throws {
      let world = try ThirdPartyTests.world("hosts")
      let manifest = "\(World.prefix)/libexec/jailer/hosts.json"
      let text = try #require(world.read(manifest))
      try world.write(manifest, text.replacingOccurrences(of: "\"/etc/hosts\"]", with: "\"/etc/hostname\"]"))
      let run = try world.jailer(["hosts"])
      #expect(run.status == 77)
      #expect(run.error.hasPrefix("jailer: the plugin hosts may not write /mnt/root/etc/hosts: "), "\(run)")
      #expect(!world.exists("/mnt/root/etc/hosts"))
    }
  }

  @Test func `the plugin of the protocol's document works as it stands there`() throws {
    let document = try String(contentsOf: repository.appending(path: "docs/protocol.md"), encoding: .utf8)
    func block(_ start: String) throws -> String {
      let after = try #require(document.range(of: start))
      let end = try #require(document.range(of: "\n```", range: after.upperBound..<document.endIndex))
      return String(document[after.upperBound..<end.lowerBound]) + "\n"
    }
    let world = try Self.world()
    try world.addPlugin("note", executable: block("```sh\n"), manifest: block("```json manifest\n"))
    let run = try world.jailer(["note", "www0", "it's \"the\" shop"])
    #expect(run.output == "Noting www0: Done!\n")
    #expect(world.read("/mnt/root/var/db/jailer/notes/www0") == "it's \"the\" shop\n")
    let dry = try world.jailer(["note", "-D", "db0", "x"])
    #expect(
      dry.output == """
        Note commands =>
          mkdir -p /mnt/root/var/db/jailer/notes
          echo x > /mnt/root/var/db/jailer/notes/db0

        """)
    #expect(try world.jailer(["note", "../../x", "y"]).status == 64)
    #expect(try world.sh("ls /mnt/root/var/db/jailer/notes").output == "www0\n")
  }
}
