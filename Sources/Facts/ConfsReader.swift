import JailConf
import Platform
import Posix
import Wire

/// The confs in jailer's folder.
struct ConfsReader: Sendable {
  /// The jails that have one, in order. A file whose name can't be a jail's is not one: editors leave such files.
  let names: [String]
  private let paths: Paths
  /// `nil` where there is none.
  private let folder: Folder?

  init(_ paths: Paths) throws(Fault) {
    self.paths = paths
    do {
      guard Files.exists(paths.conf) else {
        folder = nil
        names = []
        return
      }
      folder = try Folder(paths.conf)
      names = try Files.list(paths.conf).filter { $0.utf8.suffix(5).elementsEqual(".conf".utf8) }
        .map { String($0.dropLast(5)) }.filter { Name.faultOfJail($0) == nil }
    } catch {
      throw Fault(.failed, "the confs of the jails can't be listed", error)
    }
  }

  /// The text of each conf, or of those of `jails`, by the jail's name; what isn't UTF-8 is left out.
  func texts(of jails: Set<String>?) -> [String: String] {
    var texts: [String: String] = [:]
    for name in names where jails?.contains(name) ?? true {
      texts[name] = (try? bytes(name)).flatMap { String(validating: $0, as: UTF8.self) }
    }
    return texts
  }

  /// What the conf says.
  func jail(named name: String) -> JailFact {
    var fact = JailFact(name: name, state: .stopped)
    fact.conf = paths.conf(of: name)
    do {
      let document = try JailConf.parse(try bytes(name), file: file(name))
      guard let jail = document.jail(named: name) else { return absent(fact) }
      if let failure = jail.failures.first { return broken(fact, failure) }
      describe(jail, in: &fact)
    } catch {
      return broken(fact, "\(error)")
    }
    return fact
  }

  /// Only whether the conf is broken. Of a jail that doesn't run `JailFact.overview` has no more.
  func overview(of name: String) -> JailFact {
    let fact = JailFact(name: name, state: .stopped)
    do {
      switch try JailConf.verdict(on: name, in: try bytes(name), file: file(name)) {
      case .usable: return fact
      case .absent: return absent(fact)
      case .refused(let failure): return broken(fact, failure)
      }
    } catch {
      return broken(fact, "\(error)")
    }
  }

  private func file(_ name: String) -> String { "\(name).conf" }

  /// Links are not followed: one would let its target be taken for the jail's definition.
  private func bytes(_ name: String) throws(PosixError) -> [UInt8] {
    guard let bytes = try folder?.read(file(name), limit: JailsReader.limit, follow: false) else { return [] }
    return bytes
  }

  private func absent(_ fact: JailFact) -> JailFact { broken(fact, "it defines no jail \(fact.name)") }

  private func broken(_ fact: JailFact, _ why: String) -> JailFact {
    var fact = fact
    fact.state = .broken
    fact.error = Printable.clean(why)
    return fact
  }

  private func describe(_ jail: Jail, in fact: inout JailFact) {
    fact.gateway = jail.variable("jailer_gateway")
    if let address = jail.variable("jailer_address") { fact.addresses = [address] }
    fact.path = jail.string("path")
    fact.hostname = jail.string("host.hostname")
    // The original Jailer's files have $id and $bridge.
    fact.id = (jail.variable("jailer_id") ?? jail.variable("id")).flatMap { Int($0) }
    fact.bridge = jail.variable("bridge").flatMap { $0.isEmpty ? nil : $0 }
    fact.image = jail.variable("jailer_image")
    fact.root = jail.variable("jailer_root")
    fact.network = jail.variable("jailer_type") ?? network(of: jail)
  }

  private func network(of jail: Jail) -> String? {
    if let vnet = jail.parameter("vnet"), vnet.values.last.map({ $0.text == "new" || $0.text == "1" }) ?? true {
      return "eb"
    }
    if jail.string("ip4") == "inherit" { return "inherit" }
    return jail.values("ip4.addr") == nil ? nil : "new"
  }
}
