import Platform
import Wire

/// Compares what a plugin wants with what its manifest says that it may want. Nothing runs before all of it is allowed.
struct Policy {
  let manifest: Manifest
  let paths: Paths
  /// Where programs that permissions name without a slash are.
  let find: (String) -> String?
  /// The store's folder; asked for only where a permission names it.
  let store: () -> String?
  /// Files that the user named on the command line.
  let named: Set<String>
  /// Whether everybody may read a file.
  let isPublic: (String) -> Bool
  /// Why the settings' file can't be written (`ConfigFact.textError`).
  var settingsError: String?

  /// - Throws: `not-permitted`, naming the step and what it wanted.
  func check(_ plan: Plan) throws(Fault) {
    for step in plan.tasks.flatMap(\.steps) { try check(step) }
  }

  func check(_ step: Step) throws(Fault) {
    if case .write(paths.config, _, _, _) = step.action, let settingsError {
      throw Fault(notText: paths.config, settingsError)
    }
    if let what = refusal(step.action) { throw refused(step.id, what) }
    if case .action(let undo) = step.undo, let what = refusal(undo) { throw refused("\(step.id) (undo)", what) }
    for thing in step.absent + step.gone where thing.kind == .path && !mayWrite(thing.value) {
      throw refused(step.id, "prove \(Printable.clean(thing.text)) absent")
    }
  }

  /// The terminal's command.
  func check(handover argv: [String], environment: [String: String]) throws(Fault) {
    if !mayRun(argv) { throw refused(nil, "hand the terminal to \(shown(argv))") }
    for (name, value) in environment {
      let harmless = HandoverEnvironment.allowed(name) && !value.utf8.contains(0)
      if !harmless { throw refused(nil, "set the variable \(Printable.quoted(name))") }
    }
  }

  /// What the action wants and may not have; `nil` where all is allowed.
  private func refusal(_ action: Action) -> String? {
    switch action {
    case .run(let argv): mayRun(argv) ? nil : "run \(shown(argv))"
    case .pipe(let parts): parts.first { !mayRun($0) }.map { "run \(shown($0))" }
    case .write(let path, _, _, let within): write(path, within, "write")
    case .copy(let from, let to, _, let within):
      mayRead(from) ? write(to, within, "write") : "read \(Printable.clean(from))"
    case .remove(let path, _): write(path, nil, "remove")
    case .directory(let path, _, let within): write(path, within, "make")
    case .rename(let from, let to): write(from, nil, "rename") ?? write(to, nil, "rename to")
    case .fetch(let download): fetch(download)
    case .unpack(let archive, let into):
      archive == "-" || mayRead(archive) ? write(into, nil, "unpack into") : "read \(Printable.clean(archive))"
    case .wait(let gone, _):
      gone.first { $0.kind == .path && !mayWrite($0.value) }.map { "wait for \(Printable.clean($0.text))" }
    case .invoke(let argv): mayInvoke(argv) ? nil : "invoke \(shown(argv))"
    }
  }

  private func mayRun(_ argv: [String]) -> Bool {
    manifest.permissions.run.contains { pattern in
      guard let wanted = pattern.first, let program = argv.first else { return false }
      let named = wanted.contains("/") ? wanted : find(wanted)
      return program == named && Pattern.matches(argv.dropFirst(), pattern.dropFirst())
    }
  }

  private func mayInvoke(_ argv: [String]) -> Bool {
    manifest.permissions.invoke.contains { Pattern.matches(argv, $0) }
  }

  private func fetch(_ download: Download) -> String? {
    if let url = download.urls.first(where: { !mayFetch($0) }) { return "fetch \(Printable.clean(url))" }
    if case .listed(let manifest, _) = download.digest, !mayRead(manifest) {
      return "read \(Printable.clean(manifest))"
    }
    return write(download.to, nil, "write")
  }

  private func mayFetch(_ url: String) -> Bool {
    manifest.permissions.fetch.contains { Pattern.matches(url: url, $0) }
  }

  private func write(_ path: String, _ within: String?, _ what: String) -> String? {
    if let within, !path.hasPrefix(within + "/") {
      return "\(what) \(Printable.clean(path)), which is not within \(Printable.clean(within))"
    }
    return mayWrite(path) ? nil : "\(what) \(Printable.clean(path))"
  }

  private func mayWrite(_ path: String) -> Bool {
    manifest.permissions.write.contains { pattern in
      expanded(pattern).contains { Pattern.matches(path: path, $0) }
    }
  }

  /// A plan's copies are made by root: what only root can read must not end up in a jail.
  private func mayRead(_ path: String) -> Bool { named.contains(path) || mayWrite(path) || isPublic(path) }

  /// `{store}/*` with the folder's path; empty where there is no such folder. An absolute path is meant below a scratch
  /// root as well.
  private func expanded(_ pattern: String) -> [String] {
    guard pattern.hasPrefix("{") else { return paths.root.isEmpty ? [pattern] : [pattern, paths.root + pattern] }
    guard let end = pattern.firstIndex(of: "}") else { return [] }
    let name = String(pattern[pattern.index(after: pattern.startIndex)..<end])
    guard let folder = paths.folder(name, store: name == "store" ? store() : nil) else { return [] }
    return [folder + pattern[pattern.index(after: end)...]]
  }

  private func refused(_ step: String?, _ what: String) -> Fault {
    let place = step.map { "step \(Printable.quoted($0)) of its plan" } ?? "its answer"
    return Fault(
      .notPermitted, "the plugin \(manifest.name) may not \(what)",
      cause: "\(place) goes beyond the permissions of its manifest", hint: "nothing was done")
  }

  private func shown(_ argv: [String]) -> String {
    let text = Printable.clean(argv.joined(separator: " "))
    return text.count > 200 ? text.prefix(197) + "..." : text
  }
}
