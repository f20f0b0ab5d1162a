import Glibc
import Posix
import Testing

@Suite struct CommandTests {
  func shell(_ script: String) -> Command {
    Command(["/bin/sh", "-c", script], environment: ["A": "b"])
  }

  @Test func givesStatusAndBothStreams() throws {
    let done = try shell("echo out; echo err >&2; exit 7").run()
    #expect(done.status == .exited(7))
    #expect(String(decoding: done.output, as: UTF8.self) == "out\n")
    #expect(String(decoding: done.error, as: UTF8.self) == "err\n")
  }

  @Test func tellsSignalsFromCodes() throws {
    let done = try shell("kill -9 $$").run()
    #expect(done.status == .signalled(SIGKILL))
    #expect(done.status.shellCode == 137)
  }

  @Test func reportsWhatCannotBeExecuted() throws {
    for (path, code) in [("/nowhere", ENOENT), ("/etc", EACCES), ("/etc/passwd", EACCES)] {
      do {
        _ = try Command([path]).run()
        Issue.record("\(path) ran")
      } catch {
        #expect(error == PosixError("exec", path, errno: code))
      }
    }
    #expect(failure { _ = try Command(["/bin/true"], directory: "/nowhere").run() } == ENOENT)
    #expect(failure { _ = try Command([]).run() } == EINVAL)
    #expect(failure { _ = try Command(["/bin/true", "a\0b"]).run() } == EINVAL)
  }

  @Test func passesExactlyItsEnvironmentAndThreeDescriptors() throws {
    let held = try Files.open("/etc/passwd", O_RDONLY)
    let leak = dup2(held.raw, 77)
    defer { close(leak) }
    let done = try Command(["/usr/bin/env"], environment: ["A": "b"]).run()
    #expect(String(decoding: done.output, as: UTF8.self) == "A=b\n")
    let open = try shell("for i in /proc/$$/fd/*; do echo ${i##*/}; done").run()
    #expect(!String(decoding: open.output, as: UTF8.self).split(separator: "\n").contains("77"))
  }

  @Test func resetsSignals() throws {
    // The upper half may hold signal 32, which is the C library's own.
    signal(SIGPIPE, SIG_IGN)
    var blocked = sigset_t()
    sigemptyset(&blocked)
    sigaddset(&blocked, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &blocked, nil)
    defer { pthread_sigmask(SIG_UNBLOCK, &blocked, nil) }
    let done = try shell(
      "grep -E '^Sig(Blk|Ign)' /proc/self/status | sed -E 's/.*(.{8})$/\\1/; s/^8/0/'"
    ).run()
    #expect(
      String(decoding: done.output, as: UTF8.self)
        == "00000000\n00000000\n")
  }

  @Test func feedsInput() throws {
    let text = [UInt8](repeating: 97, count: 300_000)
    let done = try Command(["/bin/cat"]).run(input: text, keep: 1 << 20)
    #expect(done.output == text)
  }

  @Test func keepsTheTail() throws {
    let done = try shell("head -c 3000000 /dev/zero; echo end").run(keep: 10)
    #expect(done.output == [0, 0, 0, 0, 0, 0] + Array("end\n".utf8))
    #expect(done.outputSize == 3_000_004)
  }

  @Test func isNotHeldUpByADaemon() throws {
    let begun = Clock.monotonic()
    let done = try shell("sleep 30 & echo $!").run()
    let pid = Int32(String(decoding: done.output, as: UTF8.self).dropLast()) ?? 0
    #expect(done.status.success)
    #expect(kill(pid, SIGKILL) == 0)
    #expect(Clock.monotonic() - begun < 25_000)
  }

  @Test func killsTheGroupWhenTimeIsOver() throws {
    var command = shell("sleep 50 & echo $!; wait")
    command.group = .own
    let done = try command.run(milliseconds: 200)
    #expect(done.timedOut)
    #expect(done.status == .signalled(SIGKILL))
  }

  @Test func stopsOneThatWritesTooMuch() throws {
    var command = Command(["/bin/cat", "/dev/zero"])
    command.limits = [Command.Limit(Int32(bitPattern: RLIMIT_FSIZE.rawValue), 100_000)]
    let done = try command.run(milliseconds: 20_000)
    #expect(done.status == .signalled(SIGXFSZ))
    #expect(done.outputSize == 100_000)
  }

  @Test(.enabled(if: getuid() == 0, "needs root")) func dropsCredentials() throws {
    var command = Command(["/usr/bin/id"])
    command.credentials = Command.Credentials(uid: 65534, gid: 65534)
    command.noNewPrivileges = true
    let done = try command.run()
    #expect(String(decoding: done.output, as: UTF8.self).contains("uid=65534"))
    #expect(!String(decoding: done.output, as: UTF8.self).contains("root"))
    // Our own memory is no more hidden than before.
    #expect(Files.exists("/proc/self/exe"))
  }

  @Test func waitsUntilADeadline() throws {
    let child = try shell("sleep 60").start()
    #expect(try child.wait(until: Clock.monotonic() + 20) == nil)
    try child.kill(SIGTERM)
    #expect(try child.wait() == .signalled(SIGTERM))
    #expect(try child.wait(until: 0) == .signalled(SIGTERM))
    try child.kill(SIGTERM)
  }
}
