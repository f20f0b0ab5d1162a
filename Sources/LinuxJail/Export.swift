import JailConf

/// `jail -e SEP`: a line for each jail of the configuration, its parameters separated by SEP.
enum Export {
  static func run(_ flags: Flags, _ site: Site, _ separator: String) throws -> Int32 {
    let document = try ConfLoader.load(flags.value("f") ?? site.configuration)
    for jail in document.jails {
      for failure in jail.failures {
        Console.error("jail", JailError(jail: jail.name.description, failure))
      }
      Console.write(line(jail, separator) + "\n")
    }
    return 0
  }

  static func line(_ jail: Jail, _ separator: String) -> String {
    var words = ["name=\(quoted(jail.name.description))"]
    for parameter in jail.parameters where parameter.name != "name" && parameter.name != "jid" {
      if parameter.values.isEmpty {
        words.append(parameter.name)
      } else {
        words.append(
          "\(parameter.name)=\(quoted(parameter.values.map(\.description).joined(separator: ",")))")
      }
    }
    return words.joined(separator: separator)
  }

  /// Quoted where a reader would stumble: blanks, quotes, nothing at all.
  static func quoted(_ value: String) -> String {
    let special =
      value.isEmpty
      || value.utf8.contains {
        $0 == 0x20 || $0 == 0x09 || $0 == 0x22 || $0 == 0x27 || $0 == 0x5c || $0 == 0x0a
      }
    if !special { return value }
    var text = "\""
    for character in value {
      if character == "\"" || character == "\\" { text.append("\\") }
      text.append(character)
    }
    return text + "\""
  }
}
