import Facts
import Platform
import Posix
import Wire

/// One command of a plugin, from its arguments to its exit status.
struct PluginRun {
  let context: Context
  let folder: PluginFolder
  let plugin: PluginFolder.Plugin
  let invocation: Invocation
  let console: Console
  let paths: Paths
  /// Facts from a file, to be planned against instead of this machine's.
  var recorded: RecordedFacts?

  var globals: GlobalOptions { invocation.globals }
  var verb: Verb { invocation.verb }
  var spelled: String { verb.path.joined(separator: " ") }
  private var isDry: Bool { globals.dryRun }

  func run() throws(Fault) -> Int32 {
    let mayChange = verb.changes && !isDry && recorded == nil
    guard !mayChange || context.user == 0 else {
      throw Fault(.notPermitted, "\(spelled) needs root", hint: "with -D, anyone can see what it would do")
    }
    var answers = JSON.Object()
    var state = JSON.null
    var round = 0
    var isFresh = true
    var waitedFor: Set<String> = []
    while round < Limits.rounds {
      let lock = mayChange ? try PlanningLock.acquire(paths) : nil
      defer { lock?.release() }
      if lock != nil, isFresh { try recoverOthers() }
      isFresh = false
      let desk = try PlanningDesk(self)
      let answer = try desk.ask(invocation, of: plugin, round: round, answers: answers, state: state)
      switch answer {
      case .ask, .plan, .handover:
        if let recorded, !isDry { throw recorded.refusal(of: spelled) }
      case .view, .error: break
      }
      switch answer {
      case .ask(let ask):
        // Nobody else has to wait until this user has made up his mind.
        lock?.release()
        let prompter = Prompter(context: context, globals: globals, verb: spelled)
        answers[ask.name] = try prompter.answer(ask)
        state = ask.state
        round += 1
      case .view(let view):
        lock?.release()
        console.show(view)
        return view.differs ? 1 : 0
      case .plan(let plan, let view):
        switch try PlanRun(run: self, desk: desk, lock: lock).finish(plan, view: view) {
        case .status(let status): return status
        case .taken(let claim):
          lock?.release()
          // One that is over and still holds it could not be taken back.
          guard waitedFor.insert(claim.transaction).inserted else { throw Transaction.busy(claim) }
          try Waiting(paths: paths, console: console).until(over: claim)
          isFresh = true
        }
      case .handover(let argv, let environment):
        lock?.release()
        return try hand(over: argv, environment, desk)
      case .error(let fault): throw fault
      }
    }
    throw Fault(.protocolFault, "the plugin \(plugin.manifest.name) asked more than \(Limits.rounds) questions")
  }

  var machine: ApplyContext { ApplyContext(paths: paths, tools: context.tools, input: context.input) }

  /// What a process that died left behind is brought to an end before anything new is planned.
  private func recoverOthers() throws(Fault) {
    for outcome in try Recovery.run(on: machine) { console.warn("jailer: " + RecoveryText.lines(outcome)) }
  }

  private func hand(over argv: [String], _ plugins: [String: String], _ desk: PlanningDesk) throws(Fault) -> Int32 {
    try desk.policy(for: plugin.manifest, invocation).check(handover: argv, environment: plugins)
    let environment = HandoverEnvironment.variables(caller: context.variables, plugin: plugins)
    if isDry {
      let step = Step("handover", section: "Command on the terminal", .run(argv), undo: .nothing)
      if globals.json {
        console.print(["handover": ["argv": JSON(argv)]])
      } else {
        console.print(DryRun.text(Plan(tasks: [Plan.Task(spelled, steps: [step])])))
      }
      return 0
    }
    guard !globals.json else {
      throw Fault(
        .usage, "\(spelled) gives the terminal to a command: there is nothing to print as JSON",
        hint: "-Dj prints the command")
    }
    do throws(PosixError) { try Command(argv, environment: environment).replaceProcess() } catch {
      throw Fault(.unavailable, "\(argv[0]) can't be run", cause: error.reason)
    }
  }
}
