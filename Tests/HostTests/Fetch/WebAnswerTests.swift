import Facts
import Testing

@testable import Host

@Suite struct WebAnswerTests {
  @Test func `the last answer counts, not those that led to it`() {
    let answer = WebAnswer(
      "HTTP/1.1 302 Found\r\nContent-Length: 5\r\nETag: \"old\"\r\nLocation: /x\r\n\r\n"
        + "HTTP/2 206 \r\ncontent-length: 400\r\ncontent-range: bytes 600-999/1000\r\neTag: \"new\"\r\n\r\n")
    #expect(answer.status == 206)
    #expect(answer.total == 1000)
    #expect(answer.validator == "\"new\"")
    #expect(!answer.isMissing)
  }

  @Test func `a weak tag says nothing of bytes, a date does, and nonsense is passed over`() {
    let date = "Sun, 22 Nov 2026 18:46:50 GMT"
    #expect(WebAnswer("HTTP/1.1 200 OK\r\nETag: W/\"a\"\r\nLast-Modified: \(date)\r\n").validator == date)
    #expect(WebAnswer("HTTP/1.1 200 OK\r\nETag: W/\"a\"\r\n").validator == nil)
    #expect(WebAnswer("HTTP/1.1 200 OK\r\nETag: \"\u{1B}]\"\r\n").validator == nil)
    #expect(WebAnswer("HTTP/1.1 200 OK\r\nContent-Length: many\r\n").total == nil)
    #expect(WebAnswer("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n").total == nil)
    #expect(WebAnswer("HTTP/1.1 404 Not Found\r\n").isMissing)
    #expect(WebAnswer("").status == 0 && WebAnswer("HTTP/").status == 0)
  }

  @Test func `of the caller's environment only what concerns the network is kept`() {
    let given = [
      "https_proxy": "http://p", "SSL_CERT_FILE": "/ca", "LD_PRELOAD": "/x", "HOME": "/h", "CURL_HOME": "/c",
    ]
    #expect(WebClient.environment(of: given) == ["https_proxy": "http://p", "SSL_CERT_FILE": "/ca"])
  }
}
