import Glibc

/// A jail_get(2): pairs of a parameter's name and of room for its value, used again for each jail.
final class JailQuery {
  typealias Get = @convention(c) (UnsafeMutablePointer<iovec>?, UInt32, Int32) -> Int32

  enum Key: Int, CaseIterable {
    /// The jail is the next one after this jid.
    case lastjid
    /// Where the kernel says in words what was wrong.
    case errmsg
    case name, hostname, path
    /// 0: none, 1: its own, 2: the host's.
    case vnet, ip4
    case v4, v6

    var word: String {
      switch self {
      case .lastjid: "lastjid"
      case .errmsg: "errmsg"
      case .name: "name"
      case .hostname: "host.hostname"
      case .path: "path"
      case .vnet: "vnet"
      case .ip4: "ip4"
      case .v4: "ip4.addr"
      case .v6: "ip6.addr"
      }
    }

    /// Bytes that values of the kernel can have; of lists, bytes to begin with. All together stay below the 64 KB that a
    /// call may have.
    var room: Int {
      switch self {
      case .lastjid, .vnet, .ip4: 4
      case .errmsg, .path: 1024
      case .name, .hostname: 256
      case .v4: 16 * 4
      case .v6: 16 * 16
      }
    }
    var isList: Bool { self == .v4 || self == .v6 }
  }

  private struct Slot {
    /// With its NUL.
    let name: UnsafeMutableRawBufferPointer
    var value: UnsafeMutableRawBufferPointer
    /// What the last call said of the value's size.
    var length = 0
    /// A kernel without this parameter is not asked for it again.
    var isKnown = true
  }
  private let get: Get
  private var slots: [Slot]

  init(_ get: Get) {
    self.get = get
    slots = Key.allCases.map { key in
      let name = UnsafeMutableRawBufferPointer.allocate(byteCount: key.word.utf8.count + 1, alignment: 1)
      name.copyBytes(from: Array(key.word.utf8) + [0])
      return Slot(name: name, value: .allocate(byteCount: key.room, alignment: 8))
    }
  }

  deinit {
    for slot in slots {
      slot.name.deallocate()
      slot.value.deallocate()
    }
  }

  /// - Parameter measuring: only the sizes of lists are asked for.
  /// - Returns: the jid, and 0; or -1 and errno.
  func next(after last: Int32, measuring: Bool = false) -> (jid: Int32, errno: Int32) {
    var keys: [Key] = []
    var vectors: [iovec] = []
    for key in Key.allCases where self[key].isKnown {
      let slot = self[key]
      // A value of length 0 asks for its size.
      let isAsked = !(measuring && key.isList)
      keys.append(key)
      vectors.append(iovec(iov_base: slot.name.baseAddress, iov_len: slot.name.count))
      vectors.append(
        iovec(iov_base: isAsked ? slot.value.baseAddress : nil, iov_len: isAsked ? slot.value.count : 0))
      // A text that the kernel doesn't write is empty.
      slot.value.storeBytes(of: key == .lastjid ? last : 0, as: Int32.self)
    }
    let answer = vectors.withUnsafeMutableBufferPointer { vectors in
      let jid = get(vectors.baseAddress, UInt32(vectors.count), 0)
      return (jid: jid, errno: jid < 0 ? Glibc.errno : 0)
    }
    for (index, key) in keys.enumerated() { self[key].length = vectors[index * 2 + 1].iov_len }
    return answer
  }

  /// Makes room for lists as long as the last `next(measuring:)` found them, and some more.
  /// - Returns: false where there was room already.
  func grow() -> Bool {
    var hasGrown = false
    for key in Key.allCases where key.isList && self[key].isKnown && self[key].length > self[key].value.count {
      self[key].value.deallocate()
      self[key].value = .allocate(byteCount: self[key].length + key.room, alignment: 8)
      hasGrown = true
    }
    return hasGrown
  }

  /// A kernel that was built without IPv6, say, refuses its parameter by name.
  /// - Returns: false unless that was why the last call failed.
  func leaveOutUnknown() -> Bool {
    let message = text(.errmsg)
    let optional: [Key] = [.hostname, .vnet, .ip4, .v4, .v6]
    guard let key = optional.first(where: { message == "unknown parameter: \($0.word)" && self[$0].isKnown }) else {
      return false
    }
    self[key].isKnown = false
    return true
  }

  /// A text up to its NUL. What isn't UTF-8 is repaired.
  func text(_ key: Key) -> String {
    self[key].isKnown ? String(decoding: self[key].value.prefix { $0 != 0 }, as: UTF8.self) : ""
  }

  func number(_ key: Key) -> Int32? { self[key].isKnown ? self[key].value.load(as: Int32.self) : nil }

  /// The elements of a list, each of `size` bytes.
  func list(_ key: Key, of size: Int) -> [[UInt8]] {
    guard self[key].isKnown else { return [] }
    let count = min(self[key].length, self[key].value.count) / size
    return (0..<count).map { Array(self[key].value[$0 * size..<($0 + 1) * size]) }
  }

  private subscript(key: Key) -> Slot {
    get { slots[key.rawValue] }
    set { slots[key.rawValue] = newValue }
  }
}
