import Wire

/// The files in which DHCP servers write down what they have given away. Clients choose names and identifiers, so nothing
/// but what has the form of an address, a name or a time is taken.
public enum LeaseFile {
  /// dnsmasq(8)'s: `EXPIRY ETHER ADDRESS HOSTNAME CLIENT-ID`, `*` for what isn't known. Leases of IPv6 follow a line with the
  /// server's `duid`, and have no hardware address.
  public static func dnsmasq(_ text: String, now: Int) -> [LeaseFact] {
    var leases: [LeaseFact] = []
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.first == "duid" { break }
      guard words.count >= 4, let expires = Int(words[0]), let address = Address(String(words[2])),
        address.prefix == nil
      else { continue }
      // 0: never.
      if expires != 0, expires <= now { continue }
      leases.append(
        LeaseFact(
          address: address.host, ether: ether(words[1]), hostname: name(words[3]), expires: expires == 0 ? nil : expires
        ))
    }
    return leases
  }

  /// dhcpd.leases(5) of OpenBSD: `lease ADDRESS { STATEMENTS }`; of several for one address the last counts.
  public static func dhcpd(_ text: String, now: Int) -> [LeaseFact] {
    var leases: [LeaseFact] = []
    var words = Words(text)
    while let word = words.next() {
      guard word == "lease", let text = words.next(), let address = Address(text), words.next() == "{" else { continue }
      var lease = LeaseFact(address: address.host)
      var isOver = false
      while let statement = words.statement() {
        switch statement.first {
        case "hardware": lease.ether = statement.last.flatMap { ether($0[...]) }
        case "client-hostname", "hostname": lease.hostname = statement.last.flatMap { name($0[...]) }
        case "abandoned": isOver = true
        case "ends":
          lease.expires = statement.count >= 4 ? seconds(statement[2], statement[3]) : nil
          isOver = isOver || (lease.expires.map { $0 <= now } ?? false)
        default: break
        }
      }
      leases.removeAll { $0.address == lease.address }
      if !isOver { leases.append(lease) }
    }
    return leases
  }

  private static func ether(_ word: Substring) -> String? {
    let parts = word.lowercased().split(separator: ":", omittingEmptySubsequences: false)
    let isOne = parts.count == 6 && parts.allSatisfy { $0.utf8.count == 2 && UInt8($0, radix: 16) != nil }
    return isOne ? parts.dropFirst().reduce(String(parts[0])) { $0 + ":" + $1 } : nil
  }

  private static func name(_ word: Substring) -> String? {
    let isOne =
      (1...255).contains(word.utf8.count)
      && word.utf8.allSatisfy { Name.isLetterOrDigit($0) || [0x2D, 0x2E, 0x5F].contains($0) }
    return isOne ? String(word) : nil
  }

  /// `2026/11/23` and `12:00:00`, in UTC.
  private static func seconds(_ date: String, _ time: String) -> Int? {
    let day = date.split(separator: "/").compactMap { Int($0) }
    let clock = time.split(separator: ":").compactMap { Int($0) }
    guard day.count == 3, clock.count == 3, (1970...9999).contains(day[0]), (1...12).contains(day[1]),
      (1...31).contains(day[2])
    else { return nil }
    // Counted from 1 March, so that a leap day is the last of its year.
    let year = day[1] > 2 ? day[0] : day[0] - 1
    let month = (day[1] + 9) % 12
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day[2] - 1 - 719_468
    return days * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
  }

  /// Words, texts in quotes, and `{ } ;` by themselves.
  private struct Words {
    private var rest: Substring.UnicodeScalarView

    init(_ text: String) { rest = text[...].unicodeScalars }

    mutating func next() -> String? {
      while let first = rest.first, first.properties.isWhitespace { rest.removeFirst() }
      guard let first = rest.popFirst() else { return nil }
      var word = String.UnicodeScalarView()
      if first == "\"" {
        while let next = rest.popFirst(), next != "\"" { word.append(next) }
        return String(word)
      }
      word.append(first)
      if "{};".unicodeScalars.contains(first) { return String(word) }
      while let next = rest.first, !next.properties.isWhitespace, !"{};\"".unicodeScalars.contains(next) {
        word.append(next)
        rest.removeFirst()
      }
      return String(word)
    }

    /// The words up to the next `;`; `nil` behind the last one of a block.
    mutating func statement() -> [String]? {
      var words: [String] = []
      while let word = next() {
        if word == "}" { return nil }
        if word == ";" { return words }
        words.append(word)
      }
      return nil
    }
  }
}
