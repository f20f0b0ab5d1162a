import Facts
import Platform
import Wire

/// `jailer facts [FACT…]`, and `--facts FILE` of every verb.
extension Host {
  /// What `--facts` names, or `nil` without it.
  func recordedFacts(_ globals: GlobalOptions) throws(Fault) -> RecordedFacts? {
    guard let file = globals.facts else { return nil }
    guard globals.root == nil else {
      throw Fault(
        .usage, "--facts and --root exclude each other", cause: "the facts have a root of their own", field: "facts")
    }
    return try RecordedFacts(file: file, input: context.input)
  }

  /// Prints the facts, of this machine or of the file: as a table, or with `-j` as the document that `--facts` takes.
  func facts(_ start: Words, _ before: GlobalOptions) throws(Fault) -> Int32 {
    var words = start
    var scanner = OptionScanner(globals: before)
    var wanted: Set<Fact> = []
    while let word = words.peek {
      if words.atOption {
        try scanner.takeOption(from: &words)
      } else {
        wanted.insert(try known(word))
        _ = words.take()
      }
    }
    let globals = scanner.globals
    if globals.help { return try help(Words(["facts"]), globals) }
    let console = Console(globals: globals, output: context.output, error: context.error)
    let machine =
      if let recorded = try recordedFacts(globals) { try recorded.facts(wanted) } else { try read(wanted, globals) }
    if console.json { console.print(RecordedFacts.document(machine)) } else { console.show(FactsTable.view(machine)) }
    return console.status(0)
  }

  private func known(_ word: String) throws(Fault) -> Fact {
    let known = System.allCases.flatMap(FactsReader.known)
    if let fact = Fact(rawValue: word), known.contains(fact) { return fact }
    let names = Set(known.map(\.rawValue)).sorted()
    let near = Suggestion.nearest(to: word, in: names)
    throw Fault(
      .usage, "there is no fact \(Printable.quoted(word))",
      hint: Suggestion.hint(near) ?? "there are \(Suggestion.list(names))")
  }

  /// With `host` always: it says which system's the others are.
  /// - Parameter named: none: all, but for `overview` and `bases`, which are in `jails` and `images` already.
  private func read(_ named: Set<Fact>, _ globals: GlobalOptions) throws(Fault) -> Machine {
    let paths = try paths(globals)
    let known = Set(FactsReader.known(on: context.system))
    if let none = named.subtracting(known).map(\.rawValue).min() {
      throw Fault(.usage, "\(context.system.rawValue) has no fact \(none)", hint: "jailer help facts")
    }
    let wanted = named.isEmpty ? known.subtracting([.overview, .bases]) : named.union([.host])
    let claims = try Journals.claims(paths).map(\.text)
    var reader = FactsReader(paths: paths, tools: context.tools)
    reader.said = nil
    return try reader.machine(wanted, claims: claims)
  }
}

/// The facts at a glance.
enum FactsTable {
  static func view(_ machine: Machine) -> View {
    var rows: [JSON.Object] = []
    func add(_ fact: Fact, _ text: String?) {
      if let text { rows.append(["fact": .string(fact.rawValue), "what": .string(text)]) }
    }
    add(.host, machine.host.map { "\($0.hostname), \($0.paths.system.rawValue) \($0.release)" })
    add(.config, machine.config.map { $0.error ?? $0.store?.specification ?? "no store" })
    add(.jails, machine.jails.map(jails))
    add(.overview, machine.overview.map(jails))
    add(.confs, machine.confs.map { "\($0.count)" })
    add(.images, machine.images.map(images))
    add(.bases, machine.bases.map(images))
    add(.snapshots, machine.snapshots.map { list($0.map(\.text)) })
    add(.shells, machine.shells.map { "\($0.count)" })
    add(.boot, machine.boot.map { $0.error ?? ($0.isPatched ? "rc.d/jail is patched" : "rc.d/jail is the system's") })
    add(.interfaces, machine.interfaces.map { list($0.map(\.name)) })
    if !machine.claims.isEmpty { rows.append(["fact": "claims", "what": .string(list(machine.claims))]) }
    return View(.table(columns: [.init("fact", "FACT"), .init("what", "WHAT")], rows: rows))
  }

  private static func jails(_ jails: [JailFact]) -> String {
    "\(jails.count), of which \(jails.count { $0.isRunning }) run"
  }

  private static func images(_ images: [ImageFact]) -> String { list(images.map(\.name)) }

  /// The first few, and how many there are.
  private static func list(_ names: [String]) -> String {
    names.count <= 6 ? names.joined(separator: " ") : "\(names.count): \(names.prefix(5).joined(separator: " ")) ..."
  }
}
