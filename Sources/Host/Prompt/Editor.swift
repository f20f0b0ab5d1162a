import Glibc
import Posix
import Wire

/// Lets the user change a text in an editor of his choice.
struct Editor {
  let context: Context

  /// - Parameter name: the file's name, which tells the editor what kind of text it is.
  /// - Throws: `failed` where the editor ended badly; then nothing was changed.
  func edit(_ text: String, name: String) throws(Fault) -> String {
    let command = try command()
    let status: Status
    let edited: String
    do throws(PosixError) {
      let folder = "\(temporaryFolder)/jailer.\(try Random.text(16))"
      try Files.makeDirectory(folder, mode: 0o700)
      defer { try? Tree.remove(folder) }
      let file = "\(folder)/\(Name.isVerb(name) ? name : "text")"
      try Files.write(text, to: file, mode: 0o600)
      status = try run(command + [file])
      edited = try Files.text(file, follow: false)
    } catch {
      throw Fault(.failed, "the text was not edited", cause: error.description)
    }
    guard status.success else { throw Fault(.failed, "the text was not edited", cause: "\(command[0]) \(status)") }
    return edited
  }

  private var temporaryFolder: String {
    guard let folder = context.variables["TMPDIR"], folder.hasPrefix("/") else { return "/tmp" }
    return folder
  }

  /// $VISUAL, $EDITOR or vi, with its arguments.
  private func command() throws(Fault) -> [String] {
    let wanted = [context.variables["VISUAL"], context.variables["EDITOR"]].compactMap(\.self).first { !$0.isEmpty }
    let words = (wanted ?? "vi").split(separator: " ").map(String.init)
    let folders = (context.variables["PATH"] ?? "").split(separator: ":").map(String.init)
    guard let name = words.first, let program = Command.search(name, in: folders) else {
      throw Fault(
        .unavailable, "there is no editor \(Printable.quoted(wanted ?? "vi"))",
        hint: "set EDITOR to one that is installed")
    }
    return [program] + words.dropFirst()
  }

  /// The editor has the terminal: an interrupt typed there is its business alone.
  private func run(_ argv: [String]) throws(PosixError) -> Status {
    let interrupt = signal(SIGINT, SIG_IGN)
    let quit = signal(SIGQUIT, SIG_IGN)
    defer {
      signal(SIGINT, interrupt)
      signal(SIGQUIT, quit)
    }
    var command = Command(argv, environment: context.variables)
    command.input = .descriptor(context.input)
    command.output = .descriptor(Terminal.isTerminal(context.output) ? context.output : context.input)
    command.error = .descriptor(context.error)
    return try command.start().wait()
  }
}
