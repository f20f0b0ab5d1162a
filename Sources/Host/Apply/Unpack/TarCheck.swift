import Wire

/// Reads a tar stream as it comes and lets through what is in order: a member's headers only once all of them are known.
struct TarCheck {
  /// What went through and waits to be handed on.
  var passed: [UInt8] = []
  private(set) var members = TarMembers()

  private enum State {
    case header
    case meta(UInt8, size: Int)
    case data(Int)
    case sparse(data: Int)
    case zero, end
  }
  private var state = State.header
  private var input: [UInt8] = []
  private var held: [UInt8] = []
  private var pax: PaxRecords?
  private var longName: [UInt8]?
  private var longLink: [UInt8]?
  private static let block = 512
  /// Bytes of headers before one member.
  private static let mostHeld = 4 << 20

  struct Refused: Error { let text: String }

  var isComplete: Bool { if case .end = state { true } else { false } }

  mutating func feed(_ bytes: ArraySlice<UInt8>) throws(Refused) {
    input += bytes
    var position = 0
    defer { input.removeFirst(position) }
    while true {
      let available = input.count - position
      switch state {
      case .data(let left):
        let count = min(left, available)
        passed += input[position..<(position + count)]
        position += count
        state = left == count ? .header : .data(left - count)
        if left > count { return }
      case .meta(let type, let size):
        let padded = TarCheck.padded(size)
        guard available >= padded else { return }
        let text = Array(input[position..<(position + size)])
        held += input[position..<(position + padded)]
        position += padded
        try note(type, text)
        state = .header
      case .end:
        position = input.count
        return
      case .header, .sparse, .zero:
        guard available >= Self.block else { return }
        let block = input[position..<(position + Self.block)]
        position += Self.block
        try take(block)
      }
    }
  }

  /// - Throws: where the stream can't end here.
  mutating func finish() throws(Refused) {
    switch state {
    // Some programs end an archive with one block of zeros.
    case .zero: pass(zeros: 2)
    case .end: break
    default:
      guard members.count > 0 || !input.isEmpty || !held.isEmpty else {
        throw Refused(text: "it is empty")
      }
      guard members.count > 0 || !held.isEmpty else {
        throw Refused(text: "it is not a tar archive")
      }
      throw Refused(text: "it ends too early")
    }
    guard members.count > 0 else { throw Refused(text: "it has no members") }
  }

  private static func padded(_ size: Int) -> Int { (size + block - 1) / block * block }

  private mutating func pass(zeros blocks: Int) {
    passed += repeatElement(0, count: blocks * Self.block)
    state = .end
  }

  private mutating func take(_ block: ArraySlice<UInt8>) throws(Refused) {
    let isZero = block.allSatisfy { $0 == 0 }
    switch state {
    case .zero:
      guard isZero else { throw Refused(text: "it goes on after a block of zeros") }
      pass(zeros: 2)
    case .sparse(let data):
      held += block
      let more = block[block.startIndex + 504] != 0
      if !more { release() }
      state = more ? .sparse(data: data) : .data(data)
      if held.count > Self.mostHeld { throw Refused(text: "a sparse file's map is too long") }
    default:
      if isZero {
        guard held.isEmpty else {
          throw Refused(text: "it ends in the middle of a member's headers")
        }
        state = .zero
      } else {
        try header(block)
      }
    }
  }

  private mutating func header(_ block: ArraySlice<UInt8>) throws(Refused) {
    let header: TarHeader
    do { header = try TarHeader(block) } catch {
      if error == .checksum, members.count == 0, held.isEmpty {
        throw Refused(text: "it is not a tar archive")
      }
      throw Refused(
        text: error == .checksum
          ? "a header's checksum is wrong" : "a header's size is not a number")
    }
    held += block
    switch header.type {
    case UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "g"), UInt8(ascii: "L"),
      UInt8(ascii: "K"):
      guard header.size + held.count <= Self.mostHeld else {
        throw Refused(text: "a member's headers are too long")
      }
      state = .meta(header.type, size: header.size)
    // A volume's name: no member.
    case UInt8(ascii: "V") where header.size == 0: release()
    default: try member(header)
    }
  }

  private mutating func note(_ type: UInt8, _ text: [UInt8]) throws(Refused) {
    switch type {
    case UInt8(ascii: "L"), UInt8(ascii: "K"):
      // GNU tar writes a NUL at the end.
      let name = Array(text.prefix { $0 != 0 })
      guard text.count - name.count <= 1 else { throw Refused(text: "a long name has a NUL in it") }
      let again = type == UInt8(ascii: "L") ? longName != nil : longLink != nil
      guard !again else { throw Refused(text: "a member has two long names") }
      if type == UInt8(ascii: "L") { longName = name } else { longLink = name }
    default:
      guard let records = PaxRecords(text) else { throw Refused(text: "a pax header is malformed") }
      if type == UInt8(ascii: "g") {
        guard records.isEmpty else {
          throw Refused(text: "a global header gives all members one name or size")
        }
      } else {
        guard pax == nil else { throw Refused(text: "a member has two pax headers") }
        pax = records
      }
    }
  }

  private mutating func member(_ header: TarHeader) throws(Refused) {
    // Where two headers name it, programs disagree on which one counts.
    func one(_ pax: [UInt8]?, _ long: [UInt8]?, _ plain: [UInt8]) throws(Refused) -> [UInt8] {
      if let pax, let long, pax != long { throw Refused(text: "a member has two names") }
      return pax ?? long ?? plain
    }
    let size = pax?.size ?? header.size
    let given = try one(pax?.path, longName, header.name)
    let name = pax?.sparseName ?? given
    let link = try one(pax?.link, longLink, header.link)
    do { try members.add(type: header.type, name: name, link: link, size: size) } catch {
      throw Refused(text: error.text)
    }
    (pax, longName, longLink) = (nil, nil, nil)
    guard size < 1 << 60 else { throw Refused(text: "a member's size can't be") }
    let data = TarCheck.padded(size)
    if header.type == UInt8(ascii: "S"), header.isExtended {
      state = .sparse(data: data)
    } else {
      release()
      state = .data(data)
    }
  }

  private mutating func release() {
    passed += held
    held.removeAll(keepingCapacity: true)
  }
}
