import Posix
import Wire

/// The five commands, by the name they are called under.
public enum LinuxJail {
  /// Runs `arguments` (with the program's name first) and gives the exit status.
  public static func main(_ arguments: [String]) -> Int32 {
    var rest = arguments[...]
    let program = rest.popFirst() ?? ""
    let name = Files.split(program).name
    let command = name == "linux-jail" ? rest.popFirst() ?? "" : name
    do {
      switch command {
      case "jail": return try JailCommand.run(Array(rest))
      case "jls": return try JlsCommand.run(Array(rest))
      case "jexec": return try JexecCommand.run(Array(rest))
      case "jdhcp": return try DHCPCommand.run(Array(rest), program: program)
      case "jguard": return try GuardCommand.run(Array(rest))
      default: throw JailError("usage: linux-jail jail|jls|jexec|jdhcp|jguard ...")
      }
    } catch {
      Console.error(command.isEmpty ? "linux-jail" : command, error)
      return 1
    }
  }
}

/// A failure as its one line of text, without the command's name.
struct JailError: FromPosixError, Equatable {
  let message: String

  init(_ message: String) { self.message = message }

  init(_ error: PosixError) { message = error.description }

  init(jail name: String, _ message: String) { self.message = "\(name): \(message)" }

  /// Some errors were reported where they happened.
  static let reported = JailError("")
}

/// The process's own output.
enum Console {
  static func error(_ command: String, _ error: any Error) {
    let text: String
    switch error {
    case let error as JailError: text = error.message
    case let error as PosixError: text = error.description
    default: text = "\(error)"
    }
    if !text.isEmpty { write("\(command): \(Printable.clean(text, lines: true))\n", to: 2) }
  }

  static func write(_ text: String, to fd: Int32 = 1) {
    // A closed pipe is the reader's business.
    try? Descriptor.write(Array(text.utf8), to: fd)
  }
}

/// Turns a system error into one that names the jail.
func naming<T: ~Copyable>(_ jail: String, _ body: () throws(PosixError) -> T) throws(JailError) -> T {
  do throws(PosixError) { return try body() } catch {
    throw JailError(jail: jail, error.description)
  }
}
