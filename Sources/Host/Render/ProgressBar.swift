import Wire

/// How far a step is, how fast, and how long it will take: `[########------------]  42 %  3174K/s  0:35 left`.
struct ProgressBar {
  /// Columns that it may take.
  var room: Int
  private var samples: [(time: Int64, count: Int)] = []
  private var drawn: Int64?

  init(room: Int) { self.room = room }

  /// Milliseconds between two drawings, and over which the speed is taken.
  private static let pause: Int64 = 100
  private static let window: Int64 = 5_000
  private static let cells = 20

  /// `nil`: what is shown is good enough.
  /// - Parameter now: milliseconds.
  mutating func text(_ count: Int, of total: Int?, at now: Int64) -> String? {
    // A new step begins anew.
    if let last = samples.last, count < last.count { self = ProgressBar(room: room) }
    samples.append((now, count))
    samples.removeAll { $0.time < now - Self.window }
    if let drawn, now - drawn < Self.pause, count != total { return nil }
    drawn = now
    let share = total.flatMap { $0 > 0 ? min(count * 100 / $0, 100) : nil }
    let short = share.map { "\($0) %" } ?? Self.size(count)
    let speed = speed(now)
    let words = [short, speed.map { "\(Self.size($0))/s" }, left(count, total, speed)].compactMap { $0 }
    let long = (share.map { [Self.bar($0)] } ?? []) + words
    let line = long.joined(separator: "  ")
    return line.utf8.count <= room ? line : short
  }

  /// Bytes in a second; `nil` while it is too early to tell.
  private func speed(_ now: Int64) -> Int? {
    guard let first = samples.first, let last = samples.last, now - first.time >= 500 else { return nil }
    return (last.count - first.count) * 1000 / Int(now - first.time)
  }

  private func left(_ count: Int, _ total: Int?, _ speed: Int?) -> String? {
    guard let total, let speed, speed > 0, total > count else { return nil }
    let seconds = (total - count + speed - 1) / speed
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let minutes = "\(seconds / 60 % 60)"
    return seconds < 3600
      ? "\(minutes):\(two(seconds % 60)) left"
      : "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60)) left"
  }

  private static func bar(_ share: Int) -> String {
    let full = share * cells / 100
    return "[" + String(repeating: "#", count: full) + String(repeating: "-", count: cells - full) + "]"
  }

  static func size(_ bytes: Int) -> String {
    var value = bytes
    for unit in ["B", "K", "M"] {
      if value < 10_240 { return "\(value)\(unit)" }
      value /= 1024
    }
    return "\(value)G"
  }
}
