/// Real traffic between jails, the host and the machine outside (Tests/Tools/echo.py).
extension World {
  private static let echo = ["/usr/bin/python3", "\(repository)/Tests/Tools/echo.py"]

  /// A world without a bridge, with an initialised store, the image busybox, and `ext0` in both families.
  public static func withOutside(bridge addresses: [String] = ["10.0.0.1/24", "fd00:10::1/64"]) throws -> World {
    try Requirement.python.orSkip()
    try Requirement.program("nft").orSkip()
    let world = try World(bridge: false, outside: true)
    try world.sh(
      """
      set -e
      ip address add 2001:db8:64::2/64 dev ext0 nodad
      ip -n outside address add 2001:db8:64::1/64 dev eth0 nodad
      """
    ).orFail()
    try world.withBusybox()
    try world.jailer(["-y", "init", "bridge"] + addresses.flatMap { ["-a", $0] }).orFail()
    return world
  }

  private func inside(_ namespace: String?) -> [String] { namespace.map { ["ip", "netns", "exec", $0] } ?? [] }

  /// A server that answers with its name and whom it sees, on ports like `tcp:80`. It is there when this returns.
  /// - Parameter namespace: of a jail, or `outside`; without one it is the host's.
  public func serve(_ name: String, in namespace: String? = nil, _ ports: String...) throws {
    try run(inside(namespace) + Self.echo + ["serve", name] + ports).orFail()
  }

  /// Ends the servers of a namespace, which are no processes of the jail and would keep its network.
  public func endServers(in namespace: String) throws {
    try sh("for p in $(ip netns pids \(namespace)); do grep -q python /proc/$p/comm && kill $p; done; :").orFail()
  }

  /// What the server says: its name and whom it sees; `nil` where none answers in time.
  public func ask(
    _ transport: String, _ address: String, _ port: Int, from namespace: String? = nil, seconds: Double = 5
  ) throws -> String? {
    let words = ["ask", transport, address, "\(port)", "\(seconds)"]
    let run = try run(inside(namespace) + Self.echo + words)
    return run.succeeded ? run.line : nil
  }

  /// Whether nobody answers there.
  public func isClosed(_ transport: String, _ address: String, _ port: Int, from namespace: String? = nil) throws
    -> Bool
  {
    try ask(transport, address, port, from: namespace, seconds: 1) == nil
  }

  /// A jail of type eb with these addresses.
  public func addJail(_ name: String, _ addresses: String...) throws {
    try jailer(["create", "-c", "-t", "eb"] + addresses.flatMap { ["-a", $0] } + [name]).orFail()
  }
}
