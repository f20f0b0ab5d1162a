import Glibc
import Posix
import Wire

/// Looks, before the first step runs, for all that would make a later one fail.
struct Preflight {
  private let context: ApplyContext
  /// What earlier steps take away, and so may be there now.
  private var gone: Set<Thing> = []
  /// Paths that earlier steps prove absent, and so may make.
  private var made: [String] = []
  private var folders: [String] = []
  /// Whether an earlier step may have made anything: only the host's own files and folders are known.
  private var isOpen = false

  init(_ context: ApplyContext) { self.context = context }

  consuming func check(_ steps: [Step]) throws(Fault) {
    var check = self
    for step in steps { try check.step(step) }
  }

  private mutating func step(_ step: Step) throws(Fault) {
    if let lock = step.lock, !Name.isVerb(lock) { throw wrong(step, "has a lock that is no name") }
    try absence(step)
    made += step.absent.filter { $0.kind == .path }.map(\.value)
    try programs(step.action, step)
    if case .action(let undo) = step.undo {
      try programs(undo, step)
      if case .remove(let path, _) = undo, !isMade(path) {
        throw wrong(
          step, "would undo by removing \(Printable.clean(path)), which no step proves absent")
      }
    }
    try sources(step)
    note(step)
  }

  private func wrong(_ step: Step, _ reason: String) -> Fault {
    Fault(
      .protocolFault, "the plan can't be carried out",
      cause: "step \(Printable.quoted(step.id)) \(reason)")
  }

  private func isMade(_ path: String) -> Bool {
    made.contains { path == $0 || path.hasPrefix($0 + "/") }
  }

  private func absence(_ step: Step) throws(Fault) {
    for thing in step.absent {
      // zfs(8) is asked once, when the step begins, unless programs have run before it.
      if !isOpen, [.dataset, .snapshot].contains(thing.kind) { continue }
      let isGone = gone.contains {
        $0 == thing
          || $0.kind == .path && thing.kind == .path && thing.value.hasPrefix($0.value + "/")
      }
      if isGone { continue }
      if try context.probe.exists(thing) {
        throw Fault(.exists, "\(thing.described) exists already")
      }
    }
  }

  private func programs(_ action: Action, _ step: Step) throws(Fault) {
    let parts: [[String]] =
      switch action {
      case .run(let argv): [argv]
      case .pipe(let parts): parts
      default: []
      }
    for program in parts.compactMap(\.first) where !isMade(program) {
      guard Command.search(program, in: []) == nil else { continue }
      let there = Files.exists(program)
      throw Fault(
        .unavailable,
        "\(Printable.clean(program)) \(there ? "can't be executed" : "is not installed")")
    }
  }

  private func sources(_ step: Step) throws(Fault) {
    switch step.action {
    case .copy(let from, let to, _, _):
      try source(from)
      try folder(of: to)
    case .write(let path, _, _, _): try folder(of: path)
    case .rename(let from, let to):
      try source(from)
      try folder(of: to)
    case .unpack(let archive, _) where archive == "-" || !isOpen && !isMade(archive):
      try Unpack.check(archive, context)
    case .fetch(let download):
      _ = try Fetch.client()
      if download.digest != .none { _ = try FileDigest.command() }
      try folder(of: download.to)
    case .invoke: throw wrong(step, "was not expanded")
    default: break
    }
  }

  private func source(_ path: String) throws(Fault) {
    guard !isOpen, !isMade(path), !Files.exists(path) else { return }
    throw Fault(.notFound, "\(Printable.clean(path)) is not there")
  }

  private func folder(of path: String) throws(Fault) {
    let folder = Files.split(path).directory
    // A folder is made with all that are missing above it.
    let isAbove = folders.contains { $0.hasPrefix(folder + "/") }
    guard !isOpen, !isAbove, !isMade(folder), !Files.exists(folder) else { return }
    throw Fault(.notFound, "the folder \(Printable.clean(folder)) is not there")
  }

  private mutating func note(_ step: Step) {
    gone.formUnion(step.gone)
    gone.subtract(step.absent)
    switch step.action {
    case .write(let path, _, _, _), .copy(_, let path, _, _): made.append(path)
    case .fetch(let download): made.append(download.to)
    case .directory(let path, _, _):
      made.append(path)
      folders.append(path)
    case .rename(let from, let to):
      gone.insert(Thing(.path, from))
      made.append(to)
    case .remove(let path, _): gone.insert(Thing(.path, path))
    case .wait(let things, _): gone.formUnion(things)
    case .run, .pipe, .unpack, .invoke: isOpen = true
    }
  }
}
