/// "Did you mean …?"
enum Suggestion {
  /// The words nearest to what was typed, best first, at most three; empty where none is near.
  static func nearest(to typed: String, in words: [String]) -> [String] {
    // Longer than any verb: nothing that was nearly typed.
    guard !typed.isEmpty, typed.utf8.count <= 40 else { return [] }
    let most = max(1, typed.utf8.count / 3)
    var near: [(distance: Int, word: String)] = []
    for word in Set(words) {
      let distance = distance(word, typed)
      if distance <= most || (typed.utf8.count > 1 && word.hasPrefix(typed)) { near.append((distance, word)) }
    }
    return near.sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }.prefix(3).map(\.word)
  }

  static func hint(_ words: [String]) -> String? { words.isEmpty ? nil : "did you mean \(list(words))?" }

  /// `a`, `a or b`, `a, b or c`.
  static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }

  /// Insertions, deletions, changes and swaps of neighbours that turn one into the other.
  static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a.utf8)
    let b = Array(b.utf8)
    var before = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var best = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
        row.append(best)
      }
      before = last
      last = row
    }
    return last[b.count]
  }
}
