import Foundation

/// Root archives for image import, each made once a run on this machine.
public enum Archive {
  /// A small Linux: static busybox with all its names, passwd, group and the usual folders (tar.gz).
  public static let busybox = Result<String, any Error> {
    try Requirement.busybox.orSkip()
    let file = folder + "/busybox.tar.gz"
    try Installed.local(["/bin/sh", Installed.repository + "/contrib/try/busybox-image", file])
    return file
  }

  /// Archives that an import must refuse, or must unpack without losing anything.
  public static let nasty = Result<String, any Error> {
    try Requirement.python.orSkip()
    try Installed.local(["python3", "-c", nastyScript, folder])
    return folder
  }

  /// The path of a nasty archive on this machine.
  public static func nasty(_ kind: Nasty) throws -> String { try nasty.get() + "/" + kind.file }

  /// Beside the tests' executable, where one run at a time works.
  static let folder: String = {
    let folder = Installed.products + "/test-archives"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }()
}

extension Archive {
  public enum Nasty: String, CaseIterable, Sendable {
    // To be refused, with nothing left and nothing touched outside.
    case truncated
    case dotDot = "dot-dot"
    case absolute
    case hardLinkOut = "hard-link-out"
    case symlinkOut = "symlink-out"
    case symlinkMember = "symlink-member"
    case empty
    case noArchive = "no-archive"
    case emptyTar = "empty-tar"
    case truncatedGzip = "truncated-gzip"
    case hardLinkToNothing = "hard-link-to-nothing"
    // To be unpacked as they are.
    case devices, sparse, attributes
    case hardLinks = "hard-links"
    case strangeNames = "strange-names"
    case setId = "set-id"
    case deep
    case longName = "long-name"

    public static let refused: [Nasty] = [
      .truncated, .dotDot, .absolute, .hardLinkOut, .symlinkOut, .symlinkMember, .empty, .noArchive,
      .emptyTar,
      .truncatedGzip, .hardLinkToNothing,
    ]
    public static let honest = allCases.filter { !refused.contains($0) }

    var file: String { rawValue + (self == .truncatedGzip ? ".tar.gz" : ".tar") }
  }
}
