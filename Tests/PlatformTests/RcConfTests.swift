import Platform
import Testing
import Wire

@Suite struct RcConfTests {
  @Test func `plain assignments are read, the last one counts, nothing is evaluated`() {
    let text = """
      # jailer_dir="no"
      hostname=web # comment
      jailer_dir="zfs:a/b"
        jailer_image='x y'
      jailer_dir="zfs:tank/jails"
      evil="$(touch /tmp/x)"
      also=`id`
      broken="open
      a b=c
      """
    #expect(
      RcConf.values(text) == ["hostname": "web", "jailer_dir": "zfs:tank/jails", "jailer_image": "x y"])
  }

  @Test func `a value is replaced in its place, or added at the end`() throws {
    let text = "# mine\njailer_dir=\"a\"\nother=1\n"
    #expect(try RcConf.set("jailer_dir", to: "zfs:x/y", in: text) == "# mine\njailer_dir=\"zfs:x/y\"\nother=1\n")
    #expect(try RcConf.set("jailer_image", to: "bb", in: text) == text + "jailer_image=\"bb\"\n")
    #expect(try RcConf.set("a", to: "b", in: "") == "a=\"b\"\n")
    #expect(try RcConf.set("a", to: "b", in: "x=1") == "x=1\na=\"b\"\n")
  }

  @Test(arguments: ["a\"b", "$HOME", "`id`", "a\\b", "a\nb", "a\u{1}"])
  func `a value that a shell would take apart is refused`(value: String) {
    #expect(fault { () throws(Fault) in try RcConf.set("a", to: value, in: "") }?.code == .badData)
  }
}
