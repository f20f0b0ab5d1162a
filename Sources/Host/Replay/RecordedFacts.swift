import Facts
import Glibc
import Platform
import Posix
import Wire

/// Facts that `jailer facts -j` wrote, of this machine or of another one.
struct RecordedFacts {
  /// The edition of the format.
  static let edition = 1

  /// What messages call the file.
  let file: String
  let machine: Machine
  let paths: Paths
  /// What names a transaction: the same with each run.
  let identity: String
  private let tools: [String: String]

  /// - Parameters:
  ///   - file: `-` is standard input; a pipe is read to its end.
  ///   - input: the descriptor of standard input.
  /// - Throws: `bad-data` with the file and the member that is wrong, `not-found` or `failed` where it can't be read.
  init(file: String, input: Int32) throws(Fault) {
    let name = file == "-" ? "standard input" : Printable.clean(file)
    do {
      let machine = try Self.machine(of: try Self.bytes(of: file, input))
      guard let host = machine.host else { throw ShapeError(path: "facts.host", reason: "is missing") }
      self.machine = machine
      paths = host.paths
      tools = host.tools
      identity = String(host.random.prefix(24))
      self.file = name
    } catch let error as PosixError {
      throw Fault(
        error.errno == ENOENT ? .notFound : .failed, "the facts in \(name) can't be read",
        cause: error.errno == EFBIG ? "longer than \(Limits.recorded) bytes" : error.reason, field: "facts")
    } catch let error as JSONError {
      throw Self.refused(name, error.reason)
    } catch let error as ShapeError {
      throw Self.refused(name, error.text)
    } catch {
      throw Self.refused(name, "\(error)")
    }
  }

  /// The facts as a document.
  static func document(_ machine: Machine) -> JSON {
    ["recorded": .integer(edition), "jailer": .string(jailerVersion), "facts": .object(machine.json)]
  }

  private static func bytes(of file: String, _ input: Int32) throws(PosixError) -> [UInt8] {
    if file == "-" {
      let copy = dup(input)
      guard copy >= 0 else { throw PosixError("dup", errno: errno) }
      return try Descriptor(owning: copy).read(limit: Limits.recorded)
    }
    // No regular file is asked for: `<(ssh host jailer facts -j)` is a pipe.
    return try Files.open(file, O_RDONLY | O_NOCTTY).read(limit: Limits.recorded, path: file)
  }

  /// - Throws: `JSONError` or `ShapeError`.
  private static func machine(of bytes: [UInt8]) throws -> Machine {
    var document = try Fields(try JSON.read(bytes, limit: Limits.recorded), at: "")
    let found = try document.integer("recorded")
    guard found == edition else {
      throw document.error("recorded", "is edition \(found), this jailer reads edition \(edition)")
    }
    _ = try document.optionalString("jailer")
    let machine = try Machine(try document.required("facts", "an object", \.object), at: "facts")
    try RecordedNames.check(machine)
    return machine
  }

  private static func refused(_ file: String, _ why: String) -> Fault {
    Fault(.badData, "the facts in \(file) can't be used", cause: why, hint: "jailer facts -j > FILE", field: "facts")
  }
}

extension RecordedFacts {
  /// The program's path on the recorded machine, or `nil`.
  func tool(_ name: String) -> String? { tools[name] }

  /// The facts as `FactsReader.gather` would read them of the machine.
  /// - Parameters:
  ///   - claims: what transactions have claimed is asked for, too.
  ///   - confs: the jails whose confs are; `nil`: all.
  ///   - command: what needs the facts, for messages.
  /// - Throws: `bad-data` where one of them is not in the file.
  func gather(_ wanted: Set<Fact>, claims: Bool, confs: Set<String>? = nil, for command: String) throws(Fault)
    -> Machine
  {
    var facts = Machine()
    facts.claims = claims ? machine.claims : []
    facts.host = wanted.contains(.host) ? machine.host : nil
    facts.config = wanted.contains(.config) ? machine.config : nil
    // What is in the store is read with its images.
    if wanted.isDisjoint(with: [.images, .bases]) { facts.config?.store?.entries = nil }
    facts.jails = wanted.contains(.jails) ? machine.jails : nil
    facts.overview = wanted.contains(.overview) ? machine.overview ?? machine.jails?.map(\.overview) : nil
    let needed = confs.map(machine.following)
    facts.confs = wanted.contains(.confs) ? machine.confs?.filter { needed?.contains($0.key) != false } : nil
    facts.images = wanted.contains(.images) ? machine.images : nil
    facts.bases = wanted.contains(.bases) ? machine.bases ?? machine.images?.map(\.base) : nil
    facts.snapshots = wanted.contains(.snapshots) ? machine.snapshots : nil
    facts.rcConfs = wanted.contains(.snapshots) ? machine.rcConfs : nil
    facts.interfaces = wanted.contains(.interfaces) ? machine.interfaces : nil
    facts.shells = wanted.contains(.shells) ? machine.shells : nil
    facts.boot = wanted.contains(.boot) ? machine.boot : nil
    guard !wanted.contains(.remote) else {
      throw Fault(
        .badData, "\(file) lacks the fact remote, which \(command) needs",
        hint: "what a mirror has is never recorded: leave out --facts", field: "facts")
    }
    let found = facts.json
    let known = FactsReader.known(on: paths.system)
    for fact in known where wanted.contains(fact) && found[fact.rawValue] == nil {
      let needed = known.filter(wanted.contains).map(\.rawValue).joined(separator: " ")
      throw Fault(
        .badData, "\(file) lacks the fact \(fact.rawValue), which \(command) needs",
        hint: "jailer facts -j \(needed) > FILE", field: "facts")
    }
    return facts
  }

  /// Those that are named, `host` always; without a name all that the file has.
  func facts(_ named: Set<Fact>) throws(Fault) -> Machine {
    named.isEmpty ? machine : try gather(named.union([.host]), claims: true, for: "facts")
  }

  /// - Parameter command: what was to change something.
  func refusal(of command: String) -> Fault {
    Fault(
      .usage, "\(command) changes nothing by the facts in \(file): they are only planned against",
      hint: "add -D to see the plan, or leave out --facts", field: "facts")
  }
}
