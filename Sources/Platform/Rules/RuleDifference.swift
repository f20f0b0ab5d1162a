import Wire

/// What is in force and should not be, or the other way round.
public struct RuleDifference: Sendable, Equatable {
  /// `rdr www0`, `nat bridge0`, `bridge0`, or `forwarding`.
  public let subject: String
  public let configured: String
  public let running: String
  /// What mends it; `nil`: loading the rules anew.
  public var command: String?
}

extension NftLoad {
  /// By the comments of the rules, each of which has a digest of its rule behind what it is for.
  var differences: [RuleDifference] {
    let wanted = rules.marks
    let now = fact.marks ?? []
    var subjects: [String] = []
    for mark in wanted + now where !subjects.contains(Self.subject(mark)) { subjects.append(Self.subject(mark)) }
    return subjects.compactMap { subject in
      let (due, there) = (wanted.filter { Self.subject($0) == subject }, now.filter { Self.subject($0) == subject })
      guard due != there else { return nil }
      let known = there.filter(due.contains).count
      return RuleDifference(
        subject: subject, configured: Self.count(due.count),
        running: known == there.count ? Self.count(known) : "\(Self.count(known)) and \(there.count - known) of others")
    }
  }

  private static func subject(_ mark: String) -> String {
    String(mark.split(separator: " ").dropLast().joined(separator: " "))
  }

  private static func count(_ number: Int) -> String { number == 1 ? "1 rule" : "\(number) rules" }
}

extension Forwarding {
  var differences: [RuleDifference] {
    isComplete ? [] : [RuleDifference(subject: "forwarding", configured: "on", running: "off")]
  }
}
