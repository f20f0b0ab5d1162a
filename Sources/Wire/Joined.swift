extension [String] {
  /// As Swift's own. That is generic, and has the runtime look through all 2,000 conformances of the program when it is
  /// first called: 0.1 to 0.3 ms, in each of the processes that a command starts.
  public func joined(separator: String = "") -> String {
    var text = ""
    for (number, part) in enumerated() {
      if number > 0 { text += separator }
      text += part
    }
    return text
  }
}
