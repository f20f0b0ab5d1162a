import Testing
import Wire

@Suite struct FaultTests {
  @Test func eachCodeHasItsWordAndItsStatus() {
    let all: [(Fault.Code, String, Int32)] = [
      (.failed, "failed", 1), (.partlyUndone, "partly-undone", 4), (.usage, "usage", 64), (.badData, "bad-data", 65),
      (.notFound, "not-found", 66), (.unavailable, "unavailable", 69), (.crashed, "crashed", 70),
      (.exists, "exists", 73),
      (.busy, "busy", 75), (.protocolFault, "protocol", 76), (.notPermitted, "not-permitted", 77),
      (.configuration, "configuration", 78), (.interrupted, "interrupted", 130),
    ]
    for (code, word, status) in all {
      #expect(code.word == word)
      #expect(Fault.Code(word: word) == code)
      #expect(code.exitStatus == status)
    }
    #expect(Fault.Code(word: "Failed") == nil)
    #expect(Fault.Code(word: "") == nil)
  }

  @Test func asJSON() {
    #expect(Fault(.notFound, "no jail app0").json.text() == #"{"code":"not-found","message":"no jail app0"}"#)
    #expect(
      Fault(.usage, "m", cause: "c", hint: "h", field: "f").json.text()
        == #"{"code":"usage","message":"m","cause":"c","field":"f","hint":"h"}"#)
  }
}
