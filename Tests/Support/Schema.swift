import Foundation

/// docs/schemas, by Python's jsonschema.
public enum Schema {
  static let python = "/usr/bin/python3"

  /// A verdict on each document: "ok", or what is wrong. A document is one line.
  /// - Parameter kind: `manifest`, `request`, `reply` or `facts`.
  public static func verdicts(of documents: [String], as kind: String) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [Installed.repository + "/Tests/Tools/validate.py"]
    let input = FileManager.default.temporaryDirectory.appending(path: "documents-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: input) }
    try Data(documents.map { "\(kind)\t\($0)\n" }.joined().utf8).write(to: input)
    process.standardInput = try FileHandle(forReadingFrom: input)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
}

extension Requirement {
  public static let jsonSchema = Requirement(missing: hasSchemaModule ? nil : "needs Debian's python3-jsonschema")

  private static let hasSchemaModule: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Schema.python)
    process.arguments = ["-c", "import jsonschema"]
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()
}
