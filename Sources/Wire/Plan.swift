/// What a plugin wants done. The host checks it, prints it, or does it and can take it back.
public struct Plan: Sendable, Equatable {
  public var tasks: [Task]
  /// Each task is a transaction of its own: one that fails leaves the others alone, and the command fails at its end.
  public var independent: Bool
  /// Of an independent plan: one that fails ends it; what came before stays, what comes behind is not begun.
  public var ordered: Bool
  /// "Starting jails": the tasks are shown by their labels on one line behind it.
  public var heading: String?
  /// Where another transaction holds a claim of it, it is waited for, and the planner is asked again.
  public var waits: Bool

  public init(
    tasks: [Task] = [], independent: Bool = false, ordered: Bool = false, heading: String? = nil, waits: Bool = false
  ) {
    self.tasks = tasks
    self.independent = independent
    self.ordered = ordered
    self.heading = heading
    self.waits = waits
  }

  /// "Creating www0": what the user sees, and what is claimed while it runs.
  public struct Task: Sendable, Equatable {
    public var title: String
    /// What stands for it behind the plan's heading: a jail's name.
    public var label: String?
    /// `kind:value`: `jail:db0`, `id:6`, `address:10.0.0.10`. No other transaction may hold one of them.
    public var claims: [String]
    public var steps: [Step]

    public init(_ title: String, label: String? = nil, claims: [String] = [], steps: [Step]) {
      self.title = title
      self.label = label
      self.claims = claims
      self.steps = steps
    }
  }
}

/// One change of the machine and how to take it back.
public struct Step: Sendable, Equatable {
  public var id: String
  /// The heading in the dry run: "ZFS commands".
  public var section: String
  public var action: Action
  /// Proven not to exist before the step runs; only then may its undo remove them.
  public var absent: [Thing]
  /// Proven not to exist after the step. A step whose things are gone already is not run again by recovery.
  public var gone: [Thing]
  public var undo: Undo
  /// Milliseconds for which a failing command is tried again.
  public var retry: Int
  /// A lock that other transactions' steps of the same name wait for.
  public var lock: String?
  /// `bytes`: show how far it is.
  public var progress: String?

  public enum Undo: Sendable, Equatable {
    /// The host takes the action back by itself: it knows what it wrote, made or renamed.
    case inherent
    case action(Action)
    /// There is nothing to take back: the step changes nothing that stays, or its parent's undo covers it.
    case nothing
    /// Can't be taken back. Only irreversible steps may follow.
    case irreversible
  }

  public init(
    _ id: String, section: String, _ action: Action, absent: [Thing] = [], gone: [Thing] = [], undo: Undo,
    retry: Int = 0, lock: String? = nil, progress: String? = nil
  ) {
    self.id = id
    self.section = section
    self.action = action
    self.absent = absent
    self.gone = gone
    self.undo = undo
    self.retry = retry
    self.lock = lock
    self.progress = progress
  }
}

/// Something whose existence can be looked up: `dataset:zroot/jails/db0`, `snapshot:…@base`, `path:/…`,
/// `interface:epair6a`, `jail:db0` (running), `mount:/…` (something is mounted there).
public struct Thing: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable { case dataset, snapshot, path, interface, jail, mount }
  public let kind: Kind
  public let value: String

  public init(_ kind: Kind, _ value: String) {
    self.kind = kind
    self.value = value
  }

  /// `KIND:VALUE`, the value by the rules for its kind: it ends up as an argument of a program.
  public init?(_ text: String) {
    guard let colon = text.utf8.firstIndex(of: 0x3A), let kind = Kind(rawValue: String(text[..<colon])) else {
      return nil
    }
    let value = String(text[text.utf8.index(after: colon)...])
    let valid =
      switch kind {
      case .dataset: Name.faultOfDataset(value) == nil
      case .snapshot: Name.faultOfSnapshot(value) == nil
      case .path, .mount: Name.isPath(value)
      case .interface: Name.faultOfInterface(value) == nil
      case .jail: Name.faultOfJail(value) == nil
      }
    guard valid else { return nil }
    self.init(kind, value)
  }

  public var text: String { "\(kind.rawValue):\(value)" }
}

/// What a step does. Programs are absolute paths with their arguments; there is no shell anywhere.
public indirect enum Action: Sendable, Equatable {
  case run([String])
  /// Fails if any part fails.
  case pipe([[String]])
  /// `within`: no symbolic link below this folder is followed, nothing outside it is written.
  case write(path: String, text: String, mode: Int, within: String?)
  case copy(from: String, to: String, mode: Int, within: String?)
  /// A file, an empty folder or, with `tree`, everything below; never across a mount point.
  case remove(path: String, tree: Bool)
  case directory(path: String, mode: Int, within: String?)
  case rename(from: String, to: String)
  case fetch(Download)
  /// `archive`: a path, or `-` for the host's standard input. Refuses members that leave `into`.
  case unpack(archive: String, into: String)
  /// Until the things are gone; milliseconds at most.
  case wait(gone: [Thing], atMost: Int)
  /// Another jailer command, expanded while planning.
  case invoke([String])
}
