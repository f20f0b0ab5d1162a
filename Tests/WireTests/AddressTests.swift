import Testing
import Wire

@Suite struct AddressTests {
  @Test(
    arguments: [
      ("10.0.0.10", "10.0.0.10"), ("10.0.0.10/24", "10.0.0.10/24"), ("0.0.0.0/0", "0.0.0.0/0"),
      ("255.255.255.255/32", "255.255.255.255/32"), ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("::/0", "::/0"),
      ("2001:DB8::1/64", "2001:db8::1/64"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
      ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("0:0:1::", "0:0:1::"), ("fe80::0:1", "fe80::1"),
      ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
      ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("::ffff:10.0.0.1", "::ffff:10.0.0.1"),
      ("::ffff:a00:1/128", "::ffff:10.0.0.1/128"),
      ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
    ] as [(String, String)])
  func readsAndPrints(text: String, printed: String) {
    #expect(Address(text)?.text == printed)
    #expect(Address(printed)?.text == printed)
    #expect(Address(printed) == Address(text))
  }

  @Test(arguments: [
    "", " ", "10", "10.0.0", "10.0.0.", ".10.0.0.1", "10.0.0.0.1", "10.0.0.256", "10.0.0.01", "010.0.0.1", "10.0.0.-1",
    "10.0.0.+1", "10.0.0.1 ", " 10.0.0.1", "10.0.0.1\n", "0x0a.0.0.1", "10.0.0.1/", "10.0.0.1/33", "10.0.0.1/-1",
    "10.0.0.1/024", "10.0.0.1/24/8", "10.0.0.1/24 ", "10.0.0.1/255.255.255.0", "10.0.0.1%eth0", "dhcp", "localhost",
    "１０.0.0.1", "10.0.0.١", "10.0.0.1\u{301}", ":", ":::", "::::", "1:::2", "1::2::3", "::1::", ":1::", "1::2:",
    "12345::",
    "g::", "::1/129", "::1%lo", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8",
    "1.2.3.4::", "::1.2.3.4:1", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "::01.2.3.4", "::-1", "[::1]",
    String(repeating: "1:", count: 100_000), String(repeating: "1", count: 100_000),
  ])
  func refuses(text: String) {
    #expect(Address(text) == nil)
  }

  @Test(
    arguments: [
      ("10.1.2.3/24", "10.1.2.0/24", "10.1.2.255/24", "255.255.255.0"),
      ("10.1.2.3/0", "0.0.0.0/0", "255.255.255.255/0", "0.0.0.0"),
      ("10.1.2.3/32", "10.1.2.3/32", "10.1.2.3/32", "255.255.255.255"),
      ("10.1.2.3/31", "10.1.2.2/31", "10.1.2.3/31", "255.255.255.254"),
      ("172.16.200.7/12", "172.16.0.0/12", "172.31.255.255/12", "255.240.0.0"),
      ("2001:db8::abcd/64", "2001:db8::/64", "2001:db8::ffff:ffff:ffff:ffff/64", nil),
      ("2001:db8:ffff::1/33", "2001:db8:8000::/33", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff/33", nil),
    ] as [(String, String, String, String?)])
  func knowsItsNetwork(text: String, network: String, last: String, mask: String?) throws {
    let address = try #require(Address(text))
    #expect(address.network.text == network)
    #expect(address.last.text == last)
    #expect(address.mask == mask)
  }

  @Test(
    arguments: [
      ("10.0.0.0/24", "10.0.0.255", true), ("10.0.0.7/24", "10.0.0.1/8", true), ("10.0.0.0/24", "10.0.1.0", false),
      ("0.0.0.0/0", "255.1.2.3", true), ("10.0.0.1", "10.0.0.1", true), ("10.0.0.1", "10.0.0.2", false),
      ("::/0", "10.0.0.1", false), ("0.0.0.0/0", "::1", false), ("fe80::/10", "febf::1", true),
      ("fe80::/10", "fec0::", false),
    ] as [(String, String, Bool)])
  func contains(network: String, other: String, expected: Bool) throws {
    #expect(try #require(Address(network)).contains(#require(Address(other))) == expected)
  }

  @Test(
    arguments: [
      ("255.255.255.0", 24), ("24", 24), ("0", 0), ("0.0.0.0", 0), ("255.255.255.255", 32), ("128.0.0.0", 1),
      ("32", 32),
      ("33", nil), ("255.0.255.0", nil), ("0.0.0.255", nil), ("", nil), ("/24", nil), ("-1", nil), ("024", nil),
      ("255.255.255", nil),
      ("ffff::", nil),
    ] as [(String, Int?)])
  func prefixOfMask(text: String, prefix: Int?) {
    #expect(Address.prefix(ofMask: text) == prefix)
  }

  @Test func theHostPartHasNoPrefix() {
    #expect(Address("10.0.0.1/8")?.host == "10.0.0.1")
    #expect(Address("::1/64")?.host == "::1")
    #expect(Address("10.0.0.1")?.with(prefix: 24).text == "10.0.0.1/24")
    #expect(Address("10.0.0.1/24")?.with(prefix: nil).text == "10.0.0.1")
    #expect(Address("10.0.0.1")?.mask == nil)
  }
}
