import Facts
import Platform
import Posix
import Wire

/// What planning needs: facts of this moment, and planners that work from them. Used under the planning lock.
final class PlanningDesk {
  let run: PluginRun
  private var facts: FactsReader
  private let claims: [String]
  private let credentials: Command.Credentials?
  private let environment: [String: String]
  /// Looked up once, and only if something needs it.
  private var storeFolder: String??
  /// Of the facts that the planner had.
  private var settingsError: String?

  init(_ run: PluginRun) throws(Fault) {
    self.run = run
    facts = FactsReader(paths: run.paths, tools: run.context.tools)
    facts.mirror = run.context.variables["FreeBSD_mirror"].flatMap { $0.isEmpty ? nil : $0 }
    facts.network = WebClient.environment(of: run.context.variables)
    claims = run.verb.changes && run.recorded == nil ? try Journals.claims(run.paths).map(\.text) : []
    credentials = PlannerEnvironment.credentials(run.context)
    environment = PlannerEnvironment.variables(run.context, run.paths, libexec: run.folder.path)
  }

  /// What the plan is applied with: it may rely on what the facts have just seen.
  var machine: ApplyContext {
    var machine = ApplyContext(
      paths: run.paths, tools: run.context.tools, datasets: facts.datasets, input: run.context.input)
    machine.network = facts.network
    return machine
  }

  /// One question to a planner.
  func ask(
    _ invocation: Invocation, of plugin: PluginFolder.Plugin, round: Int = 0, answers: JSON.Object = [:],
    state: JSON = .null
  ) throws(Fault) -> Reply.Body {
    let planner = Planner(plugin: plugin, environment: environment, credentials: credentials)
    let beginning = begin(invocation)
    let running = try planner.start()
    let request = Request(
      id: try identity(), round: round, command: invocation.verb.path, arguments: invocation.arguments,
      rawArguments: invocation.raw, facts: try gather(invocation, beginning), answers: answers, state: state,
      dryRun: run.globals.dryRun)
    let answer = try planner.ask(request, running: running)
    if run.globals.verbose {
      for line in answer.log { run.console.warn("\(plugin.manifest.name): \(line)\n") }
    }
    return answer.body
  }

  /// What is recorded needs no reading.
  private func begin(_ invocation: Invocation) -> FactsReader.Beginning? {
    if run.recorded != nil { return nil }
    let changes = invocation.verb.changes && !run.globals.dryRun
    return facts.begin(invocation.facts, making: changes ? invocation.newest : nil)
  }

  func policy(for manifest: Manifest, _ invocation: Invocation) -> Policy {
    let recorded = run.recorded
    let tools = facts.tools
    // Of another machine's files nothing is known, and a dry run reads none.
    let isPublic = recorded == nil ? PublicFile.isPublic : { (_: String) in true }
    return Policy(
      manifest: manifest, paths: run.paths, find: { recorded?.tool($0) ?? tools.find($0) }, store: { self.store() },
      named: Set(invocation.paths), isPublic: isPublic, settingsError: settingsError)
  }

  private func gather(_ invocation: Invocation, _ beginning: FactsReader.Beginning?) throws(Fault) -> JSON.Object {
    let verb = invocation.verb
    let wanted = invocation.facts
    guard !wanted.isEmpty else { return [:] }
    if let recorded = run.recorded {
      let command = verb.path.joined(separator: " ")
      let gathered = try recorded.gather(wanted, claims: verb.changes, confs: invocation.jails, for: command).json
      settingsError = gathered["config"]?["text_error"]?.string
      return gathered
    }
    var facts = facts
    facts.named = invocation.jails
    facts.said = invocation.said
    let gathered = try facts.gather(wanted, claims: claims, beginning)
    settingsError = gathered["config"]?["text_error"]?.string
    if wanted.contains(.config) { storeFolder = .some(gathered["config"]?["store"]?["path"]?.string) }
    return gathered
  }

  private func store() -> String? {
    if let storeFolder { return storeFolder }
    let found = run.recorded.map { $0.machine.config?.store?.path } ?? facts.storePath()
    storeFolder = .some(found)
    return found
  }

  /// From facts that are the same the same plan comes, to the last name.
  private func identity() throws(Fault) -> String {
    if let recorded = run.recorded { return recorded.identity }
    do throws(PosixError) { return try Random.text(24) } catch {
      throw Fault(.failed, "no random numbers can be had", cause: error.description)
    }
  }
}
