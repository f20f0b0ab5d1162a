import Glibc
import Posix
import Wire

/// Standard output and standard error. All that a user reads goes through here.
final class Console {
  /// The exit status where everything went well but the result could not be written: sysexits(3)'s EX_IOERR.
  static let unwritable: Int32 = 74

  let globals: GlobalOptions
  let output: Int32
  let error: Int32
  /// The first write to standard output that failed; after it nothing more is tried.
  private(set) var failure: PosixError?

  init(globals: GlobalOptions, output: Int32 = 1, error: Int32 = 2) {
    self.globals = globals
    self.output = output
    self.error = error
  }

  var json: Bool { globals.json }

  /// Colours for what is written to standard output.
  func style(_ variables: [String: String]) -> Style {
    Style(mode: globals.color ?? .auto, isTerminal: Terminal.isTerminal(output), variables: variables)
  }

  func print(_ text: String) {
    guard failure == nil, !text.isEmpty else { return }
    do throws(PosixError) { try Descriptor.write(Array(text.utf8), to: output) } catch { failure = error }
  }

  /// Nobody is left to tell when standard error can't be written.
  func warn(_ text: String) { try? Descriptor.write(Array(text.utf8), to: error) }

  func print(_ json: JSON) { print(json.text(indented: true) + "\n") }

  func show(_ view: View) {
    if json { print(ViewJSON.document(view)) } else { print(ViewText.lines(view)) }
    warn(view)
  }

  /// What a view has for standard error.
  func warn(_ view: View) {
    for line in view.warnings { warn("jailer: \(Printable.clean(line))\n") }
  }

  /// The only place where a fault becomes text.
  func show(_ fault: Fault) {
    if json { print(["error": fault.json]) } else { warn(FaultText.lines(fault)) }
  }

  /// The exit status, given the one that the command itself has earned.
  func status(_ status: Int32) -> Int32 {
    guard let failure else { return status }
    // A reader that has seen enough (EPIPE, `| head`) needs no message.
    if failure.errno != EPIPE { warn("jailer: the output can't be written: \(failure.reason)\n") }
    return status == 0 ? Self.unwritable : status
  }
}
