import Facts
import Foundation
import Glibc
import Posix
import Testing
import Wire

@testable import Host

/// A server that falls silent, on a socket of this process.
@Suite struct StallTests {
  /// Answers each connection with `answer` and then says nothing more. The port, and the socket to close at the end.
  private static func serve(_ answer: String) throws -> (port: UInt16, socket: Int32) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
        bind(listener, plain, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, plain, &length) == 0
      }
    }
    try #require(bound)
    Thread.detachNewThread {
      while true {
        let connection = accept(listener, nil, nil)
        if connection < 0 { return }
        _ = write(connection, answer, answer.utf8.count)
      }
    }
    return (UInt16(bigEndian: address.sin_port), listener)
  }

  @Test(.enabled(if: Command.search("curl", in: Tools.folders) != nil, "needs curl"))
  func `a connection that brings nothing any more is given up, and what came is kept`() throws {
    let it = try Scratch()
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nETag: \"a\"\r\n\r\n" + String(repeating: "x", count: 400)
    let (port, listener) = try Self.serve(answer)
    defer { shutdown(listener, Int32(SHUT_RDWR)) }
    let digest = String(repeating: "0", count: 64)
    let download = Download(["http://127.0.0.1:\(port)/file"], to: it.path("file"), digest: .sha256(digest))
    let context = ApplyContext(paths: it.paths, tools: Tools(beside: "/usr/sbin", system: .linux))
    let fetch = Fetch(
      download: download, context: context, watch: .reversible, started: { _ in }, bytes: { _, _ in }, patience: 1)
    do throws(StepError) {
      try fetch.run()
      Issue.record("it came to an end")
    } catch {
      guard case .failed(let fault, let untouched) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(untouched)
      #expect(fault.message == "file can't be fetched")
      #expect(fault.cause?.contains("/file: curl: (") == true, "\(fault)")
    }
    #expect(it.text("file.part") == String(repeating: "x", count: 400))
    #expect(!Files.exists(it.path("file")))
  }
}
