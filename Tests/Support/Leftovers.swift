import Testing

extension World {
  /// What jailer makes once and keeps: locks, and folders that belong to no jail.
  public static let kept = [
    "file /run/jailer-zfs.lock", "file /run/netns/ ", "file /run/mount/ ", "mount /run/netns ",
    "file /run/crun/ ", "file /run/runc/ ",
    "file \(root)/run/ ", "file \(root)/run/jail/ ",
    "file \(root)/var/ ", "file \(root)/var/log/ ", "file \(root)/var/log/jail/ ",
    "file \(root)/var/db/ ", "file \(root)/var/db/jailer/ ", "file \(root)/var/db/jailer/journal/ ",
    "file \(root)/var/db/jailer/lock ", "file \(root)/etc/ ", "file \(root)/etc/jail.conf.d/ ",
  ]

  /// Runs `body`, then records an issue for everything that is there now and wasn't before, or the
  /// other way round. `allowing` takes patterns of lines that are all right ("file */var/log/jail/www0.log *").
  @discardableResult
  public func expectNothingLeft<R>(
    allowing: [String] = [], sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> R
  ) throws -> R {
    let before = try snapshot()
    let result = try body()
    let difference = try settledDifference(from: before, allowing: Self.kept + allowing)
    if !difference.isEmpty {
      Issue.record(
        Comment(rawValue: difference.joined(separator: "\n")), sourceLocation: sourceLocation)
    }
    return result
  }

  /// An ended process shows until it is reaped, and the kernel frees interfaces and mounts of a
  /// namespace in its own time after the last process: such things get two seconds to go.
  func settledDifference(from before: Snapshot, allowing: [String]) throws -> [String] {
    let deadline = ContinuousClock.now + .seconds(2)
    while true {
      let difference = before.difference(to: try snapshot(), allowing: allowing)
      if difference.isEmpty || ContinuousClock.now > deadline { return difference }
      _ = try sh("sleep 0.02")
    }
  }
}
