import Foundation
import TestSupport
import Testing

/// Images from a mirror with FreeBSD's own fetch(1) and sha256(1): there is no curl here.
@Suite struct FetchTests {
  /// Set up, with a mirror that has `release`, on which nothing but /bin/sh is ever looked at.
  private static func ready(_ release: String, mode: String = "plain") throws -> FreeBSD {
    let freeBSD = try FreeBSD("13.1-RELEASE")
    try Requirement.busybox.orSkip()
    try freeBSD.jailer(["init", "-y"]).orFail()
    try freeBSD.world.makeMirror(release)
    try freeBSD.run(["sysrc", "jailer_mirror=http://127.0.0.1:8080/\(mode)"]).orFail()
    return freeBSD
  }

  @Test func `the README's first create fetches the release that runs`() throws {
    let freeBSD = try Self.ready("13.1-RELEASE")
    let dry = try freeBSD.jailer(["create", "-D", "www0"])
    #expect(dry.output.hasPrefix("Fetch commands =>\n  mkdir -p /var/cache/jailer\n"), "\(dry)")
    #expect(freeBSD.world.served("").isEmpty)
    let run = try freeBSD.jailer(["create"])
    #expect(run.output.wholeMatch(of: /Fetching 13.1-RELEASE: Done!\nCreating [0-9a-f]{8}: Done!\n/) != nil, "\(run)")
    #expect(try freeBSD.jailer(["image", "list"]).output == "  13.1-RELEASE\n")
    #expect(try freeBSD.zfs(["list", "-H", "-o", "name", "zroot/jails/image/13.1-RELEASE@base"]).status == 0)
    // The next one has it.
    #expect(try freeBSD.jailer(["create", "www0"]).output == "Creating www0: Done!\n")
  }

  @Test func `image list remote and image fetch`() throws {
    let freeBSD = try Self.ready("13.0-RELEASE")
    for version in ["13.1-RELEASE", "12.3-RELEASE", "12.4-RELEASE"] { try freeBSD.world.addRelease(version) }
    #expect(
      try freeBSD.jailer(["image", "list", "remote"]).output
        == "  12.3-RELEASE\n  12.4-RELEASE\n  13.0-RELEASE\n  13.1-RELEASE\n")
    #expect(try freeBSD.jailer(["image", "fetch", "13.0-RELEASE"]).output == "Fetching 13.0-RELEASE: Done!\n")
    #expect(try freeBSD.jailer(["image", "fetch"]).output == "Fetching 13.1-RELEASE: Done!\n")
    #expect(try freeBSD.jailer(["create", "-r", "12.4-RELEASE", "old"]).status == 0)
    #expect(try freeBSD.jailer(["image", "list"]).output == "  12.4-RELEASE\n  13.0-RELEASE\n  13.1-RELEASE\n")
  }

  @Test func `a download that breaks is gone on with, and one that is wrong makes no dataset`() throws {
    let freeBSD = try Self.ready("13.1-RELEASE", mode: "cut")
    let first = try freeBSD.jailer(["image", "fetch"])
    #expect(first.status == 1 && first.output == "Fetching 13.1-RELEASE: Failed!\n", "\(first)")
    #expect(try freeBSD.jailer(["image", "fetch"]).output == "Fetching 13.1-RELEASE: Done!\n")
    #expect(freeBSD.world.served().filter { $0.status == 206 }.count > 1)
    try freeBSD.world.addRelease("12.4-RELEASE")
    try freeBSD.run(["sysrc", "jailer_mirror=http://127.0.0.1:8080/wrong"]).orFail()
    let wrong = try freeBSD.jailer(["create", "-r", "12.4-RELEASE", "www0"])
    #expect(wrong.status == 1 && wrong.output == "Fetching 12.4-RELEASE: Failed!\n", "\(wrong)")
    #expect(wrong.error.contains("12.4-RELEASE.base.txz is not the file that it should be"), "\(wrong)")
    #expect(try freeBSD.zfs(["list", "zroot/jails/www0"]).status == 1)
    #expect(try freeBSD.zfs(["list", "zroot/jails/image/12.4-RELEASE"]).status == 1)
    #expect(!freeBSD.exists("/etc/jail.conf.d/www0.conf"))
  }

  @Test func `a jail that can't be made leaves the image that was fetched for it`() throws {
    let freeBSD = try Self.ready("13.1-RELEASE")
    try freeBSD.front("jail", "case \" $* \" in *' -c '*) exit 1 ;; esac\nexec \"$REAL\" \"$@\"")
    let run = try freeBSD.jailer(["create", "www0"])
    #expect(run.status == 1 && run.output == "Fetching 13.1-RELEASE: Done!\nCreating www0: Failed!\n", "\(run)")
    #expect(try freeBSD.jailer(["image", "list"]).output == "  13.1-RELEASE\n")
    #expect(try freeBSD.zfs(["list", "zroot/jails/www0"]).status == 1)
  }
}
