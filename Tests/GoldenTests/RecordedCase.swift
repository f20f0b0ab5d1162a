import Foundation
import Platform
import TestSupport
import Testing
import Wire

/// One case of create-dry-run.json: what the original Jailer printed for `create -D` on one machine.
struct RecordedCase: GoldenCase {
  struct Facts: Decodable, Sendable {
    struct Own: Decodable, Sendable {
      var address: String
      /// IPv4's.
      var netmask: String?
    }
    var hostname: String
    var existingIds: [String: Int]
    var images: [String]
    var defaultImage, defaultNettype: String?
    var interfaces: [String: [Own]]
    var uuid, randomHex, dataset, mountpoint, hostRelease: String

    enum CodingKeys: String, CodingKey {
      case existingIds = "existing_ids"
      case defaultImage = "default_image"
      case defaultNettype = "default_nettype"
      case randomHex = "random_hex"
      case hostRelease = "host_release"
      case hostname, images, interfaces, uuid, dataset, mountpoint
    }
  }

  var name: String
  var argv: [String]
  var facts: Facts
  var stdout: String
  var status: Int
  var origin: String?

  static func all() throws -> [RecordedCase] { try Golden.cases(RecordedCase.self, in: "create-dry-run.json") }

  /// The machine that the original saw.
  var machine: FreeBSD {
    var freebsd = FreeBSD(facts.hostRelease, hostname: facts.hostname)
    let digits = facts.randomHex + "0000" + facts.uuid.replacing("-", with: "")
    freebsd.machine.host?.random = digits + String(repeating: "a", count: 64 - digits.count)
    let names = Array(facts.existingIds.keys)
    freebsd.machine.config = ConfigFact(
      store: StoreFact(
        kind: .zfs(dataset: facts.dataset, fuse: false), path: facts.mountpoint, entries: ["image"] + names),
      defaultImage: facts.defaultImage, defaultNetwork: facts.defaultNettype)
    freebsd.machine.jails = facts.existingIds.map { FreeBSD.jail($0.key, id: $0.value, image: nil) }
    if let place = argv.firstIndex(of: "-s"), place + 1 < argv.count {
      let parts = argv[place + 1].split(separator: "@").map(String.init)
      freebsd.machine.snapshots = [
        SnapshotFact(jail: parts[0], name: parts[1], time: 0, place: "\(facts.dataset)/\(argv[place + 1])")
      ]
    }
    freebsd.machine.images = facts.images.map { FreeBSD.image($0, dataset: facts.dataset, path: facts.mountpoint) }
    freebsd.machine.interfaces = facts.interfaces.map { name, own in
      InterfaceFact(
        name: name, kind: name.hasPrefix("bridge") ? "bridge" : "", isUp: true,
        addresses: own.compactMap { own in
          own.netmask.flatMap(Address.prefix).flatMap { Address("\(own.address)/\($0)") }
        })
    }
    return freebsd
  }

  /// What the words mean by the manifest of our `create`; `nil` where it refuses them.
  var arguments: JSON.Object? {
    var arguments: JSON.Object = [:]
    var words = argv.dropFirst(2).filter { $0 != "-D" }[...]
    while let word = words.popFirst() {
      guard word.hasPrefix("-") else {
        arguments["name"] = .string(word)
        continue
      }
      guard let option = Self.options.first(where: { $0.short == String(word.dropFirst()) }) else { return nil }
      guard option.type != nil else {
        arguments[option.name] = true
        continue
      }
      guard let value = words.popFirst(), option.choices?.contains(value) ?? true else { return nil }
      let text = JSON.string(value)
      arguments[option.name] = option.repeats == true ? .array((arguments[option.name]?.array ?? []) + [text]) : text
    }
    return arguments
  }

  private struct Option: Decodable {
    var name: String
    var short, type: String?
    var choices: [String]?
    var repeats: Bool?
  }

  private static let options: [Option] = {
    struct Command: Decodable { var options: [Option] }
    struct Manifest: Decodable { var commands: [Command] }
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Plugins/create/manifest.json")
    do { return try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: url)).commands[0].options } catch {
      Issue.record("create's manifest: \(error)")
      return []
    }
  }()
}
