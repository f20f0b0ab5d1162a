import Wire

/// What linux-jail keeps of a jail in `Paths.running`/NAME/state.json from the first step of its creation to the last
/// of its removal. A reader needs no process: the file and /proc/PID/stat say whether the jail runs.
public struct RunState: Sendable, Equatable {
  /// Where in its life the jail is. After the death of linux-jail it stays at what was under way.
  public enum Phase: String, Sendable { case starting, running, stopping }

  /// The jail's PID 1 as the host sees it. Numbers are used again, so the start time belongs to it.
  public struct Init: Sendable, Equatable {
    public var pid: Int
    /// Field 22 of /proc/PID/stat: clock ticks after boot.
    public var start: Int
    /// /proc/sys/kernel/random/boot_id
    public var boot: String

    public init(pid: Int, start: Int, boot: String) {
      self.pid = pid
      self.start = start
      self.boot = boot
    }

    /// Whether `stat`, the text of /proc/PID/stat, is of this very process, and alive.
    public func matches(stat: String, boot: String) -> Bool { matches(ProcessStat(stat), boot: boot) }

    public func matches(_ process: ProcessStat?, boot: String) -> Bool {
      guard self.boot == boot, let process else { return false }
      return process.start == start && process.isAlive
    }
  }

  /// A mount that linux-jail makes. `before` is how many were on the target already: those aren't ours.
  public struct Mount: Sendable, Equatable {
    public var target: String
    public var before: Int

    public init(target: String, before: Int) {
      self.target = target
      self.before = before
    }
  }

  /// The container runtime that holds the jail: "crun" or "runc", and its program.
  public struct Runtime: Sendable, Equatable {
    public var kind: String
    public var program: String

    public init(kind: String, program: String) {
      self.kind = kind
      self.program = program
    }
  }

  public var name: String
  public var jid: Int
  public var phase: Phase
  public var path: String
  public var hostname: String
  /// Without it, a jail without processes is gone.
  public var persist: Bool
  /// Its own network stack, at `netns`.
  public var vnet: Bool
  /// The file that its network namespace is bound to.
  public var netns: String?
  public var process: Init?
  public var runtime: Runtime?
  public var consoleLog: String?
  /// The jail.conf it was created from.
  public var configuration: String?
  /// The kernel's parameters as jls(8) shows them.
  public var parameters: [String: String] = [:]
  public var mounts: [Mount] = []
  /// The links of vnet.interface that were moved inside.
  public var interfaces: [String] = []

  public init(
    name: String, jid: Int, phase: Phase, path: String, hostname: String, persist: Bool, vnet: Bool
  ) {
    self.name = name
    self.jid = jid
    self.phase = phase
    self.path = path
    self.hostname = hostname
    self.persist = persist
    self.vnet = vnet
  }
}
