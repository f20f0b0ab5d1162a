import TestSupport
import Testing

extension FreeBSD {
  /// Where a packet went, and what it was then.
  struct Packet: Equatable, CustomStringConvertible {
    /// The interface that it left by; `nil`: it is for the host itself.
    var out: String?
    var from: String
    var to: String
    var port: Int

    var description: String { "out \(out ?? "-") from \(from) to \(to) port \(port)" }
  }

  /// Where a packet goes by the rules of nat and rdr that are in force, by addresses, routes and forwarding. Rules that
  /// filter are not looked at, and a packet that is answered needs none: pf keeps the state.
  ///
  ///     // From outside to port 8080 of the host: to the jail.
  ///     try freeBSD.packet(in: "vtnet0", from: "203.0.113.9", to: "192.168.64.2", port: 8080)
  ///     // From a jail to outside: with the host's address.
  ///     try freeBSD.packet(in: "bridge0", from: "10.0.0.10", to: "203.0.113.9", port: 53, "udp")
  ///
  /// - Parameter arriving: the interface where it comes in: of a jail of type eb its bridge. `nil`: the host itself,
  ///   or a jail with the host's network, sends it.
  /// - Returns: `nil` where the host drops it: it doesn't forward, or has no route.
  func packet(in arriving: String?, from: String, to: String, port: Int, _ transport: String = "tcp") throws -> Packet?
  {
    let program = "/usr/local/share/world/packet.py"
    let run = try run(["python3", "-IS", program, arriving ?? "-", transport, from, to, "\(port)"]).orFail()
    let words = run.output.split(whereSeparator: \.isWhitespace).map(String.init)
    if words == ["dropped"] { return nil }
    try #require(words.count == 4, "\(run)")
    return Packet(
      out: words[0] == "-" ? nil : words[0], from: words[1], to: words[2], port: try #require(Int(words[3])))
  }
}
