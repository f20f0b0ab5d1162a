import Wire

/// What an image is made of.
public enum ImageSource: Sendable {
  /// A tar archive's path, or `-` for standard input.
  case archive(String)
  /// A program that fills the empty folder whose path stands in place of `ImageSource.folder` among its arguments.
  case program(section: String, [String])

  public static let folder = "{}"

  func step(into folder: String, undo: Step.Undo) -> Step {
    switch self {
    case .archive(let archive):
      Step("unpack", section: "Archive", .unpack(archive: archive, into: folder), undo: undo, progress: "bytes")
    case .program(let section, let argv):
      Step("fill", section: section, .run(argv.map { $0 == Self.folder ? folder : $0 }), undo: undo)
    }
  }
}
