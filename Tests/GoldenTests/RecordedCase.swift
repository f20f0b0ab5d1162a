import Foundation
import Platform
import Testing
import Wire

/// One case of create-dry-run.json: what the original Jailer printed for `create -D` on one machine.
struct RecordedCase: Decodable, CustomTestStringConvertible, Sendable {
  struct Facts: Decodable, Sendable {
    struct Own: Decodable, Sendable { var address, netmask: String }
    var hostname: String
    var existing_ids: [String: Int]
    var images: [String]
    var default_image, default_nettype: String?
    var interfaces: [String: [Own]]
    var uuid, random_hex, dataset, mountpoint, host_release: String
  }

  var name: String
  var argv: [String]
  var facts: Facts
  var stdout: String
  var status: Int
  var testDescription: String { name }

  static let all: [RecordedCase] = {
    struct File: Decodable { var cases: [RecordedCase] }
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("create-dry-run.json")
    do { return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases } catch {
      Issue.record("create-dry-run.json: \(error)")
      return []
    }
  }()

  /// The machine that the original saw.
  var machine: FreeBSD {
    var freebsd = FreeBSD(facts.host_release, hostname: facts.hostname)
    let digits = facts.random_hex + "0000" + facts.uuid.replacing("-", with: "")
    freebsd.machine.host?.random = digits + String(repeating: "a", count: 64 - digits.count)
    let names = Array(facts.existing_ids.keys)
    freebsd.machine.config = ConfigFact(
      store: StoreFact(
        kind: .zfs(dataset: facts.dataset, fuse: false), path: facts.mountpoint, entries: ["image"] + names),
      defaultImage: facts.default_image, defaultNetwork: facts.default_nettype)
    freebsd.machine.jails = facts.existing_ids.map { FreeBSD.jail($0.key, id: $0.value, image: nil) }
    freebsd.machine.images = facts.images.map { FreeBSD.image($0, dataset: facts.dataset, path: facts.mountpoint) }
    freebsd.machine.interfaces = facts.interfaces.map { name, own in
      InterfaceFact(
        name: name, kind: name.hasPrefix("bridge") ? "bridge" : "", isUp: true,
        addresses: own.compactMap { own in
          Address.prefix(ofMask: own.netmask).flatMap { Address("\(own.address)/\($0)") }
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
      arguments[option.name] = .string(value)
    }
    return arguments
  }

  private struct Option: Decodable {
    var name: String
    var short, type: String?
    var choices: [String]?
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
