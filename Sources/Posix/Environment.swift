import CPosix

/// This process's environment.
public enum Environment {
  /// Of names given twice the first counts, as for getenv(3). Entries that aren't UTF-8 are repaired.
  public static func current() -> [String: String] {
    var variables: [String: String] = [:]
    var next = cposix_environment()
    while let entry = next?.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "=") {
        let name = String(text[..<equals])
        if variables[name] == nil { variables[name] = String(text[text.index(after: equals)...]) }
      }
      next = next?.advanced(by: 1)
    }
    return variables
  }
}
