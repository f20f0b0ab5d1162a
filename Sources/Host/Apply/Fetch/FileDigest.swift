import Facts
import Glibc
import Posix
import Wire

/// SHA-256 of a file, by the system's own program.
struct FileDigest {
  let watch: Watch
  let started: ([ProcessMark]) -> Void

  /// A program that prints the digest of its standard input first.
  /// - Throws: `unavailable`.
  static func command() throws(Fault) -> [String] {
    let known = [["sha256sum"], ["sha256", "-q"], ["openssl", "dgst", "-sha256", "-r"]]
    for words in known {
      if let program = Command.search(words[0], in: Tools.folders) { return [program] + words.dropFirst() }
    }
    throw Fault(.unavailable, "sha256sum is not installed", hint: "install it, or openssl")
  }

  /// - Returns: 64 lower-case hexadecimal digits; `nil` where there is no such file.
  func of(_ path: String) throws(StepError) -> String? {
    let command: [String]
    do throws(Fault) { command = try Self.command() } catch { throw .failed(error, untouched: true) }
    let processes: Processes
    let end: Watch.End
    do throws(PosixError) {
      guard try Files.lstat(path)?.kind == .file else { return nil }
      let file = try Files.open(path, O_RDONLY | O_NOFOLLOW)
      processes = try Processes([command], input: file.raw)
      started(processes.marks)
      end = try processes.wait(watch)
    } catch {
      throw .posix("the SHA-256 of \(Printable.clean(path)) can't be had", error)
    }
    guard end == .ready else { throw .interrupted }
    let digits = String((processes.said ?? "").prefix(64))
    if processes.failure == nil, Download.isDigest(digits) { return digits }
    throw .failed(
      Fault(.failed, "the SHA-256 of \(Printable.clean(path)) can't be had", cause: processes.said), untouched: true)
  }

  /// What a MANIFEST says of one of its files: tab separated, the file's name and its digest first.
  /// - Throws: `bad-data` where it says nothing of it.
  static func listed(_ member: String, in manifest: String) throws(StepError) -> String {
    let text: String
    do throws(PosixError) { text = try Files.text(manifest, follow: false) } catch {
      throw .posix("\(Printable.clean(manifest)) can't be read", error)
    }
    for line in text.split(whereSeparator: \.isNewline) {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count > 1, fields[0] == member else { continue }
      let digits = fields[1].lowercased()
      if Download.isDigest(digits) { return digits }
    }
    throw .failed(
      Fault(
        .badData, "\(Printable.clean(manifest)) has no digest of \(Printable.clean(member))",
        hint: "the mirror is not one of releases, or it is broken: choose another"), untouched: true)
  }
}
