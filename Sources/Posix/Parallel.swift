import CPosix
import Glibc

/// Work that is done on more than one processor at once.
public enum Parallel {
  /// The results of `body` for 0..<count, in this order. The calling thread and, where there is enough to do, a second one
  /// take the next number whenever they are free.
  /// - Parameter many: from how many on. Starting a thread has its price.
  public static func map<T: Sendable>(_ count: Int, many: Int, _ body: @Sendable (Int) -> T) -> [T] {
    guard count >= max(many, 2) else {
      var results: [T] = []
      for number in 0..<count { results.append(body(number)) }
      return results
    }
    return [T](unsafeUninitializedCapacity: count) { results, initialized in
      withoutActuallyEscaping(body) { body in
        nonisolated(unsafe) let results = results
        let put = { @Sendable number in (results.baseAddress.map { $0 + number })?.initialize(to: body(number)) ?? () }
        // What Swift makes at its first use it makes under a lock, and a thread that waits for another there can lose its
        // processor for a millisecond. The first and the last are of each kind that there is.
        put(0)
        put(count - 1)
        var next: Int32 = 1
        withUnsafeMutablePointer(to: &next) { next in
          nonisolated(unsafe) let next = next
          both {
            while true {
              let number = Int(cposix_take(next))
              if number >= count - 1 { return }
              put(number)
            }
          }
        }
      }
      initialized = count
    }
  }

  /// Runs `work` here and on another thread, and waits for both.
  private static func both(_ work: @escaping @Sendable () -> Void) {
    // While the other processor starts the planner, Linux leaves a new thread waiting for 3 ms behind the one that made it.
    let other = Background(elsewhere: true, work)
    work()
    other.value()
  }
}
