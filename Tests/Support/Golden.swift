import Foundation

/// Recorded cases beyond those that lie beside the tests. JAILER_GOLDEN names a folder with files like `jailconf.json`,
/// or one whose folders hold such files.
public enum Golden {
  public static let folder = ProcessInfo.processInfo.environment["JAILER_GOLDEN"].flatMap { $0.isEmpty ? nil : $0 }

  /// FOLDER/NAME and each FOLDER/*/NAME that is there, in the order of their paths; none without JAILER_GOLDEN.
  /// - Throws: the folder can't be listed: cases that someone asked for must not be left out silently.
  public static func files(_ name: String, in folder: String? = Golden.folder) throws -> [URL] {
    guard let folder else { return [] }
    let top = URL(fileURLWithPath: folder, isDirectory: true)
    let below = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { "\($0)/\(name)" }
    return ([name] + below).map { top.appending(path: $0) }.filter {
      FileManager.default.fileExists(atPath: $0.path)
    }
  }

  /// The elements of the array `cases` of each such file, with the file.
  public static func cases<Case: Decodable>(
    _ type: Case.Type, in name: String, below folder: String? = Golden.folder
  ) throws -> [(file: URL, item: Case)] {
    return try files(name, in: folder).flatMap { file in
      try JSONDecoder().decode(File<Case>.self, from: Data(contentsOf: file)).cases.map { (file, $0) }
    }
  }

  private struct File<Case: Decodable>: Decodable { let cases: [Case] }
}
