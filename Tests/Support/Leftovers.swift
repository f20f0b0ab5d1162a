import Testing

extension World {
  /// What jailer makes once and keeps: locks, and folders that belong to no jail.
  public static let kept = [
    "file /run/jailer-zfs.lock", "file /run/netns/ ", "file /run/mount/ ", "mount /run/netns ",
    "file /run/crun/ ", "file /run/runc/ ", "file \(root)/run/ ", "file \(root)/run/jail/ ",
    "file \(root)/run/jail/.lastjid",
    "file \(root)/var/ ", "file \(root)/var/log/ ", "file \(root)/var/log/jail/ ",
    "file \(root)/var/db/ ", "file \(root)/var/db/jailer/ ",
    "file \(root)/var/db/jailer/journal/ ", "file \(root)/var/db/jailer/lock ",
    "file \(root)/var/db/jailer/rules.nft", "file \(root)/var/db/jailer/guards.nft",
    // What no chain is in any more.
    "rule table netdev jailer {", "rule }",
    "file \(root)/etc/ ", "file \(root)/etc/jail.conf.d/ ",
  ]

  /// Runs `body`, then records an issue for everything that is there now and wasn't before, or the
  /// other way round. `allowing` takes patterns of lines that are all right ("file */var/log/jail/www0.log *").
  public func expectNothingLeft(
    allowing: [String] = [], sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
  ) throws {
    let lines = try leftovers(allowing: allowing, body)
    if !lines.isEmpty {
      Issue.record(Comment(rawValue: lines.joined(separator: "\n")), sourceLocation: sourceLocation)
    }
  }

  /// What `body` leaves behind or takes away. An ended process shows until it is reaped, and the
  /// kernel frees a namespace's interfaces and mounts in its own time after the last process: such
  /// things get two seconds to go.
  public func leftovers(allowing: [String] = [], _ body: () throws -> Void) throws -> [String] {
    let before = try snapshot()
    try body()
    let deadline = ContinuousClock.now + .seconds(2)
    while true {
      let lines = before.difference(to: try snapshot(), allowing: Self.kept + allowing)
      if lines.isEmpty || ContinuousClock.now > deadline { return lines }
      _ = try sh("sleep 0.02")
    }
  }
}
