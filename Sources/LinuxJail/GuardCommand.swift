import Platform
import Posix
import Wire

/// `jguard`: loads the rules that keep a jail to its own addresses, at the host's end of its epair, or takes them away.
enum GuardCommand {
  private static let usage = "usage: jguard INTERFACE ETHER [ADDRESS|dhcp|auto]...\n       jguard -d INTERFACE"

  static func run(_ arguments: [String]) throws -> Int32 {
    let flags = try Flags(arguments, letters: "d")
    var words = flags.operands
    guard let interface = words.first, flags.has("d") == (words.count == 1) else { throw JailError(usage) }
    if let fault = Name.faultOfInterface(interface) { throw JailError("\(interface): \(fault)") }
    if flags.has("d") {
      try load(EpairGuard.removal(interface).map { $0 + "\n" }.reduce("", +))
      return 0
    }
    words.removeFirst()
    guard let rules = EpairGuard(interface: interface, words: words) else { throw JailError(usage) }
    try load(rules.text)
    return 0
  }

  /// By nft(8), which takes all of it or nothing.
  /// - Parameter network: the host's network namespace, where the caller isn't in that.
  static func load(_ text: String, network: Descriptor.Box? = nil) throws(JailError) {
    guard let nft = Command.search("nft", in: Site.programs) else { throw JailError("nft is not installed") }
    var command = Command([nft, "-f", "-"], directory: "/")
    command.network = network?.fd
    let outcome: Command.Outcome
    do throws(PosixError) {
      outcome = try command.run(input: Array(text.utf8), keep: 4096, milliseconds: 10_000)
    } catch { throw JailError(error) }
    withExtendedLifetime(network) {}
    if !outcome.status.success { throw JailError("nft: \(String(decoding: outcome.error, as: UTF8.self))") }
  }
}
