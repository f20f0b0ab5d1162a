import Foundation
import Testing

/// A case of a file of recordings: what a program of FreeBSD's, or the original Jailer, was seen to do.
public protocol GoldenCase: Decodable, Sendable, CustomTestStringConvertible {
  var name: String { get }
  /// The file that it is in, where that is not one of Tests/Recorded.
  var origin: String? { get set }
}

extension GoldenCase {
  public var testDescription: String { origin.map { "\($0): \(name)" } ?? name }
}

/// Recorded cases: those of Tests/Recorded, and of the folders, separated by colons, that JAILER_GOLDEN names. Each has
/// files of the same names, or folders that have them.
public enum Golden {
  public static let own = Installed.repository + "/Tests/Recorded"
  public static let further =
    ProcessInfo.processInfo.environment["JAILER_GOLDEN"]?.split(separator: ":").map(String.init) ?? []
  public static let names = ["create-dry-run.json", "jailconf.json", "jls.json", "sysrc.json"]

  /// Of a file, or of a folder that has none.
  public struct Failure: Error, CustomStringConvertible {
    public let path: String
    public let cause: String
    public var description: String { "\(path): \(cause)" }
  }

  /// The elements of the array `cases` of Tests/Recorded/NAME, and of each such file of the folders.
  /// - Throws: a file that can't be read, or a folder without any recordings: cases that someone asked for must not be
  ///   left out silently.
  public static func cases<Case: GoldenCase>(
    _ type: Case.Type, in name: String, further folders: [String] = Golden.further
  ) throws -> [Case] {
    let more = try folders.flatMap { try files(name, in: $0) }.flatMap { file in
      try read(type, file).map {
        var item = $0
        item.origin = file
        return item
      }
    }
    return try read(type, "\(own)/\(name)") + more
  }

  /// FOLDER/NAME and each FOLDER/*/NAME that is there, in the order of their paths.
  private static func files(_ name: String, in folder: String) throws -> [String] {
    let below: [String]
    do { below = try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } catch {
      throw Failure(path: folder, cause: "\(error.localizedDescription)")
    }
    func found(_ name: String) -> [String] {
      ([folder] + below.map { "\(folder)/\($0)" }).map { "\($0)/\(name)" }.filter(FileManager.default.fileExists)
    }
    guard names.contains(where: { !found($0).isEmpty }) else {
      throw Failure(path: folder, cause: "none of \(names.joined(separator: ", ")) is in it or in its folders")
    }
    return found(name)
  }

  private static func read<Case: Decodable>(_ type: Case.Type, _ file: String) throws -> [Case] {
    do {
      return try JSONDecoder().decode(File<Case>.self, from: Data(contentsOf: URL(fileURLWithPath: file))).cases
    } catch { throw Failure(path: file, cause: "\(error)") }
  }

  private struct File<Case: Decodable>: Decodable { let cases: [Case] }
}
