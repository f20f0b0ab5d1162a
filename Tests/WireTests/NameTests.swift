import Testing
import Wire

@Suite struct NameTests {
  @Test(
    arguments: [
      ("a", true), ("image-2", true), ("a-", true), (String(repeating: "a", count: 32), true), ("", false),
      ("A", false), ("1a", false),
      ("-a", false), ("a_b", false), ("a b", false), ("a/b", false), ("é", false), ("a\n", false), ("a\u{0}", false),
      ("ａ", false),
      (String(repeating: "a", count: 33), false),
    ] as [(String, Bool)])
  func verb(text: String, valid: Bool) {
    #expect(Name.isVerb(text) == valid)
  }

  @Test(
    arguments: [
      ("www0", nil), ("99d6c13c", nil), ("A_b-c", nil), ("_", nil), ("1-", nil),
      (String(repeating: "a", count: 63), nil),
      ("", "it is empty"), (String(repeating: "a", count: 64), "it is longer than 63 characters"),
      (String(repeating: "a", count: 300), "it is longer than 63 characters"), ("-x", "it begins with -"),
      ("-", "it begins with -"),
      ("a/b", "only letters, digits, _ and - are allowed"), ("..", "only letters, digits, _ and - are allowed"),
      ("a b", "only letters, digits, _ and - are allowed"), ("a\u{1b}", "only letters, digits, _ and - are allowed"),
      ("a\r\n", "only letters, digits, _ and - are allowed"), ("a\u{0}b", "only letters, digits, _ and - are allowed"),
      ("é", "only letters, digits, _ and - are allowed"), ("١٢", "only letters, digits, _ and - are allowed"),
      ("a@b", "only letters, digits, _ and - are allowed"), ("$a", "only letters, digits, _ and - are allowed"),
      ("7", "digits alone would be taken for a jid"), ("image", "the store uses this name itself"),
      ("images", "the store uses this name itself"),
      ("network", "the store uses this name itself"),
    ] as [(String, String?)])
  func jail(text: String, fault: String?) {
    #expect(Name.faultOfJail(text) == fault)
  }

  @Test(
    arguments: [
      ("13.1-RELEASE", nil), ("debian:12", nil), ("1", nil), ("", "it is empty"),
      (".", "it must begin with a letter or a digit"),
      ("..", "it must begin with a letter or a digit"), ("-r", "it must begin with a letter or a digit"),
      ("a/b", "only letters, digits, _ - . and : are allowed"),
      ("a@b", "only letters, digits, _ - . and : are allowed"),
      (String(repeating: "a", count: 64), "it is longer than 63 characters"),
    ] as [(String, String?)])
  func image(text: String, fault: String?) {
    #expect(Name.faultOfImage(text) == fault)
  }

  @Test(
    arguments: [
      ("bridge0", nil), ("eth0.100", nil), ("epair6a", nil), ("", "it is empty"),
      ("sixteencharacter", "it is longer than 15 characters"),
      (".", "it is not an interface's name"), ("..", "it is not an interface's name"),
      ("-a", "it is not an interface's name"),
      ("a/b", "only letters, digits, _ - and . are allowed"), ("a b", "only letters, digits, _ - and . are allowed"),
    ] as [(String, String?)])
  func interface(text: String, fault: String?) {
    #expect(Name.faultOfInterface(text) == fault)
  }

  @Test(
    arguments: [
      ("tank", nil), ("zroot/jails/db0", nil), ("t/a:b.c-d_e", nil),
      ("", "each part must begin with a letter or a digit"),
      ("/tank", "each part must begin with a letter or a digit"),
      ("tank/", "each part must begin with a letter or a digit"),
      ("tank//a", "each part must begin with a letter or a digit"),
      ("tank/../a", "each part must begin with a letter or a digit"),
      ("-r", "each part must begin with a letter or a digit"),
      ("t/a b", "only letters, digits, _ - . : and / are allowed"),
      ("t/a@b", "only letters, digits, _ - . : and / are allowed"),
      ("t/a\u{301}", "only letters, digits, _ - . : and / are allowed"),
      (String(repeating: "a", count: 201), "it is longer than 200 characters"),
    ] as [(String, String?)])
  func dataset(text: String, fault: String?) {
    #expect(Name.faultOfDataset(text) == fault)
  }

  @Test(
    arguments: [
      ("t/a@base", nil), ("t@2026-01-01_00:00", nil), ("t@1.", nil), ("t", "it is not DATASET@NAME"),
      ("t@a@b", "it is not DATASET@NAME"),
      ("@a", "each part must begin with a letter or a digit"), ("t@", "behind the @, it is empty"),
      ("t@.", "behind the @, it must begin with a letter or a digit"),
      ("t@-r", "behind the @, it must begin with a letter or a digit"),
      ("t@a/b", "behind the @, only letters, digits, _ - . and : are allowed"),
      ("t@a%", "behind the @, only letters, digits, _ - . and : are allowed"),
      ("t@" + String(repeating: "a", count: 64), "behind the @, it is longer than 63 characters"),
      (
        String(repeating: "a", count: 200) + "@" + String(repeating: "a", count: 55), "it is longer than 255 characters"
      ),
    ] as [(String, String?)])
  func snapshot(text: String, fault: String?) {
    #expect(Name.faultOfSnapshot(text) == fault)
  }

  @Test(
    arguments: [
      ("/a", true), ("/a/b.c/..d", true), ("/a/...", true), ("/a b/\u{1b}", true), ("/\u{301}a", true), ("/", false),
      ("", false),
      ("a", false), ("/a/", false), ("//a", false), ("/a//b", false), ("/.", false), ("/a/..", false), ("/../a", false),
      ("/a/./b", false),
      ("/a/../\u{301}b", false), ("/a/../\u{200d}b", false), ("/..\u{301}/a", true), ("/a\u{0}b", false),
      ("\u{301}/a", false),
    ] as [(String, Bool)])
  func path(text: String, valid: Bool) {
    #expect(Name.isPath(text) == valid)
  }

  @Test(
    arguments: [
      ("PATH", true), ("_", true), ("a1", true), ("", false), ("1a", false), ("A=B", false), ("A-B", false),
      ("É", false), ("A\n", false),
    ] as [(String, Bool)])
  func variable(text: String, valid: Bool) {
    #expect(Name.isVariable(text) == valid)
  }
}
