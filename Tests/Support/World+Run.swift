import Foundation

extension World {
  /// What programs find in their environment.
  public static let environment = [
    "PATH": "\(prefix)/sbin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root", "LANG": "C.UTF-8", "TZ": "UTC", "TERM": "xterm",
  ]

  /// The installed jailer's command line.
  public static func command(_ arguments: [String]) -> [String] { jailerCommand(arguments) }

  static func jailerCommand(_ arguments: [String]) -> [String] {
    ["\(prefix)/sbin/jailer", "--root", root] + arguments
  }

  /// The installed jailer, as root, with `--root /mnt/root`; its input is empty unless given.
  public func jailer(
    _ arguments: [String], input: String = "", environment: [String: String] = [:],
    limit: Double = 60
  ) throws -> Run {
    try run(Self.jailerCommand(arguments), input: input, environment: environment, limit: limit)
  }

  /// The installed jailer on a terminal.
  public func jailerOnTerminal(
    _ arguments: [String], environment: [String: String] = [:], rows: UInt16 = 24,
    columns: UInt16 = 80
  ) throws -> Terminal {
    try terminal(
      Self.jailerCommand(arguments), environment: environment, rows: rows, columns: columns)
  }

  /// Any program in the world, by path or by PATH.
  public func run(
    _ command: [String], input: String = "", environment: [String: String] = [:], limit: Double = 60
  ) throws -> Run {
    try start(command, environment: environment).wait(input: Array(input.utf8), limit: limit)
  }

  /// A line for /bin/sh.
  public func sh(_ script: String, input: String = "", limit: Double = 60) throws -> Run {
    try run(["/bin/sh", "-c", script], input: input, limit: limit)
  }

  /// Starts a program without waiting for it: to send it signals, or to run several at once.
  public func start(_ command: [String], environment: [String: String] = [:]) throws -> Child {
    try checkOpen()
    return remember(
      try Child(command, world: pidfd, environment: Self.environment.merging(environment) { $1 }))
  }

  public func startJailer(_ arguments: [String]) throws -> Child {
    try start(Self.jailerCommand(arguments))
  }

  public func terminal(
    _ command: [String], environment: [String: String] = [:], rows: UInt16 = 24,
    columns: UInt16 = 80
  ) throws -> Terminal {
    try checkOpen()
    let terminal = try Terminal(
      command, world: pidfd, environment: Self.environment.merging(environment) { $1 }, rows: rows,
      columns: columns)
    _ = remember(terminal.child)
    return terminal
  }
}
