import Glibc
import Posix
import Testing

/// A scratch root with a jail's files from busybox, in which scripts run with the real commands, each in mount and
/// network namespaces of its own with an empty /run.
struct World {
  let root: String
  let programs: String

  static var reason: String? {
    if getuid() != 0 { return "needs root" }
    for program in ["/bin/busybox", "/usr/bin/catatonit", "/usr/bin/unshare"]
    where !Files.exists(program) {
      return "\(program) is missing"
    }
    if Command.search("crun", in: ["/usr/bin"]) == nil
      && Command.search("runc", in: ["/usr/bin", "/usr/sbin"]) == nil
    {
      return "no container runtime"
    }
    return nil
  }

  /// Makes one for `body` and removes it.
  static func with(_ body: (World) throws -> Void) throws {
    let root = "/tmp/jailer-linuxjail-\(try Random.text(10))"
    defer { try? Tree.remove(root) }
    try body(World(root: root))
  }

  private init(root: String) throws {
    self.root = root
    programs = "\(root)/sbin"
    for folder in ["bin", "dev", "proc", "sys", "tmp", "etc", "mnt", "root"] {
      try Files.makeDirectories("\(root)/j/\(folder)")
    }
    for folder in ["sbin", "etc", "log"] { try Files.makeDirectories("\(root)/\(folder)") }
    let jail = try Beneath("\(root)/j")
    try jail.copy("/bin/busybox", to: "bin/busybox", mode: 0o4755)
    for name in Self.applets { try Files.symlink("busybox", at: "\(root)/j/bin/\(name)") }
    try Files.write(
      "root:x:0:0:root:/root:/bin/sh\nweb:x:80:81::/tmp:/bin/sh\n", to: "\(root)/j/etc/passwd")
    try Files.write("root:x:0:\nweb:x:81:\nextra:x:90:web\n", to: "\(root)/j/etc/group")
    let binary = try Self.binary()
    for name in ["jail", "jls", "jexec", "jdhcp", "jguard"] { try Files.symlink(binary, at: "\(programs)/\(name)") }
  }

  private static let applets = [
    "sh", "sleep", "true", "false", "echo", "cat", "ls", "id", "hostname", "ps", "ip", "mount",
    "umount", "grep", "kill",
    "ping", "touch", "mknod", "unshare", "chattr", "stty", "env", "pwd", "head", "dd", "readlink",
    "chroot", "su", "nc",
    "dmesg", "seq", "wc", "tty",
  ]

  /// Beside the test bundle.
  private static func binary() throws -> String {
    let here = try Files.readLink("/proc/self/exe")
    let candidates =
      [Files.split(here).directory] + CommandLine.arguments.map { Files.split($0).directory }
    let package = #filePath.components(dropping: 3) + "/.build/debug"
    for folder in candidates + [package] where Files.exists("\(folder)/linux-jail") {
      return "\(folder)/linux-jail"
    }
    throw PosixError("find", "linux-jail", errno: ENOENT)
  }

  /// Writes R/etc/jail.conf. In it `%R` is R, `%J` the jail's files, `%S` the folder of jail, jls and jexec.
  func configure(_ text: String) throws {
    var text = text
    for (mark, path) in [("%J", "\(root)/j"), ("%R", root), ("%S", programs)] {
      text = text.split(separator: mark, omittingEmptySubsequences: false).joined(separator: path)
    }
    try Files.write(text, to: "\(root)/etc/jail.conf")
  }

  struct Outcome {
    let output: String
    let error: String
    let status: Int32
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// Runs a script of sh with functions jail, jls and jexec; $R is the scratch root, $J the jail's files.
  func run(_ script: String, seconds: Int64 = 60) throws -> Outcome {
    let start = """
      mount -t tmpfs run /run
      trap "$SBIN/jail --root \(root) -qR '*' >/dev/null 2>&1" EXIT
      R=\(root); J=\(root)/j
      jail() { \(programs)/jail --root $R "$@"; }
      jls() { \(programs)/jls --root $R "$@"; }
      jexec() { \(programs)/jexec --root $R "$@"; }

      """
    var command = Command(
      ["/usr/bin/unshare", "-m", "-n", "/bin/sh", "-c", start + script],
      environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TERM": "vt100", "SBIN": programs])
    command.group = .own
    let outcome = try command.run(milliseconds: seconds * 1000)
    #expect(!outcome.timedOut, "took too long")
    return Outcome(
      output: String(decoding: outcome.output, as: UTF8.self),
      error: String(decoding: outcome.error, as: UTF8.self),
      status: outcome.status.shellCode)
  }
}

extension String {
  fileprivate func components(dropping count: Int) -> String {
    var text = Substring(self)
    for _ in 0..<count { text = text[..<(text.lastIndex(of: "/") ?? text.startIndex)] }
    return String(text)
  }
}
