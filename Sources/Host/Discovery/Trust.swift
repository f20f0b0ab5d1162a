import Glibc
import Posix
import Wire

/// Who may write a file decides whether it is run, above all by root.
struct Trust: Sendable {
  /// The effective user: besides root, the only one whose files are trusted.
  let user: UInt32

  /// Why the folder can't be trusted, or `nil`: each part of its path belongs to root or the user and can be written by
  /// nobody else. A sticky folder of root's, like /tmp, may be on the way, not at the end.
  func fault(ofFolder path: String) -> String? {
    var at = ""
    let parts = path.split(separator: "/")
    if let why = fault(of: "/", Files.status(of: "/"), sticky: true) { return why }
    for (index, part) in parts.enumerated() {
      at += "/\(part)"
      let status = Files.status(of: at)
      guard status?.kind == .directory else { return "\(at) is not a folder" }
      if let why = fault(of: at, status, sticky: index < parts.count - 1) { return why }
    }
    return nil
  }

  /// Why a file in a trusted folder can't be trusted itself, or `nil`. A symbolic link must stay in the folder.
  func fault(of path: String, in folder: String) -> String? {
    let name = Files.split(path).name
    guard var status = Files.status(of: path) else { return "\(name) is missing" }
    if status.kind == .symlink {
      guard let real = try? Files.realPath(path) else { return "\(name) leads nowhere" }
      guard Files.split(real).directory == folder else { return "\(name) leads out of its folder" }
      guard let target = Files.status(of: real) else { return "\(name) leads nowhere" }
      status = target
    }
    guard status.kind == .file else { return "\(name) is not a file" }
    return fault(of: name, status, sticky: false)
  }

  private func fault(of path: String, _ status: FileStatus?, sticky: Bool) -> String? {
    guard let status else { return "\(path) is missing" }
    guard status.uid == 0 || status.uid == user else { return "\(path) belongs to user \(status.uid)" }
    if sticky, status.uid == 0, status.mode & 0o1000 != 0 { return nil }
    return status.mode & 0o022 == 0 ? nil : "\(path) can be written by others"
  }
}

extension Files {
  /// lstat(2); what can't be looked at is not there.
  static func status(of path: String) -> FileStatus? { (try? lstat(path)) ?? nil }
}
