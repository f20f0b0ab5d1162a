import CPosix
import Glibc

/// A program to start. No shell, no search in PATH; the child gets its three descriptors and no others, default
/// signal handlers and an empty signal mask.
public struct Command: Sendable {
  public enum Stream: Sendable {
    case null
    /// The caller's own descriptor of that number.
    case inherit
    case descriptor(Int32)
  }
  public enum Group: Int32, Sendable {
    case callers = 0
    case own = 1
    case session = 2
  }
  public struct Credentials: Equatable, Sendable {
    public let uid: UInt32
    public let gid: UInt32
    /// The supplementary groups; none unless given.
    public let groups: [UInt32]
    public init(uid: UInt32, gid: UInt32, groups: [UInt32] = []) {
      self.uid = uid
      self.gid = gid
      self.groups = groups
    }
  }
  public struct Limit: Equatable, Sendable {
    /// RLIMIT_*, in setrlimit(2)'s units; soft and hard alike.
    public let resource: Int32
    public let value: UInt64
    public init(_ resource: Int32, _ value: UInt64) {
      self.resource = resource
      self.value = value
    }
  }

  public var arguments: [String]
  /// Exactly these, nothing inherited.
  public var environment: [String: String]
  public var directory: String?
  public var input: Stream = .null
  public var output: Stream = .inherit
  public var error: Stream = .inherit
  /// A descriptor that the child finds as number 3.
  public var extra: Int32?
  public var group: Group = .callers
  public var credentials: Credentials?
  public var noNewPrivileges = false
  public var limits: [Limit] = []
  /// Sent to the child when the thread that started it ends.
  public var parentDeathSignal: Int32 = 0
  /// Linux: a mount namespace of its own, in which these mount points are detached.
  public var detachedMounts: [String]?
  /// Linux, with `detachedMounts`: a tree whose device nodes can't be used there.
  public var withoutDevices: String?
  /// Linux: an open network namespace to join.
  public var network: Int32?
  /// Linux 5.12: executed from a detached read-only mount of its own, so that nobody can write to the program through
  /// /proc/PID/exe.
  public var isReadOnly = false

  public init(_ arguments: [String], environment: [String: String] = [:], directory: String? = nil) {
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
  }

  /// Starts it. A program that can't be executed is an error here: `exec` and its path.
  public func start() throws(PosixError) -> Child {
    var tries = 0
    while true {
      do throws(PosixError) { return try startOnce() } catch {
        // A process that another thread is just starting has a program that was written a moment ago still open, until
        // its own exec.
        guard error.errno == ETXTBSY, tries < 100 else { throw error }
        tries += 1
        Clock.pause(milliseconds: 1)
      }
    }
  }

  private func startOnce() throws(PosixError) -> Child {
    guard let path = arguments.first else { throw PosixError("exec", errno: EINVAL) }
    for argument in arguments { try whole(argument, "exec") }
    for (name, value) in environment { try whole(name + value, "exec") }
    if let directory { try whole(directory, "chdir") }

    var spawn = cposix_spawn()
    spawn.input = raw(input, 0)
    spawn.output = raw(output, 1)
    spawn.error = raw(error, 2)
    spawn.group = group.rawValue
    if let credentials {
      spawn.change_credentials = 1
      spawn.uid = credentials.uid
      spawn.gid = credentials.gid
    }
    spawn.no_new_privileges = noNewPrivileges ? 1 : 0
    spawn.parent_death_signal = parentDeathSignal
    spawn.private_mounts = detachedMounts == nil ? 0 : 1
    spawn.network = network ?? -1
    spawn.read_only = isReadOnly ? 1 : 0
    spawn.extra = extra ?? -1

    let argv = CStrings(arguments)
    let envp = CStrings(environment.map { "\($0.key)=\($0.value)" })
    let detach = CStrings(detachedMounts ?? [])
    let folder = directory.map { CStrings([$0]) }
    let tree = withoutDevices.map { CStrings([$0]) }
    let limits = limits.map { cposix_limit(resource: $0.resource, soft: $0.value, hard: $0.value) }
    var stage: UnsafePointer<CChar>?
    // The pointers are good only while their owners live.
    defer { withExtendedLifetime((argv, envp, detach, folder, tree)) {} }
    let groups = credentials?.groups ?? []
    let pid = groups.withUnsafeBufferPointer { groups in
      limits.withUnsafeBufferPointer { limits in
        spawn.without_devices = tree?.first
        spawn.groups = groups.baseAddress
        spawn.group_count = groups.count
        spawn.path = UnsafePointer(argv.first)
        spawn.arguments = argv.constant
        spawn.environment = envp.constant
        spawn.directory = UnsafePointer(folder?.first)
        spawn.detach = UnsafePointer(detach.pointers)
        spawn.limits = limits.baseAddress
        spawn.limit_count = limits.count
        return cposix_start(&spawn, &stage)
      }
    }
    if pid < 0 {
      let call = stage.map { String(cString: $0) } ?? "fork"
      throw PosixError(call, call == "chdir" ? directory : path, errno: -pid)
    }
    return Child(pid: pid)
  }

  /// Becomes the program; returns only by throwing. Uses arguments, environment and `isReadOnly` alone.
  public func replaceProcess() throws(PosixError) -> Never {
    for argument in arguments { try whole(argument, "exec") }
    let argv = CStrings(arguments)
    let envp = CStrings(environment.map { "\($0.key)=\($0.value)" })
    guard let path = argv.first else { throw PosixError("exec", errno: EINVAL) }
    defer { withExtendedLifetime((argv, envp)) {} }
    let failure = cposix_replace(path, argv.constant, envp.constant, isReadOnly ? 1 : 0)
    throw PosixError("exec", arguments.first, errno: -failure)
  }

  /// The first executable file of that name in `directories`; a name with a slash is taken as it is.
  public static func search(_ name: String, in directories: [String]) -> String? {
    let candidates =
      name.utf8.contains(UInt8(ascii: "/")) ? [name] : directories.map { "\($0)/\(name)" }
    return candidates.first { path in
      ((try? Files.stat(path)) ?? nil)?.kind == .file && access(path, X_OK) == 0
    }
  }

  private func raw(_ stream: Stream, _ own: Int32) -> Int32 {
    switch stream {
    case .null: -1
    case .inherit: own
    case .descriptor(let fd): fd
    }
  }
}
