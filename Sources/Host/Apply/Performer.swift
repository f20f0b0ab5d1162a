import Facts
import Glibc
import Posix
import Wire

/// Does what one action says, whether it is a step or the undo of one.
struct Performer {
  let context: ApplyContext
  let watch: Watch
  var lock: String?
  var retry: Int64 = 0
  var mayTryAgain: () -> Bool = { true }
  var started: ([ProcessMark]) -> Void = { _ in }
  var bytes: (Int, Int?) -> Void = { _, _ in }

  /// Everything but the files and folders of `FileChange`.
  func perform(_ action: Action) throws(StepError) {
    let programs = Programs(
      watch: watch, paths: context.paths, lock: lock, retry: retry, mayTryAgain: mayTryAgain,
      started: started)
    switch action {
    case .run(let argv): try programs.run([argv])
    case .pipe(let parts): try programs.run(parts)
    case .remove(let path, let tree): try remove(path, tree: tree)
    case .rename(let from, let to): try rename(from, to)
    case .wait(let things, let most): try wait(for: things, atMost: Int64(most))
    case .unpack(let archive, let folder):
      try Unpack(
        archive: archive, into: folder, context: context, watch: watch, started: started,
        bytes: bytes
      ).run()
    case .fetch(let download):
      try Fetch(download: download, context: context, watch: watch, started: started, bytes: bytes).run()
    case .invoke:
      throw .failed(
        Fault(.protocolFault, "\(ShellLine.short(action)) was left in the plan"), untouched: true)
    case .write, .copy, .directory:
      throw .failed(
        Fault(.protocolFault, "\(ShellLine.short(action)) can't be an undo"), untouched: true)
    }
  }

  /// What is not there is removed already.
  private func remove(_ path: String, tree: Bool) throws(StepError) {
    do throws(PosixError) {
      guard let status = try Files.lstat(path) else { return }
      if tree {
        try Tree.remove(path)
      } else if status.kind == .directory {
        try Files.removeDirectory(path)
      } else {
        try Files.unlink(path)
      }
      try Files.syncDirectory(Files.split(path).directory)
    } catch {
      // Mounts are looked for before anything of a tree is removed.
      let untouched = !tree || error.errno == EXDEV
      throw .posix("\(Printable.clean(path)) can't be removed", error, untouched: untouched)
    }
  }

  private func rename(_ from: String, _ to: String) throws(StepError) {
    do throws(PosixError) {
      // As an undo: what isn't there was never renamed.
      guard try Files.lstat(from) != nil else { return }
      try Files.renameNew(from, to: to)
      try Files.syncDirectory(Files.split(to).directory)
    } catch {
      throw .posix("\(Printable.clean(from)) can't be renamed to \(Printable.clean(to))", error)
    }
  }

  private func wait(for things: [Thing], atMost milliseconds: Int64) throws(StepError) {
    let end = Clock.monotonic() + milliseconds
    var pause: Int64 = 5
    while true {
      guard let left = try Proof(context.probe).present(things).first else { return }
      guard Clock.monotonic() < end else {
        let fault = Fault(.failed, "\(left.described) is still there after \(milliseconds) ms")
        throw .failed(fault, untouched: true)
      }
      guard watch.pause(milliseconds: min(pause, max(1, end - Clock.monotonic()))) else {
        if Interrupts.arrived >= watch.signals { throw .interrupted }
        throw .failed(
          Fault(.failed, "waiting for \(left.described) took too long"), untouched: true)
      }
      pause = min(pause * 2, 100)
    }
  }
}
