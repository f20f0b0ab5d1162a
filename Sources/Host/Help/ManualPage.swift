import Wire

/// The manual page of a verb, as mdoc(7), made from its manifest.
struct ManualPage {
  let manifest: Manifest

  /// When the pages last changed their words.
  static let date = "November 22, 2026"

  var text: String {
    var page = Mdoc()
    page.raw("Dd", [Self.date])
    page.macro("Dt", "JAILER-\(manifest.name.uppercased())", "8")
    page.macro("Os")
    page.macro("Sh", "NAME")
    page.macro("Nm", "jailer-\(manifest.name)")
    page.macro("Nd", manifest.summary)
    page.macro("Sh", "SYNOPSIS")
    for command in manifest.commands { synopsis(command, &page) }
    page.macro("Sh", "DESCRIPTION")
    description(&page)
    exitStatus(&page)
    examples(&page)
    page.macro("Sh", "SEE ALSO")
    page.macro("Xr", "jailer", "8")
    return page.text
  }

  private func synopsis(_ command: Verb, _ page: inout Mdoc) {
    page.macro("Nm", "jailer")
    page.macro("Cm", command.path.joined(separator: " "))
    let flags = command.options.filter { $0.type == .flag && !$0.repeats }.compactMap(\.short)
    if !flags.isEmpty { page.macro("Op", "Fl", flags.joined()) }
    for option in command.options where !(option.type == .flag && !option.repeats && option.short != nil) {
      page.raw("Op", optionWords(option) + (option.repeats ? ["Ns", "..."] : []))
    }
    for operand in command.operands {
      let words = ["Ar", Mdoc.word(operand.placeholder)] + (operand.repeats || operand.rest ? ["Ns", "..."] : [])
      if operand.required { page.raw(words[0], Array(words.dropFirst())) } else { page.raw("Op", words) }
    }
  }

  private func optionWords(_ option: Option) -> [String] {
    let name = option.short.map { ["Fl", $0] } ?? ["Fl", "-" + option.name]
    return option.type == .flag ? name : name + ["Ar", Mdoc.word(option.placeholder)]
  }

  private func description(_ page: inout Mdoc) {
    if manifest.commands.count == 1, let command = manifest.commands.first {
      page.paragraphs([HelpText.sentence(command.summary)] + manifest.description + command.description)
      arguments(command, &page)
      return
    }
    page.paragraphs([HelpText.sentence(manifest.summary)] + manifest.description)
    for command in manifest.commands {
      page.macro("Ss", "jailer " + command.path.joined(separator: " "))
      page.paragraphs([HelpText.sentence(command.summary)] + command.description)
      arguments(command, &page)
    }
  }

  private func arguments(_ command: Verb, _ page: inout Mdoc) {
    guard !command.operands.isEmpty || !command.options.isEmpty else { return }
    page.macro("Bl", "-tag", "-width", "indent")
    for operand in command.operands {
      page.raw("It", ["Ar", Mdoc.word(operand.placeholder)])
      page.prose(argument(operand.help, operand.type, operand.choices))
    }
    for option in command.options {
      var words = option.short.map { ["Fl", $0, ",", "Fl", "-" + option.name] } ?? ["Fl", "-" + option.name]
      if option.type != .flag { words += ["Ar", Mdoc.word(option.placeholder)] }
      page.raw("It", words)
      page.prose(argument(option.help, option.type, option.choices))
    }
    page.macro("El")
  }

  private func argument(_ help: String, _ type: ValueType, _ choices: [String]) -> String {
    let text = HelpText.describe(help, type, choices)
    return HelpText.sentence(text.isEmpty ? type.placeholder : text)
  }

  private func exitStatus(_ page: inout Mdoc) {
    page.macro("Sh", "EXIT STATUS")
    page.prose("The exit status is 0 on success and another one on failure; all of them are listed in")
    page.macro("Xr", "jailer", "8", ".")
  }

  private func examples(_ page: inout Mdoc) {
    let examples = manifest.commands.flatMap(\.examples)
    guard !examples.isEmpty else { return }
    page.macro("Sh", "EXAMPLES")
    for (index, example) in examples.enumerated() {
      if index > 0 { page.macro("Pp") }
      page.prose(HelpText.sentence(example.does))
      page.macro("Bd", "-literal", "-offset", "indent")
      page.literal(example.command)
      page.macro("Ed")
    }
  }
}
