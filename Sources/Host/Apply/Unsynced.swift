import Glibc
import Posix

/// What steps have written and made and the disk may not hold yet. Syncing it once, when a plan's last step runs, costs
/// a part of syncing each. Nothing depends on it earlier: after a crash all of it is taken back, be it there or not, and a
/// file whose name got there without its content is empty.
final class Unsynced: @unchecked Sendable {
  private struct Item {
    let path: String
    let within: String?
    /// Whether it is a file, or only a name in its folder.
    let content: Bool
  }

  /// Each thread has it to itself in turn: `Background` and its value order them.
  private var items: [Item] = []
  private var failure: PosixError?

  var isEmpty: Bool { items.isEmpty }

  func addName(_ path: String, within: String?) {
    items.append(Item(path: path, within: within, content: false))
  }

  func addFile(_ path: String, within: String?) {
    items.append(Item(path: path, within: within, content: true))
  }

  /// Afterwards all of it is on the disk. A failure is told for ever: a second fsync(2) would hide it.
  func sync() throws(PosixError) {
    if let failure { throw failure }
    do throws(PosixError) {
      for item in items { try sync(item) }
    } catch {
      failure = error
      throw error
    }
    items = []
  }

  private func sync(_ item: Item) throws(PosixError) {
    do throws(PosixError) {
      let place = try Place(item.path, within: item.within)
      if item.content { try place.syncFile() }
      try place.sync()
    } catch {
      guard error.errno == ENOENT else { throw error }
      // A later step has moved it, or removed it: where to, only that step knows.
      Glibc.sync()
    }
  }
}
