import Glibc
import Platform
import Posix
import Wire

/// jailer: words in, an exit status out. Each verb goes one way: command line, discovery, facts, planner, policy,
/// then dry run or apply, and what there is to read.
public struct Host: Sendable {
  let context: Context

  public init(_ context: Context) { self.context = context }

  /// - Parameter arguments: without the program's name, as the system gave them.
  /// - Returns: the exit status.
  public func run(arguments: [[UInt8]]) -> Int32 {
    // A closed pipe is an error of write(2), not the end.
    signal(SIGPIPE, SIG_IGN)
    // For faults, until the command line is read.
    var globals = GlobalOptions()
    do throws(Fault) {
      var words = Words(try decode(arguments))
      globals.json = asksForJSON(words)
      var scanner = OptionScanner()
      while words.atOption, words.peek != "--" { try scanner.takeOption(from: &words) }
      if words.peek == "--" { _ = words.take() }
      return try run(words, scanner.globals, known: &globals)
    } catch {
      let console = console(globals)
      console.show(error)
      return console.status(Interruption.status(of: error))
    }
  }

  private func console(_ globals: GlobalOptions) -> Console {
    Console(globals: globals, output: context.output, error: context.error)
  }

  private func decode(_ arguments: [[UInt8]]) throws(Fault) -> [String] {
    var words: [String] = []
    for (index, bytes) in arguments.enumerated() {
      guard let word = String(validating: bytes, as: UTF8.self) else {
        throw Fault(
          .usage, "argument \(index + 1) is not UTF-8: \(Printable.quoted(String(decoding: bytes, as: UTF8.self)))")
      }
      words.append(word)
    }
    return words
  }

  /// Even a command line that can't be read is answered in the form that it asks for.
  private func asksForJSON(_ words: Words) -> Bool {
    for word in words.rest {
      if word == "--" { return false }
      if word == "-j" || word == "--json" { return true }
    }
    return false
  }

  /// - Parameter known: set to the command's options once its manifest has told what they are.
  private func run(_ start: Words, _ globals: GlobalOptions, known: inout GlobalOptions) throws(Fault) -> Int32 {
    var words = start
    guard let word = words.take() else { return try help(Words([]), globals) }
    let folder = try PluginFolder.beside(context.executable, user: context.user)
    let external = ExternalCommands(
      searchPath: context.variables["PATH"] ?? "", trust: Trust(user: context.user))
    switch try Resolver(folder: folder, external: external).resolve(word) {
    case .builtIn(let builtIn) where globals.help: return try help(Words([builtIn.rawValue]), globals)
    case .builtIn(.facts): return try facts(words, globals)
    case .builtIn(.help): return try help(words, globals)
    case .builtIn(.version): return try version(words, globals)
    case .builtIn(.recover): return try recover(words, globals)
    case .external(let program):
      guard globals.facts == nil else {
        throw Fault(
          .usage, "\(word) is no plugin: it reads this machine itself", hint: "leave out --facts", field: "facts")
      }
      try become(program, words, globals, folder)
    case .plugin(let plugin):
      switch try ArgumentParser(manifest: plugin.manifest).parse(words, globals: globals) {
      case .help(let path, let given): return try help(Words(path), given)
      case .run(let invocation):
        known = invocation.globals
        let console = console(known)
        let recorded = try recordedFacts(known)
        let paths = if let recorded { recorded.paths } else { try paths(known) }
        let run = PluginRun(
          context: context, folder: folder, plugin: plugin, invocation: invocation, console: console, paths: paths,
          recorded: recorded)
        return console.status(try run.run())
      }
    }
  }

  /// - Throws: `usage` where `--root` is not a folder.
  func paths(_ globals: GlobalOptions) throws(Fault) -> Paths {
    guard let given = globals.root ?? context.variables["JAILER_ROOT"].flatMap({ $0.isEmpty ? nil : $0 }) else {
      return Paths(root: "", system: context.system)
    }
    guard let real = try? Files.realPath(given), Files.status(of: real)?.kind == .directory else {
      throw Fault(.usage, "--root: \(Printable.quoted(given)) is not a folder", field: "root")
    }
    return Paths(root: real == "/" ? "" : real, system: context.system)
  }

  private func become(_ program: String, _ words: Words, _ globals: GlobalOptions, _ folder: PluginFolder) throws(Fault)
    -> Never
  {
    var command = Command([program] + words.rest, environment: context.variables)
    command.environment["JAILER"] = context.executable
    command.environment["JAILER_LIBEXEC"] = folder.path
    command.environment["JAILER_ROOT"] = try paths(globals).root
    do throws(PosixError) { try command.replaceProcess() } catch {
      throw Fault(.unavailable, "\(program) can't be run", cause: error.reason)
    }
  }
}
