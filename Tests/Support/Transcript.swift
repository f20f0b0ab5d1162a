import Synchronization

/// What a terminal has shown, and how far a test has read it.
final class Transcript: Sendable {
  private struct State {
    var bytes: [UInt8] = []
    var read = 0
  }
  private let state = Mutex(State())

  func append(_ more: ArraySlice<UInt8>) { state.withLock { $0.bytes += more } }

  var bytes: [UInt8] { state.withLock { $0.bytes } }
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Moves past the next `text`; false if it isn't there yet.
  func advance(past text: String) -> Bool {
    let wanted = Array(text.utf8)
    return state.withLock { state in
      guard !wanted.isEmpty, state.bytes.count - state.read >= wanted.count else {
        return wanted.isEmpty
      }
      for start in state.read...(state.bytes.count - wanted.count)
      where state.bytes[start..<start + wanted.count].elementsEqual(wanted) {
        state.read = start + wanted.count
        return true
      }
      return false
    }
  }
}
