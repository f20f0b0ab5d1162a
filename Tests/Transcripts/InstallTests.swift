import Foundation
import TestSupport
import Testing

/// `make install` and `make deinstall`.
@Suite struct InstallTests {
  private let world: World

  init() throws { world = try World(.tmpfs, bridge: false) }

  private func install(_ verb: String, _ destination: String = "/mnt/stage") throws -> Run {
    try world.run(
      [World.repository + "/contrib/make/install", verb, World.products, destination, "/usr/local"])
  }

  private func files() throws -> Set<String> {
    Set(
      try world.sh("cd /mnt/stage/usr/local && find . -type f -o -type l").output.split(
        separator: "\n"
      ).map(String.init))
  }

  @Test func eachVerbAndItsManifest() throws {
    try install("install").orFail()
    let files = try files()
    let verbs = try FileManager.default.contentsOfDirectory(atPath: World.repository + "/Plugins")
      .filter { !$0.hasSuffix(".swift") }
    #expect(!verbs.isEmpty)
    for verb in verbs {
      #expect(files.contains("./libexec/jailer/\(verb)"))
      #expect(files.contains("./libexec/jailer/\(verb).json"))
    }
    #expect(files.contains("./share/bash-completion/completions/jailer"))
    for command in ["jailer", "jail", "jls", "jexec", "jdhcp", "jguard"] {
      #expect(files.contains("./sbin/\(command)"))
    }
    #expect(try world.sh("stat -c %h /mnt/stage/usr/local/sbin/jls").line == "5")
    #expect(
      try world.sh("stat -c %h /mnt/stage/usr/local/libexec/jailer/list").line == "\(verbs.count)")
    #expect(try world.sh("find /mnt/stage/usr -perm /022").output == "")
  }

  @Test func deinstallLeavesWhatOthersPutThere() throws {
    try world.sh("mkdir -p /mnt/stage/usr/local/bin; touch /mnt/stage/usr/local/bin/mine").orFail()
    try install("install").orFail()
    try world.sh("cd /mnt/stage/usr/local/libexec/jailer; touch third third.json; mkdir ../other")
      .orFail()
    try install("deinstall").orFail()
    #expect(try files() == ["./bin/mine", "./libexec/jailer/third", "./libexec/jailer/third.json"])
    #expect(world.exists("/mnt/stage/usr/local/libexec/other"))
    let again = try install("deinstall")
    #expect(again.status == 1)
    #expect(again.error.contains("nothing of ours there"))
  }

  @Test func deinstallLeavesNoFolder() throws {
    try install("install").orFail()
    try install("deinstall").orFail()
    #expect(
      try world.sh("find /mnt/stage").output == "/mnt/stage\n/mnt/stage/usr\n/mnt/stage/usr/local\n"
    )
  }

  @Test func againIsTheSame() throws {
    try install("install").orFail()
    let first = try files()
    // A file of a version that had one more.
    try world.sh(
      "cd /mnt/stage/usr/local; echo libexec/jailer/old >>share/jailer/files; touch libexec/jailer/old"
    ).orFail()
    try install("install").orFail()
    #expect(try files() == first)
  }

  @Test func anothersFileIsNotReplaced() throws {
    try world.write("/mnt/stage/usr/local/libexec/jailer/list", "theirs")
    let run = try install("install")
    #expect(run.status == 1)
    #expect(run.error.contains("is there already and is not ours"))
    #expect(try files() == ["./libexec/jailer/list"])
    #expect(world.read("/mnt/stage/usr/local/libexec/jailer/list") == "theirs")
  }

  @Test func halfAnInstallIsFinishedOrTakenAway() throws {
    try world.sh("mkdir /mnt/half; cp \(World.products)/jailer /mnt/half").orFail()
    let half = [
      World.repository + "/contrib/make/install", "install", "/mnt/half", "/mnt/stage",
      "/usr/local",
    ]
    #expect(try world.run(half).status != 0)
    #expect(world.exists("/mnt/stage/usr/local/sbin/jailer"))
    try install("install").orFail()
    #expect(try world.run(half).status != 0)
    try install("deinstall").orFail()
    #expect(try files() == [])
  }

  @Test func aStrangeListIsRefused() throws {
    try install("install").orFail()
    try world.write("/mnt/stage/precious", "x")
    try world.sh("echo ../../precious >/mnt/stage/usr/local/share/jailer/files").orFail()
    #expect(try install("deinstall").status == 1)
    #expect(world.exists("/mnt/stage/precious"))
  }
}
