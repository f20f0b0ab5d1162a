import Foundation
import Testing

/// A mirror of releases and the web server for it (Tests/Tools/webserver.py, whose modes are told there).
extension World {
  public static let mirror = "/mnt/mirror"
  static let webLog = "/mnt/web.log"

  /// An initialised store, and a mirror with the release `12-busybox` of some 2 MB, served at 127.0.0.1:8080.
  public func withMirror() throws {
    try Requirement.python.orSkip()
    try initialise()
    try makeMirror()
  }

  /// The mirror without a store.
  public func makeMirror(_ version: String = "12-busybox") throws {
    try copy(Archive.busybox.get(), to: "/mnt/busybox.tar.gz")
    try sh(
      """
      set -e
      mkdir /mnt/base && tar -C /mnt/base -xzf /mnt/busybox.tar.gz
      head -c 1200000 /dev/urandom >/mnt/base/ballast
      tar -C /mnt/base -cf /mnt/base.tar .
      """
    ).orFail()
    try addRelease(version)
    try serve()
  }

  public func addRelease(_ version: String, of archive: String = "/mnt/base.tar") throws {
    let script = "\(Self.repository)/contrib/mirror/mirror"
    try sh("XZ_OPT=-0 sh \(script) \(archive) \(version) \(Self.mirror)").orFail()
  }

  /// - Parameter tls: the paths of a certificate and its key.
  public func serve(port: Int = 8080, tls: (String, String)? = nil) throws {
    let secure = tls.map { ["--tls", $0.0, $0.1] } ?? []
    let program = ["/usr/bin/python3", "\(Self.repository)/Tests/Tools/webserver.py", Self.mirror, Self.webLog]
    try run(program + ["--port", "\(port)"] + secure).orFail()
  }

  /// The folder of a release in the mirror.
  public func release(_ version: String) throws -> String {
    "\(Self.mirror)/releases/\(try sh("uname -m").line)/\(version)"
  }

  /// Sets `jailer_mirror` to the server in one of its modes.
  public func useMirror(_ mode: String) throws {
    let conf = "\(Self.root)/etc/jailer.conf"
    let kept = (read(conf) ?? "").split(separator: "\n").filter { !$0.hasPrefix("jailer_mirror=") }
    let url = mode.contains("://") ? mode : "http://127.0.0.1:8080/\(mode)"
    try write(conf, (kept + ["jailer_mirror=\"\(url)\"", ""]).joined(separator: "\n"))
  }

  /// What the server was asked for and answered.
  public struct Served: Sendable {
    public let path: String
    public let range: String
    public let status: Int
    /// Bytes of content.
    public let sent: Int
    public let hadCredentials: Bool
  }

  /// Of files whose names end so.
  public func served(_ suffix: String = "base.txz") -> [Served] {
    (read(Self.webLog) ?? "").split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 5, let status = Int(words[2]), let sent = Int(words[3]) else { return nil }
      return Served(path: words[0], range: words[1], status: status, sent: sent, hadCredentials: words[4] == "secret")
    }.filter { $0.path.hasSuffix(suffix) }
  }

  /// Bytes of a file; 0 where there is none.
  public func size(_ path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: outer(path))
    return (attributes?[.size] as? Int) ?? 0
  }

  /// Waits for a condition that another process brings about. False when it doesn't in `limit` seconds.
  public func until(limit: Double = 30, _ condition: () throws -> Bool) throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(limit)
    while try !condition() {
      if ContinuousClock.now > deadline { return false }
      usleep(5_000)
    }
    return true
  }
}
