/// Seconds since 1970 as date and time, in the calendar of ISO 8601.
public struct Calendar: Sendable, Equatable {
  public let year, month, day, hour, minute, second: Int

  /// - Parameter offset: seconds east of UTC.
  public init(_ seconds: Int, offset: Int = 0) {
    let local = seconds + offset
    let days = Int((Double(local) / 86_400).rounded(.down))
    let rest = local - days * 86_400
    (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
    // Counted from 1 March of the year 0, so that a leap day is the last of its year, in eras of 400 years.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let inEra = shifted - era * 146_097
    let yearOfEra = (inEra - inEra / 1460 + inEra / 36_524 - inEra / 146_096) / 365
    let dayOfYear = inEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// `2023-03-05-21:12:20`, as the seed names snapshots.
  public var stamp: String { "\(date)-\(time)" }
  /// `2023-03-05 21:12:20`
  public var text: String { "\(date) \(time)" }

  private var date: String { "\(digits(year, 4))-\(digits(month))-\(digits(day))" }
  private var time: String { "\(digits(hour)):\(digits(minute)):\(digits(second))" }

  private func digits(_ number: Int, _ width: Int = 2) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
