import Glibc
import Posix

/// The chains of nftables that jailer's confs load for the host's ends of a jail's epairs. Linux keeps a chain when
/// its interface goes; exec.poststop takes it away, and where that isn't run (a failed start, a crash, `jail -R`)
/// this does.
struct Guards {
  private let interfaces: [String]

  /// To be asked while the namespace is there: the interfaces go with it.
  init(of netns: String) {
    interfaces = (try? Self.outerEnds(netns)) ?? []
  }

  /// What isn't there needs no removal.
  func remove() {
    guard !interfaces.isEmpty, let nft = Command.search("nft", in: Site.programs) else { return }
    for name in interfaces {
      let chain = ["chain", "netdev", "jailer", name]
      var command = Command([nft, "flush"] + chain + [";", "delete"] + chain)
      command.output = .null
      command.error = .null
      _ = try? command.start().wait()
    }
  }

  /// Each end knows the number of the other, which says nothing alone: the other may be in a third namespace.
  private static func outerEnds(_ netns: String) throws(PosixError) -> [String] {
    let inner = try Network(namespace: netns).links().filter { $0.kind == "veth" }
    if inner.isEmpty { return [] }
    return try Network().links().filter { outer in
      outer.kind == "veth" && inner.contains { $0.parent == outer.index && $0.index == outer.parent }
    }.map(\.name)
  }
}
