import Platform
import Posix
import Wire

/// Waits for another transaction that holds what a plan needs.
struct Waiting {
  let paths: Paths
  let console: Console

  /// Until it is over, or its process is: the planning that follows takes back what that left.
  /// - Throws: `interrupted` by a signal.
  func until(over claim: Claim) throws(Fault) {
    console.warn("jailer: waiting for process \(claim.pid) (jailer \(Printable.clean(claim.verb)))\n")
    Interrupts.watch()
    let journal = "\(paths.journals)/\(claim.transaction)\(Journal.suffix)"
    var pause: Int64 = 5
    while try isHeld(journal) {
      guard Watch.reversible.pause(milliseconds: pause) else {
        throw Fault(.interrupted, "interrupted while waiting for process \(claim.pid)")
      }
      pause = min(pause * 2, 100)
    }
  }

  private func isHeld(_ journal: String) throws(Fault) -> Bool {
    do throws(PosixError) { return try FileLock.isHeld(journal) } catch { throw Journals.unreadable(error) }
  }
}
