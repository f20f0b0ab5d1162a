import Posix
import Wire

/// The program that fetches: curl(1), or FreeBSD's fetch(1) where curl is missing. Its configuration files are not read
/// and there is no shell.
public struct WebClient: Sendable {
  private let program: String
  public let isCurl: Bool
  /// Seconds after which a connection that brings nothing is given up.
  public var patience = 30

  /// One file that is to be fetched.
  public struct Order {
    public let url: String
    /// The file's path; `nil`: standard output.
    public let to: String?
    /// Where the server's headers go, as soon as they arrive (curl only).
    public var headers: String?
    /// How many bytes are there already and stay.
    public var offset: Int = 0
    /// What the server called the content that those bytes are of: an ETag or a date.
    public var validator: String?
    /// The most bytes.
    public var limit: Int?

    public init(_ url: String, to: String? = nil) {
      self.url = url
      self.to = to
    }
  }

  init(program: String, isCurl: Bool) {
    self.program = program
    self.isCurl = isCurl
  }

  /// - Throws: `unavailable` where there is no such program.
  public init() throws(Fault) {
    if let curl = Command.search("curl", in: Tools.folders) {
      (program, isCurl) = (curl, true)
    } else if let fetch = Command.search("fetch", in: Tools.folders) {
      (program, isCurl) = (fetch, false)
    } else {
      throw Fault(.unavailable, "curl is not installed", hint: "install curl and run the command again")
    }
  }

  public func command(_ order: Order) -> [String] { isCurl ? curl(order) : fetch(order) }

  private func curl(_ order: Order) -> [String] {
    // Redirects may lead to another host, which gets no credentials, but not out of https, and never to a file.
    let further = order.url.hasPrefix("https://") ? "=https" : "=http,https"
    var words = [
      program, "-q", "--silent", "--show-error", "--fail", "--no-buffer", "--globoff", "--location", "--max-redirs",
      "5",
      "--proto", "=http,https", "--proto-redir", further, "--connect-timeout", "\(patience)",
      "--speed-limit", "1", "--speed-time", "\(patience)",
    ]
    if let limit = order.limit { words += ["--max-filesize", "\(limit)"] }
    if let headers = order.headers { words += ["--dump-header", headers] }
    if order.offset > 0 {
      words += ["--continue-at", "\(order.offset)"]
      if let validator = order.validator { words += ["--header", "If-Range: \(validator)"] }
    }
    return words + ["--output", order.to ?? "-", "--url", order.url]
  }

  /// Without -R it removes what is not whole, without -F it won't go on with a file of another date.
  private func fetch(_ order: Order) -> [String] {
    [program, "-q", "-R"] + (order.offset > 0 ? ["-r", "-F"] : []) + ["-T", "\(patience)", "-o", order.to ?? "-"]
      + [order.url]
  }

  /// What these programs and their libraries look for in their environment.
  private static let variables: Set<String> = [
    "http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "SSL_CA_CERT_FILE", "SSL_CA_CERT_PATH",
  ]

  /// The caller's proxies and certificates, and nothing else of the caller's.
  public static func environment(of caller: [String: String]) -> [String: String] {
    caller.filter { variables.contains($0.key) }
  }
}
