import Testing

@testable import Facts

/// The command lines of both programs: what they may be led to do is decided there.
@Suite struct WebClientTests {
  private func order(_ url: String, offset: Int = 0, validator: String? = nil) -> WebClient.Order {
    var order = WebClient.Order(url, to: "/c/base.txz.part")
    order.headers = "/c/base.txz.part.headers"
    order.offset = offset
    order.validator = validator
    return order
  }

  @Test func `curl reads no configuration, and leaves neither https nor the web`() {
    let curl = WebClient(program: "/usr/bin/curl", isCurl: true)
    let common = [
      "/usr/bin/curl", "-q", "--silent", "--show-error", "--fail", "--no-buffer", "--globoff", "--location",
      "--max-redirs", "5", "--proto", "=http,https", "--proto-redir",
    ]
    let rest = [
      "--connect-timeout", "30", "--speed-limit", "1", "--speed-time", "30", "--dump-header",
      "/c/base.txz.part.headers",
    ]
    #expect(
      curl.command(order("https://m/base.txz")) == common + ["=https"] + rest + [
        "--output", "/c/base.txz.part", "--url", "https://m/base.txz",
      ])
    #expect(
      curl.command(order("http://m/base.txz", offset: 7, validator: "\"tag\"")) == common + ["=http,https"] + rest + [
        "--continue-at", "7", "--header", "If-Range: \"tag\"", "--output", "/c/base.txz.part", "--url",
        "http://m/base.txz",
      ])
  }

  /// By fetch(1) of FreeBSD 14.
  @Test func `FreeBSD's fetch keeps what came, and goes on with it whatever its date`() {
    let fetch = WebClient(program: "/usr/bin/fetch", isCurl: false)
    #expect(
      fetch.command(order("https://m/base.txz"))
        == ["/usr/bin/fetch", "-q", "-R", "-T", "30", "-o", "/c/base.txz.part", "https://m/base.txz"])
    #expect(
      fetch.command(order("https://m/base.txz", offset: 7)) == [
        "/usr/bin/fetch", "-q", "-R", "-r", "-F", "-T", "30", "-o", "/c/base.txz.part", "https://m/base.txz",
      ])
    #expect(fetch.command(WebClient.Order("https://m/")).suffix(3) == ["-o", "-", "https://m/"])
  }
}
