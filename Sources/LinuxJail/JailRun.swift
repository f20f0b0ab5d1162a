import JailConf
import Posix

/// One call of jail(8): the jails that were meant, one after the other. A failure of one doesn't stop the others.
struct JailRun {
  let site: Site
  let flags: Flags
  var document: Document?
  var operands: [String] = []

  private var quiet: Bool { flags.has("q") }
  private var verbose: Bool { flags.has("v") }
  private var store: StateStore { StateStore(site: site) }

  init(site: Site, flags: Flags, document: Document?) {
    self.site = site
    self.flags = flags
    self.document = document
  }

  func create() -> Int32 {
    var status: Int32 = 0
    var done: Set<String> = []
    for name in wanted() {
      do { try create(name, &done, []) } catch { status = report(error) }
    }
    return status
  }

  private func create(_ name: String, _ done: inout Set<String>, _ above: [String])
    throws(JailError)
  {
    if done.contains(name) { return }
    if above.contains(name) { throw JailError(jail: name, "dependency loop") }
    guard let jail = document?.jail(named: name) else {
      throw JailError(
        above.isEmpty
          ? "\"\(name)\" not found" : "\(above[0]): depends on undefined jail \"\(name)\"")
    }
    let settings = try Settings(jail)
    for needed in settings.depends {
      if try store.find(needed) == nil { try create(needed, &done, [name] + above) }
    }
    let creation = Creation(
      site: site, settings: settings, configuration: flags.value("f"), verbose: verbose)
    let jid = try creation.run()
    done.insert(name)
    if flags.has("i") {
      Console.write("\(jid)\n")
    } else if !quiet {
      Console.write("\(name): created\n")
    }
  }

  /// Those that depend on a jail go before it.
  func remove(thenCreating: Bool) -> Int32 {
    var status: Int32 = 0
    var done: Set<String> = []
    let all = operands.isEmpty || operands == ["*"]
    var names = all ? Array(allRunning().reversed()) : wanted()
    if thenCreating { names = names.filter { isRunning($0) } }
    for name in names {
      for next in dependents(of: name) + [name] where done.insert(next).inserted {
        do throws(JailError) { try remove(next) } catch {
          status = 1
          // -q says nothing of a jail that doesn't run, but the status does.
          if !(quiet && error.message.hasSuffix("not found")) { Console.error("jail", error) }
          // What it needs stays with it.
          if next != name { break }
        }
      }
    }
    return status
  }

  private func remove(_ name: String) throws(JailError) {
    let real = ((try? store.find(name)) ?? nil)?.name ?? name
    if let fault = JailNames.fault(real) { throw JailError(jail: real, fault) }
    let settings: Settings? =
      try flags.has("R")
      ? nil : document?.jail(named: real).map { (jail) throws(JailError) in try Settings(jail) }
    let failures = try Removal(site: site, name: real, settings: settings, verbose: verbose).run()
    for failure in failures { Console.error("jail", JailError(failure)) }
    if !quiet && (verbose || operands.count != 1 || operands == ["*"]) {
      Console.write("\(real): removed\n")
    }
    if !failures.isEmpty { throw .reported }
  }

  private func wanted() -> [String] {
    let configured = document?.jails.map { $0.name.description } ?? []
    if operands.isEmpty || operands == ["*"] { return configured }
    return operands
  }

  private func allRunning() -> [String] {
    let running = store.running().map(\.name)
    // Without names, those of the configuration; with '*', all.
    if operands == ["*"] { return running }
    return document?.jails.map { $0.name.description }.filter { running.contains($0) } ?? []
  }

  private func isRunning(_ name: String) -> Bool { ((try? store.find(name)) ?? nil) != nil }

  private func dependents(of name: String, _ seen: Set<String> = []) -> [String] {
    var found: [String] = []
    for jail in document?.jails ?? [] {
      let other = jail.name.description
      guard !seen.contains(other), other != name, (jail.list("depend") ?? []).contains(name),
        isRunning(other)
      else { continue }
      found += dependents(of: other, seen.union([name])) + [other]
    }
    return found
  }

  private func report(_ error: any Error) -> Int32 {
    Console.error("jail", error)
    return 1
  }
}
