import CJansson
import Glibc

/// Why bytes are not one I-JSON document.
public struct JSONError: Error, Equatable, Sendable {
  /// One line without the bytes themselves, which are somebody else's text.
  public let reason: String
}

extension JSON {
  /// Reads exactly one I-JSON document (RFC 7493): UTF-8, no duplicate names, no NUL, nothing after it.
  /// - Parameters:
  ///   - bytes: at most `limit` of them.
  ///   - depth: how deep arrays and objects may nest.
  /// - Throws: `JSONError`.
  public static func read(_ bytes: some Collection<UInt8>, limit: Int, depth: Int = Limits.nesting) throws(JSONError)
    -> JSON
  {
    guard bytes.count <= limit else { throw JSONError(reason: "longer than \(limit) bytes") }
    return try read(Array(bytes), depth: depth)
  }

  private static func read(_ buffer: [UInt8], depth: Int) throws(JSONError) -> JSON {
    // So short that it can't have too many values.
    if buffer.count <= Limits.values, let plain = PlainReader.read(buffer, depth: depth) { return plain }
    return try readAny(buffer, depth: depth)
  }

  /// Whatever JSON it is.
  static func readAny(_ buffer: [UInt8], depth: Int) throws(JSONError) -> JSON {
    guard buffer.contains(where: { !isBlank($0) }) else { throw JSONError(reason: "empty") }
    // In memory a value takes a hundred times the bytes of a `{}`.
    guard buffer.count <= Limits.values || countsUp(to: Limits.values, buffer) else {
      throw JSONError(reason: "more than \(Limits.values) values")
    }
    var failure = json_error_t()
    let flags = Int(JSON_REJECT_DUPLICATES | JSON_DECODE_ANY)
    let root = buffer.withUnsafeBytes { raw in
      raw.withMemoryRebound(to: CChar.self) { json_loadb($0.baseAddress, $0.count, flags, &failure) }
    }
    guard let root else { throw JSONError(reason: describe(&failure, depth: depth)) }
    defer { json_decref(root) }
    return try convert(root, depth: depth, of: depth)
  }

  /// Whether there are at most so many values: each follows a bracket or a comma, but for the outermost.
  private static func countsUp(to most: Int, _ bytes: [UInt8]) -> Bool {
    var count = 1
    var isText = false
    var isEscaped = false
    for byte in bytes {
      switch byte {
      case _ where isEscaped: isEscaped = false
      case 0x5C: isEscaped = isText
      case 0x22: isText.toggle()
      case 0x5B, 0x7B, 0x2C: count += isText ? 0 : 1
      default: break
      }
    }
    return count <= most
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private static func convert(_ value: UnsafeMutablePointer<json_t>, depth: Int, of limit: Int) throws(JSONError)
    -> JSON
  {
    switch value.pointee.type {
    case JSON_OBJECT:
      guard depth > 0 else { throw JSONError(reason: "nested deeper than \(limit)") }
      var members: [(name: String, value: JSON)] = []
      members.reserveCapacity(json_object_size(value))
      var position = json_object_iter(value)
      while let here = position, let name = json_object_iter_key(here), let member = json_object_iter_value(here) {
        members.append((String(cString: name), try convert(member, depth: depth - 1, of: limit)))
        position = json_object_iter_next(value, here)
      }
      return .object(Object(unique: members))
    case JSON_ARRAY:
      guard depth > 0 else { throw JSONError(reason: "nested deeper than \(limit)") }
      var elements: [JSON] = []
      elements.reserveCapacity(json_array_size(value))
      for index in 0..<json_array_size(value) {
        guard let element = json_array_get(value, index) else { continue }
        elements.append(try convert(element, depth: depth - 1, of: limit))
      }
      return .array(elements)
    case JSON_STRING:
      guard let start = json_string_value(value) else { return .string("") }
      let text = UnsafeBufferPointer(start: start, count: json_string_length(value))
      return .string(String(decoding: UnsafeRawBufferPointer(text), as: UTF8.self))
    case JSON_INTEGER: return .integer(Int(json_integer_value(value)))
    case JSON_REAL: return .real(json_real_value(value))
    case JSON_TRUE: return .bool(true)
    case JSON_FALSE: return .bool(false)
    default: return .null
    }
  }

  /// jansson quotes the text near the error; that is the sender's and stays out of the message, but for a member's name.
  private static func describe(_ failure: inout json_error_t, depth: Int) -> String {
    let text = withUnsafeBytes(of: &failure.text) { raw in String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self) }
    var reason = text
    if reason.hasPrefix("duplicate object key near '\""), reason.hasSuffix("\"'") {
      reason = "duplicate object key " + Printable.quoted(String(reason.dropFirst(28).dropLast(2)))
    }
    for tail in [" near '", " without JSON_ALLOW_NUL"] {
      if let start = reason.range(of: tail) { reason = String(reason[..<start]) }
    }
    // jansson stops at a depth of its own, far beyond ours; a person need not know of two.
    if reason == "maximum parsing depth reached" { return "nested deeper than \(depth)" }
    return "line \(failure.line), column \(failure.column): \(reason)"
  }
}

extension String {
  fileprivate func range(of needle: String) -> String.Index? {
    var place = startIndex
    while place < endIndex {
      if self[place...].hasPrefix(needle) { return place }
      place = index(after: place)
    }
    return nil
  }
}
