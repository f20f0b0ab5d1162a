import Testing
import Wire

/// Each message that a plugin's author can get to see, word by word.
@Suite struct MessageTests {
  @Test(arguments: manifestCases)
  func manifest(case: Case) throws {
    try `case`.check { json throws(ShapeError) in _ = try Manifest(json) }
  }

  @Test(arguments: requestCases)
  func request(case: Case) throws {
    try `case`.check { json throws(ShapeError) in _ = try Request(json) }
  }

  @Test(arguments: replyCases + planCases)
  func reply(case: Case) throws {
    try `case`.check { json throws(ShapeError) in _ = try Reply(json) }
  }

  /// What was read and is written says the same again.
  @Test(arguments: (replyCases + planCases).filter { $0.fault == nil })
  func replyComesBack(case: Case) throws {
    let reply = try Reply(try `case`.json)
    let text = reply.json.bytes
    #expect(try Reply(JSON.read(text, limit: Limits.reply)) == reply)
    #expect(try Reply(JSON.read(text, limit: Limits.reply)).json.bytes == text)
  }

  @Test(arguments: requestCases.filter { $0.fault == nil })
  func requestComesBack(case: Case) throws {
    let request = try Request(try `case`.json)
    #expect(try Request(JSON.read(request.json.bytes, limit: Limits.request)) == request)
  }
}
