import Facts
import Glibc
import Platform
import Posix
import Wire

/// Unpacks a tar archive, compressed or not, into an empty folder. The system's tar(1) writes the files: it is given only
/// what `TarCheck` has let through.
struct Unpack {
  let archive: String
  let into: String
  let context: ApplyContext
  let watch: Watch
  let started: ([ProcessMark]) -> Void
  let bytes: (Int, Int?) -> Void

  static func shown(_ archive: String) -> String {
    archive == "-" ? "the archive on standard input" : "the archive \(Printable.clean(archive))"
  }

  /// What can be known before anything is unpacked.
  /// - Throws: `not-found`, `bad-data`, `unavailable`, `usage`.
  static func check(_ archive: String, _ context: ApplyContext) throws(Fault) {
    guard tar(context.paths.system, "/") != nil else {
      throw Fault(.unavailable, "tar is not installed")
    }
    if archive == "-" {
      guard !Terminal.isTerminal(context.input) else {
        throw Fault(.usage, "no archive on standard input", hint: "jailer ... - < ARCHIVE")
      }
      return
    }
    do throws(PosixError) {
      guard let status = try Files.stat(archive) else {
        throw PosixError("open", archive, errno: ENOENT)
      }
      guard status.kind != .directory else { throw PosixError("read", archive, errno: EISDIR) }
      guard status.kind == .file else { return }
      guard status.size > 0 else { throw PosixError("read", archive, errno: ENODATA) }
      let file = try Files.open(archive, O_RDONLY)
      try requireProgram(Compression(front: try front(file.raw)))
    } catch {
      switch error.errno {
      case ENOENT: throw Fault(.notFound, "there is no archive \(Printable.clean(archive))")
      case ENODATA: throw Fault(.badData, "\(shown(archive)) is empty")
      case EISDIR: throw Fault(.badData, "\(Printable.clean(archive)) is a folder, not an archive")
      case ENOEXEC:
        throw Fault(
          .unavailable, "\(shown(archive)) needs \(error.path ?? ""), which is not installed")
      default: throw Fault(.failed, "\(shown(archive)) can't be read", error)
      }
    }
  }

  private static func requireProgram(_ compression: Compression?) throws(PosixError) {
    guard let compression, compression.command == nil else { return }
    throw PosixError("exec", compression.rawValue, errno: ENOEXEC)
  }

  /// The next bytes of a file, which stay to be read.
  static func front(_ fd: Int32) throws(PosixError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Compression.front)
    let count = pread(fd, &bytes, bytes.count, lseek(fd, 0, SEEK_CUR))
    if count < 0 { throw PosixError("read", errno: errno) }
    return Array(bytes[..<count])
  }

  /// The command that unpacks standard input into a folder, with owners by number, modes, extended attributes and ACLs.
  static func tar(_ system: System, _ folder: String) -> [String]? {
    guard let program = Command.search("tar", in: Tools.folders) else { return nil }
    let keeping =
      switch system {
      case .linux: ["--same-owner", "--xattrs", "--xattrs-include=*", "--acls"]
      // Theirs keeps all of it with -p.
      case .freeBSD: ["--same-owner"]
      }
    return [program, "-x", "-p", "--numeric-owner"] + keeping + ["-f", "-", "-C", folder]
  }
}
