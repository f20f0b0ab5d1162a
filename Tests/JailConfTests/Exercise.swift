import JailConf

/// All that JailConf can be asked about a text, for any text: `make fuzz` and FuzzTests run it. What must hold of each
/// text is asserted here; a crash and a time without end show themselves.
enum Exercise {
  /// What doesn't hold, or `nil`.
  static func fault(in text: [UInt8]) -> String? {
    let document: Document
    do {
      document = try parse(text, file: "/etc/jail.conf", include: include)
    } catch {
      if error.description.isEmpty { return "an error without words" }
      return (try? Editor(text, file: "f")) != nil && error.file == "/etc/jail.conf" && !isAfterParsing(error)
        ? "parsed by the editor alone: \(error)" : nil
    }
    let jails = document.jails.prefix(8)
    for jail in jails {
      _ = (jail.failures, jail.check(), jail.variables, jail.parameters.map { jail.flag($0.name) })
      if let fault = verdictFault(of: jail, in: text) ?? printFault(of: jail) { return fault }
    }
    return jails.first.flatMap { editFault(in: text, jail: $0.name.description) }
  }

  private static func include(_ path: String, _ from: String) throws(ConfError) -> [Source] {
    switch path.utf8.count % 3 {
    case 0: []
    case 1: [Source(path: path, bytes: Array("$i = 1; exec.start += \"$i\"; k { }".utf8))]
    default: throw ConfError(file: path, reason: .unreadable("Permission denied"))
    }
  }

  /// The editor neither includes files nor makes jails of a text.
  private static func isAfterParsing(_ error: ConfError) -> Bool {
    switch error.reason {
    case .limit, .variableInInclude, .includeDepth, .unreadable: true
    default: false
    }
  }

  /// The quick verdict on a jail is that of the whole parser.
  private static func verdictFault(of jail: Jail, in text: [UInt8]) -> String? {
    guard let name = jail.name.text, let whole = try? parse(text, file: "f"), let same = whole.jail(named: name),
      let quick = try? verdict(on: name, in: text, file: "f")
    else { return nil }
    let expected = same.problems(in: "f").first.map(Verdict.refused) ?? .usable
    return quick == expected ? nil : "verdict on \(name): \(quick), not \(expected)"
  }

  /// What a jail has, printed and read again, is what it has.
  private static func printFault(of jail: Jail) -> String? {
    guard jail.failures.isEmpty, let name = jail.name.text, !name.isEmpty else { return nil }
    let parameters = jail.parameters.filter { !["name", "jid", "noname", "nojid"].contains($0.name) }
    let all = parameters + jail.variables
    // A name that is not UTF-8 can't be told as text.
    guard all.allSatisfy({ !$0.name.isEmpty && !$0.name.contains("\u{FFFD}") }) else { return nil }
    let statements =
      parameters.map { Statement.set($0.name, $0.values.map(Template.init)) }
      + jail.variables.flatMap { variable in
        [.variable(variable.name, Template(variable.values.first ?? ""))]
          + variable.values.dropFirst().map { value in
            var more = Statement.variable(variable.name, Template(value))
            more.operation = .append
            return more
          }
      }
    let text: [UInt8]
    do {
      text = try Emitter.block(name, [statements])
    } catch EmitError.variableName {
      return nil
    } catch {
      return "\(name) can't be printed: \(error)"
    }
    guard let again = try? parse(text, file: "printed"), let read = again.jails.first else {
      return "\(name) can't be read when it is printed: \(Value(text))"
    }
    let wanted = Set(parameters)
    let found = read.parameters.filter { !["name", "jid"].contains($0.name) }
    guard read.name == jail.name, Set(found) == wanted else { return "\(name) is another jail when it is printed" }
    let variables = jail.variables.map { $0.values.isEmpty ? Parameter(name: $0.name, values: [""]) : $0 }
    return read.failures.isEmpty && read.variables == variables ? nil : "\(name) has other variables when it is printed"
  }

  /// An edit that is not refused does what was asked, and its text can be edited again.
  private static func editFault(in text: [UInt8], jail: String) -> String? {
    guard var editor = try? Editor(text, file: "f") else { return nil }
    for step in 0..<3 {
      let before = editor.text
      do {
        switch step {
        case 0: try editor.apply(.set("path", "/x\"\n$y", "/z"), in: jail)
        case 1: try editor.apply(.append("exec.start", ["echo \(variable: "name")"]), in: jail)
        default: try editor.remove("persist", in: jail)
        }
      } catch {
        if editor.text != before { return "a refused edit changed the text" }
        continue
      }
      guard let edited = try? parse(editor.text, file: "/etc/jail.conf", include: include),
        let found = edited.jail(named: jail)
      else {
        return "edited, the text can't be read"
      }
      if step == 0, found.values("path") != ["/x\"\n$y", "/z"] { return "path is not what it was set to" }
      if step == 2, found.parameter("persist") != nil { return "persist is still there" }
    }
    return nil
  }
}
