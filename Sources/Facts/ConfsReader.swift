import Glibc
import JailConf
import Platform
import Posix
import Wire

/// The confs in jailer's folder.
struct ConfsReader: Sendable {
  /// The jails that have one, in order. A file whose name can't be a jail's is not one: editors leave such files.
  let names: [String]
  private let paths: Paths
  /// One for all confs: most include nothing.
  private let include: @Sendable (String, _ from: String) throws(ConfError) -> [Source]
  /// `nil` where there is none.
  private let folder: Folder?

  /// - Parameter library: as `Tools.library`.
  init(_ paths: Paths, library: String? = nil) throws(Fault) {
    self.paths = paths
    let includes = ConfIncludes(paths: paths, library: library)
    include = { (path, _) throws(ConfError) in try includes.read(path) }
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

  /// What the conf says; `nil` where it has gone since the names were listed.
  func jail(named name: String) -> JailFact? {
    var fact = JailFact(name: name, state: .stopped)
    fact.conf = paths.conf(of: name)
    do {
      let document = try JailConf.parse(try bytes(name), file: file(name), include: include)
      guard let jail = document.jail(named: name) else { return broken(fact, absence(document, name)) }
      if let problem = jail.problems(in: file(name)).first { return broken(fact, problem) }
      describe(jail, in: &fact)
    } catch let error as PosixError {
      return error.errno == ENOENT ? nil : broken(fact, why(error, name))
    } catch {
      return broken(fact, (error as? ConfError)?.located ?? "\(error)")
    }
    return fact
  }

  /// Only whether the conf is broken. Of a jail that doesn't run `JailFact.overview` has no more.
  func overview(of name: String) -> JailFact? {
    let fact = JailFact(name: name, state: .stopped)
    do {
      switch try JailConf.verdict(on: name, in: try bytes(name), file: file(name), include: include) {
      case .usable: return fact
      // Why is a longer story.
      case .absent: return jail(named: name)
      case .refused(let problem): return broken(fact, problem)
      }
    } catch let error as PosixError {
      return error.errno == ENOENT ? nil : broken(fact, why(error, name))
    } catch {
      return broken(fact, (error as? ConfError)?.located ?? "\(error)")
    }
  }

  private func file(_ name: String) -> String { "\(name).conf" }

  /// Links are not followed: one would let its target be taken for the jail's definition.
  private func bytes(_ name: String) throws(PosixError) -> [UInt8] {
    guard let bytes = try folder?.read(file(name), limit: JailsReader.limit, follow: false) else { return [] }
    return bytes
  }

  private func why(_ error: PosixError, _ name: String) -> String {
    switch error.errno {
    case ELOOP: "\(file(name)): it is a symbolic link, and those are not followed"
    case EFBIG: "\(file(name)): it is longer than \(JailsReader.limit >> 20) MiB"
    case EISDIR: "\(file(name)): it is a folder"
    // A FIFO or a device, and a socket.
    case EINVAL, ENXIO: "\(file(name)): it is no regular file"
    default: "\(file(name)): \(error.reason)"
    }
  }

  /// FreeBSD's parser takes a byte that is not ASCII, outside of quotes, for the end of the file.
  private func absence(_ document: Document, _ name: String) -> String {
    guard let end = document.earlyEnds.first else { return "\(file(name)): it defines no jail \(name)" }
    return "\(end.file) line \(end.line): it ends here for jail(8), for the byte is not ASCII"
  }

  private func broken(_ fact: JailFact, _ why: String) -> JailFact {
    var fact = fact
    fact.state = .broken
    fact.error = Printable.clean(why)
    return fact
  }

  private func describe(_ jail: Jail, in fact: inout JailFact) {
    let gateways = ["jailer_gateway", "jailer_gateway6"].compactMap { jail.variable($0) }
    (fact.gateway, fact.gateway6) = (gateways.first, gateways.dropFirst().first)
    fact.addresses = addresses(of: jail)
    fact.dynamic = words(of: jail).filter(Self.isDynamic)
    fact.ether = ether(of: jail)
    fact.isGuarded = (jail.list("exec.created") ?? []).contains { $0.contains("jguard ") }
    fact.path = jail.string("path")
    fact.hostname = jail.string("host.hostname")
    // The original Jailer's files have $id and $bridge.
    fact.id = (jail.variable("jailer_id") ?? jail.variable("id")).flatMap { Int($0) }
    fact.bridge = jail.variable("bridge").flatMap { $0.isEmpty ? nil : $0 }
    fact.vlan = jail.variable("jailer_vlan").flatMap { Int($0) }
    fact.image = jail.variable("jailer_image")
    fact.root = jail.variable("jailer_root")
    fact.origin = jail.variable("jailer_origin")
    fact.depends = jail.list("depend") ?? []
    fact.nat = jail.variables("jailer_nat")
    fact.rdr = jail.variables("jailer_rdr")
    if let path = fact.path, fact.root?.hasPrefix("overlay:") == true {
      fact.lower = (jail.list("mount") ?? []).lazy.map { Overlay.lower(of: $0, on: path) }.first { !$0.isEmpty } ?? []
    }
    let log = "\(paths.logs)/\(fact.name).log"
    if Files.exists(log) { fact.log = log }
    fact.network = jail.variable("jailer_type") ?? network(of: jail)
    if paths.system == .freeBSD, jail.flag("mount.devfs") == true {
      fact.ruleset = jail.integer("devfs_ruleset") ?? DevfsRules.jail
    }
  }

  /// The one in FreeBSD's own block, from which jailer takes them, in the commands that make its interface.
  private func ether(of jail: Jail) -> String? {
    let commands = ["exec.created", "exec.prestart"].flatMap { jail.list($0) ?? [] }
    let words = commands.lazy.flatMap { $0.lowercased().split(separator: " ") }
    return words.first { $0.utf8.count == 17 && $0.hasPrefix("58:9c:fc:") }.map(String.init)
  }

  private func words(of jail: Jail) -> [String] {
    ["jailer_address", "jailer_address6"].compactMap { jail.variable($0) }
  }

  private static func isDynamic(_ word: String) -> Bool { JailNetwork.Dynamic(rawValue: word) != nil }

  /// Those that jailer gave it, and those of parameters, which users write too.
  private func addresses(of jail: Jail) -> [String] {
    var addresses = words(of: jail).filter { !Self.isDynamic($0) }
    for text in ["ip4.addr", "ip6.addr"].flatMap({ jail.values($0) ?? [] }).flatMap(elements) {
      guard let bytes = Address(text)?.bytes, addresses.contains(where: { Address($0)?.bytes == bytes }) else {
        addresses.append(text)
        continue
      }
    }
    return addresses
  }

  /// One value may hold several; they are without the interfaces that carry them.
  private func elements(_ value: Value) -> [String] {
    value.bytes.split(separator: UInt8(ascii: ",")).compactMap { element in
      let address = JailAddress(Array(element))
      let text = Value(address.address + (address.mask.map { [UInt8(ascii: "/")] + $0 } ?? [])).text
      // A netmask in the old form is no prefix length.
      return text.flatMap { Address($0) == nil ? Value(address.address).text : $0 }
    }
  }

  private func network(of jail: Jail) -> String? {
    if let vnet = jail.parameter("vnet"), vnet.values.last.map({ $0.text == "new" || $0.text == "1" }) ?? true {
      return "eb"
    }
    if jail.string("ip4") == "inherit" { return "inherit" }
    return jail.values("ip4.addr") == nil ? nil : "new"
  }
}
