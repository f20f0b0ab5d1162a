import Wire

/// `manifest("")` is the smallest one; a change is members of the outermost object.
private func manifest(_ changes: String) -> String {
  changed(
    #"{"manifest":1,"name":"a","version":"1","protocol":1,"summary":"s","commands":[{"path":["a"],"summary":"s"}]}"#,
    changes)
}
private func verb(_ changes: String) -> String {
  manifest("\"commands\":[\(changed(#"{"path":["a"],"summary":"s"}"#, changes))]")
}
private func option(_ members: String) -> String { verb("\"options\":[{\(members)}]") }
private func operand(_ members: String) -> String { verb("\"operands\":[{\(members)}]") }
private func permissions(_ members: String) -> String { manifest("\"permissions\":{\(members)}") }

private let wordRule = "must be lower-case letters, digits and -, beginning with a letter, at most 32"
private let types =
  "string, integer, flag, choice, jail, image, snapshot, address, interface, port, path, duration, size, jail[@snapshot]"
private let placeRule =
  "must be a path without . .. or // that begins with / or one of {store}, {conf}, {config}, {log}, {state}, {run}, {cache}"
private let long = String(repeating: "a", count: 32)

let manifestCases: [Case] =
  [
    Case(manifest("")),
    Case(
      manifest(
        #""x-anything":{"a":[1]},"description":["p"],"aliases":["b","b-2"],"core":false,"deadline":60000,"permissions":{}"#
      )),
    Case(manifest(#""description":null,"aliases":null,"core":null,"deadline":null,"permissions":null"#)),
    Case(manifest(#""manifest":1.0,"protocol":1.0,"deadline":1e3"#)),
    Case("[]", "must be an object, is an array"), Case("null", "must be an object, is null"),
    Case("1", "must be an object, is an integer"),
    Case("{}", "manifest: is missing"),
    Case(manifest(#""manifest":2"#), "manifest: is edition 2, this jailer reads edition 1"),
    Case(manifest(#""manifest":"1""#), "manifest: must be an integer, is a string"),
    Case(manifest(#""manifest":1.5"#), "manifest: must be an integer, is a number"),
    Case(manifest(#""manifest":true"#), "manifest: must be an integer, is a boolean"),
    Case(manifest(#""protocol":null"#), "protocol: is missing"),
    Case(manifest(#""protocol":2"#), "protocol: is version 2, this jailer speaks version 1"),
    Case(manifest(#""protocol":0"#), "protocol: is version 0, this jailer speaks version 1"),
    Case(manifest(#""name":"-""#), "name: is missing"),
    Case(manifest(#""name":1"#), "name: must be a string, is an integer"),
    Case(manifest(#""name":"""#), "name: \(wordRule)"), Case(manifest(#""name":"A""#), "name: \(wordRule)"),
    Case(manifest(#""name":"../x""#), "name: \(wordRule)"), Case(manifest(#""name":"a\n""#), "name: \(wordRule)"),
    Case(manifest(#""name":"é""#), "name: \(wordRule)"), Case(manifest("\"name\":\"\(long)a\""), "name: \(wordRule)"),
    Case(manifest("\"name\":\"\(long)\",\"commands\":[{\"path\":[\"\(long)\"],\"summary\":\"\"}]")),
    Case(manifest(#""version":"-""#), "version: is missing"),
    Case(manifest(#""version":1"#), "version: must be a string, is an integer"),
    Case(manifest(#""summary":"-""#), "summary: is missing"),
    Case(manifest(#""summary":[]"#), "summary: must be a string, is an array"),
    Case(manifest(#""description":"p""#), "description: must be an array, is a string"),
    Case(manifest(#""description":[null]"#), "description[0]: must be a string, is null"),
    Case(manifest(#""aliases":["B"]"#), #"aliases: "B" is not a verb"#),
    Case(manifest(#""aliases":["b",2]"#), "aliases[1]: must be a string, is an integer"),
    Case(manifest(#""core":1"#), "core: must be a boolean, is an integer"),
    Case(manifest(#""deadline":0"#), "deadline: must be 1 to 60000 milliseconds"),
    Case(manifest(#""deadline":60001"#), "deadline: must be 1 to 60000 milliseconds"),
    Case(manifest(#""deadline":-1"#), "deadline: must be 1 to 60000 milliseconds"),
    Case(manifest(#""deadline":"10s""#), "deadline: must be an integer, is a string"),
    Case(manifest(#""deadline":1e30"#), "deadline: must be an integer, is a number"),
    Case(manifest(#""commands":"-""#), "commands: must have at least one command"),
    Case(manifest(#""commands":[]"#), "commands: must have at least one command"),
    Case(manifest(#""commands":{}"#), "commands: must be an array, is an object"),
    Case(manifest(#""commands":[null]"#), "commands[0]: must be an object, is null"),
    Case(manifest(#""colour":1"#), #"has an unknown field "colour""#),
    Case(manifest(#""X-a":1"#), #"has an unknown field "X-a""#),
    Case(manifest("\"x\u{301}-a\":1"), "has an unknown field \"x\u{301}-a\""), Case(manifest("\"x-\u{301}a\":1")),
    Case(manifest(#""\u001b[31m":1"#), #"has an unknown field "\x1b[31m""#),

    Case(
      verb(
        #""path":["a","b-2"],"changes":true,"facts":["host","config","jails","confs","images","snapshots","interfaces","boot","shells","rules","plugins","stacks","rulesets"],"x-y":1"#
      )),
    Case(verb(#""description":null,"changes":null,"operands":null,"options":null,"examples":null,"facts":null"#)),
    Case(verb(#""path":"-""#), "commands[0].path: must be one or more verbs"),
    Case(verb(#""path":[]"#), "commands[0].path: must be one or more verbs"),
    Case(verb(#""path":["a","B"]"#), "commands[0].path: must be one or more verbs"),
    Case(verb(#""path":"a""#), "commands[0].path: must be an array, is a string"),
    Case(verb(#""path":["b"]"#), #"commands: a path must begin with the plugin's name "a""#, beyondSchema: true),
    Case(verb(#""summary":"-""#), "commands[0].summary: is missing"),
    Case(verb(#""changes":"yes""#), "commands[0].changes: must be a boolean, is a string"),
    Case(
      verb(#""facts":["weather"]"#),
      "commands[0].facts[0]: is not a fact; facts are \(Fact.allCases.map(\.rawValue).joined(separator: ", "))"
    ),
    Case(
      verb(#""facts":[1]"#),
      "commands[0].facts[0]: is not a fact; facts are \(Fact.allCases.map(\.rawValue).joined(separator: ", "))"
    ),
    Case(verb(#""examples":[{"command":"jailer a","does":"x","x-z":0}]"#)),
    Case(verb(#""examples":[{"command":"jailer a"}]"#), "commands[0].examples[0].does: is missing"),
    Case(verb(#""examples":[{"does":"x"}]"#), "commands[0].examples[0].command: is missing"),
    Case(
      verb(#""examples":[{"command":"c","does":"d","why":"e"}]"#),
      #"commands[0].examples[0]: has an unknown field "why""#),
    Case(verb(#""help":"h""#), #"commands[0]: has an unknown field "help""#),
    Case(
      manifest(
        #""commands":[{"path":["a"],"summary":"s"},{"path":["a","b"],"summary":"s"},{"path":["a"],"summary":"s"}]"#),
      #"commands: "a" is there twice"#, beyondSchema: true),
  ] + manifestArgumentCases + manifestPermissionCases

private let manifestArgumentCases: [Case] =
  ValueType.allCases.map(\.rawValue).flatMap { type in
    let choices = type == "choice" ? #","choices":["p","q"]"# : ""
    return [
      Case(option("\"name\":\"b\",\"type\":\"\(type)\"\(choices)")),
      Case(
        operand("\"name\":\"b\",\"type\":\"\(type)\"\(choices)"),
        type == "flag" ? "commands[0].operands[0].type: an operand cannot be a flag" : nil),
    ]
  } + [
    Case(option(#""name":"b""#)),
    Case(option(#""name":"b","short":"B","value":"WHAT","type":"string","repeats":true,"help":"h","x-q":1"#)),
    Case(option(#""name":"b","short":null,"type":null,"choices":null,"value":null,"repeats":null,"help":null"#)),
    Case(option(#""name":"b","short":"0""#)),
    Case(option(#""short":"b""#), "commands[0].options[0].name: is missing"),
    Case(option(#""name":"--b""#), "commands[0].options[0].name: \(wordRule)"),
    Case(option(#""name":"b","short":"""#), "commands[0].options[0].short: must be one letter or digit"),
    Case(option(#""name":"b","short":"bb""#), "commands[0].options[0].short: must be one letter or digit"),
    Case(option(#""name":"b","short":"-""#), "commands[0].options[0].short: must be one letter or digit"),
    Case(option(#""name":"b","short":"é""#), "commands[0].options[0].short: must be one letter or digit"),
    Case(
      option(#""name":"b","type":"ipv4""#), "commands[0].options[0].type: \"ipv4\" is not a type; types are \(types)"),
    Case(option(#""name":"b","type":"choice""#), "commands[0].options[0].choices: a choice needs them"),
    Case(option(#""name":"b","type":"choice","choices":[]"#), "commands[0].options[0].choices: a choice needs them"),
    Case(
      option(#""name":"b","type":"string","choices":["p"]"#), "commands[0].options[0].choices: only a choice has them"),
    Case(option(#""name":"b","type":"string","choices":[]"#)),
    Case(option(#""name":"b","choices":["p"]"#), "commands[0].options[0].choices: only a choice has them"),
    Case(
      option(#""name":"b","type":"choice","choices":[1]"#),
      "commands[0].options[0].choices[0]: must be a string, is an integer"),
    Case(option(#""name":"b","repeats":true"#)),
    Case(option(#""name":"b","type":"flag","repeats":true"#)),
    Case(option(#""name":"b","required":true"#), #"commands[0].options[0]: has an unknown field "required""#),
    Case(option(#""name":"b","short":"j""#), "commands[0].options[0].name: -j is jailer's own (JSON)"),
    Case(option(#""name":"b","short":"D""#), "commands[0].options[0].name: -D is jailer's own (dry run)"),
    Case(option(#""name":"b","short":"y""#), "commands[0].options[0].name: -y is jailer's own (yes)"),
    Case(option(#""name":"b","short":"v""#), "commands[0].options[0].name: -v is jailer's own (verbose)"),
    Case(option(#""name":"json""#), "commands[0].options[0].name: --json is jailer's own (JSON)"),
    Case(option(#""name":"dry-run""#), "commands[0].options[0].name: --dry-run is jailer's own (dry run)"),
    Case(option(#""name":"yes""#), "commands[0].options[0].name: --yes is jailer's own (yes)"),
    Case(option(#""name":"verbose""#), "commands[0].options[0].name: --verbose is jailer's own (verbose)"),
    Case(option(#""name":"root""#), "commands[0].options[0].name: --root is jailer's own (scratch root)"),
    Case(option(#""name":"facts""#), "commands[0].options[0].name: --facts is jailer's own (recorded facts)"),
    Case(option(#""name":"color""#), "commands[0].options[0].name: --color is jailer's own (colour)"),
    Case(option(#""name":"help""#), "commands[0].options[0].name: --help is jailer's own (help)"),
    Case(
      verb(#""options":[{"name":"b"},{"name":"b"}]"#), "commands[0].options: --b is there twice", beyondSchema: true),
    Case(
      verb(#""options":[{"name":"b","short":"x"},{"name":"c","short":"x"}]"#), "commands[0].options: -x is there twice",
      beyondSchema: true),

    Case(operand(#""name":"b","type":"path","required":true,"repeats":true,"rest":true,"help":"h","x-q":1"#)),
    Case(operand(#""name":"b","type":null,"choices":null,"required":null,"repeats":null,"rest":null,"help":null"#)),
    Case(operand(#""type":"jail""#), "commands[0].operands[0].name: is missing"),
    Case(operand(#""name":"B""#), "commands[0].operands[0].name: \(wordRule)"),
    Case(operand(#""name":"b","short":"x""#), #"commands[0].operands[0]: has an unknown field "short""#),
    Case(operand(#""name":"b","rest":"yes""#), "commands[0].operands[0].rest: must be a boolean, is a string"),
    Case(
      verb(#""operands":[{"name":"b"},{"name":"b"}]"#), #"commands[0].operands: "b" is there twice"#, beyondSchema: true
    ),
    Case(
      verb(#""operands":[{"name":"b"}],"options":[{"name":"b"}]"#), #"commands[0].operands: "b" is there twice"#,
      beyondSchema: true),
    Case(
      verb(#""operands":[{"name":"b","repeats":true},{"name":"c"}]"#),
      "commands[0].operands: only the last operand may repeat", beyondSchema: true),
    Case(
      verb(#""operands":[{"name":"b","rest":true},{"name":"c"}]"#),
      "commands[0].operands: only the last operand may repeat", beyondSchema: true),
    Case(
      verb(#""operands":[{"name":"b"},{"name":"c","required":true}]"#),
      #"commands[0].operands: "c" is required, so "b" must be"#, beyondSchema: true),
    Case(verb(#""operands":[{"name":"b","required":true},{"name":"c"}]"#)),
    Case(verb(#""operands":{"name":"b"}"#), "commands[0].operands: must be an array, is an object"),
  ]

private let manifestPermissionCases: [Case] =
  [
    Case(
      permissions(
        #""run":[["/sbin/zfs","list","*"],["zfs","destroy","**"]],"write":["{store}/**","{config}","/etc/*.d/x"],"fetch":["https://a/*"],"invoke":[["image","fetch","*"]],"x-why":"""#
      )),
    Case(permissions(#""run":null,"write":null,"fetch":null,"invoke":null"#)),
    Case(manifest(#""permissions":[]"#), "permissions: must be an object, is an array"),
    Case(permissions(#""exec":[]"#), #"permissions: has an unknown field "exec""#),
    Case(permissions(#""run":["/sbin/zfs"]"#), "permissions.run[0]: must be an array of one or more strings"),
    Case(permissions(#""run":[[]]"#), "permissions.run[0]: must be an array of one or more strings"),
    Case(permissions(#""run":[["/a"],["/a",1]]"#), "permissions.run[1]: must be an array of one or more strings"),
    Case(permissions(#""run":[["*"]]"#), "permissions.run[0]: must name its program"),
    Case(permissions(#""invoke":[["**"]]"#), "permissions.invoke[0]: must name its program"),
    Case(
      permissions(#""run":[["/a","**","b"]]"#), "permissions.run[0]: has a ** that is not the last", beyondSchema: true),
    Case(
      permissions(#""run":[["bin/zfs"]]"#), #"permissions.run: "bin/zfs" is neither an absolute path nor a plain name"#),
    Case(
      permissions(#""run":[["/sbin/../bin/sh"]]"#),
      #"permissions.run: "/sbin/../bin/sh" is neither an absolute path nor a plain name"#),
    Case(permissions(#""run":[[""]]"#), "permissions.run[0]: must name its program"),
    Case(permissions(#""write":"/""#), "permissions.write: must be an array, is a string"),
    Case(permissions(#""write":["{store}","{conf}","{log}","{cache}/*","{state}/a/*/b"]"#)),
  ]
  + [
    "", "/", "a", "../a", "/a/../b", "/a/", "//a", "{home}/a", "{store", "{store}a", "{store}/", "{store}/../a", "{}",
    "/a/**/b", "{log}/**/b", "/a/../\u{301}b",
  ].map {
    Case(permissions("\"write\":[\(JSON.string($0).text())]"), "permissions.write: \"\($0)\" \(placeRule)")
  } + [
    Case(permissions(#""fetch":[1]"#), "permissions.fetch[0]: must be a string, is an integer")
  ]
