import Glibc

/// Times.
public enum Clock {
  /// Milliseconds of a clock that never jumps; only differences mean something.
  public static func monotonic() -> Int64 { read(CLOCK_MONOTONIC) }

  /// Milliseconds since 1970 UTC.
  public static func wall() -> Int64 { read(CLOCK_REALTIME) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// ISO 8601 in UTC, such as "2026-11-22T14:49:51Z", of milliseconds since 1970.
  public static func iso(_ milliseconds: Int64) -> String {
    var seconds = time_t(milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let date = "\(Int(parts.tm_year) + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return "\(date)T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
  }

  /// Pauses this thread.
  public static func pause(milliseconds: Int64) {
    let end = monotonic() + milliseconds
    while true {
      let left = end - monotonic()
      if left <= 0 { return }
      var rest = timespec(tv_sec: time_t(left / 1000), tv_nsec: Int(left % 1000) * 1_000_000)
      nanosleep(&rest, nil)
    }
  }
}
