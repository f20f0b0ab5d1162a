import Wire

private func plan(_ members: String) -> String { "{\"id\":\"7\",\"plan\":{\(members)}}" }
private func task(_ changes: String) -> String { plan("\"tasks\":[\(changed(#"{"title":"t","steps":[]}"#, changes))]") }
private func step(_ changes: String) -> String {
  task("\"steps\":[\(changed(#"{"id":"a","do":{"run":["/bin/true"]},"undo":"nothing"}"#, changes))]")
}
/// A step that does this one thing; the host takes it back by itself.
private func does(_ action: String) -> String { step("\"do\":{\(action)},\"undo\":\"nothing\"") }
private func steps(_ list: [String]) -> String { task("\"steps\":[\(list.joined(separator: ","))]") }
private func simple(_ id: Int) -> String { "{\"id\":\"\(id)\",\"do\":{\"run\":[\"/a\"]},\"undo\":\"nothing\"}" }

private let here = "plan.tasks[0].steps[0]"
private let noPath = "must be an absolute path without . .. or //"
private let noWords = "must be an array of one or more strings"
private let thingRule =
  "must be KIND:VALUE with a valid value; kinds are dataset, snapshot, path, interface, jail, mount"
private let urlRule = "must be one or more https or http URLs without user, fragment and blanks"
private let digest = String(repeating: "0a", count: 32)

/// The first can't be taken back.
private let twoTasks =
  "\"tasks\":[{\"title\":\"\",\"steps\":[{\"id\":\"x\",\"do\":{\"run\":[\"/a\"]},\"irreversible\":true}]},{\"title\":\"\",\"steps\":[\(simple(1))]}]"

let planCases: [Case] =
  [
    Case(plan(#""tasks":{}"#), "plan.tasks: must be an array, is an object"),
    Case(plan(#""steps":[]"#), #"plan: has an unknown field "steps""#),
    Case(plan(#""x-a":1"#), #"plan: has an unknown field "x-a""#),
    Case(plan(#""tasks":[[]]"#), "plan.tasks[0]: must be an object, is an array"),
    Case(plan(#""independent":1"#), "plan.independent: must be a boolean, is an integer"),
    Case(plan(#""ordered":1"#), "plan.ordered: must be a boolean, is an integer"),
    Case(plan("\"independent\":true,\"ordered\":true,\(twoTasks)")),
    Case(plan(#""heading":true"#), "plan.heading: must be a string, is a boolean"),
    Case(plan("\"independent\":true,\(twoTasks)")),
    Case(plan(twoTasks), #"plan: step "1" follows the irreversible "x""#, beyondSchema: true),
    Case(task(#""label":"db0""#)), Case(task(#""label":7"#), "plan.tasks[0].label: must be a string, is an integer"),
    Case(task("")), Case(task(#""claims":["jail:db0","a:b:c"],"steps":null"#)),
    Case(task(#""claims":null,"steps":"-""#)),
    Case(task(#""title":"-""#), "plan.tasks[0].title: is missing"),
    Case(task(#""title":null"#), "plan.tasks[0].title: is missing"),
    Case(task(#""claims":["db0"]"#), #"plan.tasks[0].claims: "db0" is not kind:value"#),
    Case(task(#""claims":[":db0"]"#), #"plan.tasks[0].claims: ":db0" is not kind:value"#),
    Case(task(#""claims":["jail:"]"#), #"plan.tasks[0].claims: "jail:" is not kind:value"#),
    Case(task(#""claims":["Jail:a"]"#), #"plan.tasks[0].claims: "Jail:a" is not kind:value"#),
    Case(task(#""claims":["jail:\n"]"#)),
    Case(task(#""claims":[7]"#), "plan.tasks[0].claims[0]: must be a string, is an integer"),
    Case(task(#""undo":[]"#), #"plan.tasks[0]: has an unknown field "undo""#),
    Case(task(#""x-a":1"#), #"plan.tasks[0]: has an unknown field "x-a""#),

    Case(step("")), Case(step(#""section":"ZFS commands","retry":60000,"lock":"zfs","progress":"bytes""#)),
    Case(
      step(#""section":null,"absent":null,"gone":null,"retry":null,"lock":null,"progress":null,"irreversible":null"#)),
    Case(
      step(
        #""absent":["dataset:zroot/jails/db0","path:/a b","jail:db0"],"gone":["interface:epair6a","snapshot:z/a@base","mount:/a"]"#
      )),
    Case(step(#""id":"-""#), "\(here).id: is missing"), Case(step(#""id":"""#), "\(here).id: is empty"),
    Case(step(#""do":"-""#), "\(here).do: is missing"), Case(step(#""do":null"#), "\(here).do: is missing"),
    Case(step(#""section":1"#), "\(here).section: must be a string, is an integer"),
    Case(step(#""retry":-1"#), "\(here).retry: must be 0 to 60000 milliseconds"),
    Case(step(#""retry":60001"#), "\(here).retry: must be 0 to 60000 milliseconds"),
    Case(step(#""retry":"1s""#), "\(here).retry: must be an integer, is a string"),
    Case(step(#""progress":"percent""#), "\(here).progress: can only be \"bytes\""),
    Case(step(#""lock":true"#), "\(here).lock: must be a string, is a boolean"),
    Case(
      step(#""lock":"../../etc/x""#),
      "\(here).lock: must be lower-case letters, digits and -, beginning with a letter, at most 32"),
    Case(
      step(#""lock":"""#), "\(here).lock: must be lower-case letters, digits and -, beginning with a letter, at most 32"
    ),
    Case(step(#""when":"always""#), "\(here): has an unknown field \"when\""),
    Case(step(#""x-a":1"#), "\(here): has an unknown field \"x-a\""),
    Case(step(#""Undo":null"#), "\(here): has an unknown field \"Undo\""),

    Case(step(#""undo":"-""#), "\(here).undo: is missing: say how to take the step back, or that it is irreversible"),
    Case(
      step(#""undo":"-","irreversible":false"#),
      "\(here).undo: is missing: say how to take the step back, or that it is irreversible"),
    Case(step(#""undo":null"#), "\(here).undo: is null, so \"irreversible\" must be true"),
    Case(step(#""undo":null,"irreversible":false"#), "\(here).undo: is null, so \"irreversible\" must be true"),
    Case(step(#""undo":null,"irreversible":true"#)), Case(step(#""undo":"-","irreversible":true"#)),
    Case(step(#""irreversible":true"#), "\(here).undo: is given for an irreversible step"),
    Case(step(#""undo":{"run":["/a"]},"irreversible":true"#), "\(here).undo: is given for an irreversible step"),
    Case(step(#""undo":{"run":["/a"]}"#)), Case(step(#""undo":{"pipe":[["/a"],["/b"]]}"#)),
    Case(step(#""undo":{"remove":"/a"}"#)),
    Case(step(#""undo":{"remove":{"path":"/a","tree":true}}"#)),
    Case(step(#""undo":{"rename":{"from":"/a","to":"/b"}}"#)),
    Case(step(#""undo":{"write":{"path":"/a","text":""}}"#), "\(here).undo: must be run, pipe, remove or rename"),
    Case(step(#""undo":{"invoke":["list"]}"#), "\(here).undo: must be run, pipe, remove or rename"),
    Case(step(#""undo":{"wait":{"gone":[],"at-most":1}}"#), "\(here).undo: must be run, pipe, remove or rename"),
    Case(step(#""undo":"Nothing""#), "\(here).undo: must be an object, is a string"),
    Case(step(#""undo":[]"#), "\(here).undo: must be an object, is an array"),
    Case(step(#""undo":{}"#), "\(here).undo: must have exactly one member: what to do"),
    Case(step(#""undo":{"run":["/a"],"run2":[]}"#), "\(here).undo: must have exactly one member: what to do"),
    Case(step(#""undo":{"run":["a"]}"#), "\(here).undo.run: the program \"a\" \(noPath)"),
    Case(step(#""undo":{"remove":{"path":"/a","force":true}}"#), "\(here).undo.remove: has an unknown field \"force\""),

    Case(steps([simple(1), simple(2), simple(1)]), #"plan: has two steps "1""#, beyondSchema: true),
    Case(
      plan("\"tasks\":[{\"title\":\"\",\"steps\":[\(simple(1))]},{\"title\":\"\",\"steps\":[\(simple(1))]}]"),
      #"plan: has two steps "1""#, beyondSchema: true),
    Case(
      steps([#"{"id":"x","do":{"run":["/a"]},"irreversible":true}"#, simple(1)]),
      #"plan: step "1" follows the irreversible "x""#, beyondSchema: true),
    Case(
      steps([
        simple(1), #"{"id":"x","do":{"run":["/a"]},"irreversible":true}"#,
        #"{"id":"y","do":{"run":["/a"]},"undo":null,"irreversible":true}"#,
      ])),
    Case(steps([#"{"id":"x","do":{"run":["/a"]},"irreversible":true}"#, #"{"id":"y","do":{"invoke":["list"]}}"#])),
    Case(steps((1...4096).map(simple))),
    Case(steps((1...4097).map(simple)), "plan.tasks: have 4097 steps, at most 4096"),
    Case(
      plan(
        "\"tasks\":[{\"title\":\"\",\"steps\":[\((1...4096).map(simple).joined(separator: ","))]},{\"title\":\"\",\"steps\":[\(simple(0))]}]"
      ),
      "plan.tasks: have 4097 steps, at most 4096", beyondSchema: true),
  ] + actionCases + thingCases

private let actionCases: [Case] =
  [
    Case(does(""), "\(here).do: must have exactly one member: what to do"),
    Case(does(#""run":["/a"],"pipe":[]"#), "\(here).do: must have exactly one member: what to do"),
    Case(does(#""sh":"rm -rf /""#), "\(here).do.sh: must be an object, is a string"),
    Case(does(#""sh":{}"#), "\(here).do: \"sh\" is not something a step can do"),
    Case(step(#""do":["/bin/true"]"#), "\(here).do: must be an object, is an array"),

    Case(does(#""run":["/a","","-x","\u001b"]"#)), Case(does(#""run":[]"#), "\(here).do.run: \(noWords)"),
    Case(does(#""run":"/a b""#), "\(here).do.run: \(noWords)"),
    Case(does(#""run":["/a",null]"#), "\(here).do.run: \(noWords)"),
    Case(does(#""run":null"#), "\(here).do.run: \(noWords)"),
    Case(does(#""run":[""]"#), "\(here).do.run: the program \"\" \(noPath)"),
    Case(does(#""run":["zfs"]"#), "\(here).do.run: the program \"zfs\" \(noPath)"),
    Case(does(#""run":["/sbin/"]"#), "\(here).do.run: the program \"/sbin/\" \(noPath)"),
    Case(does(#""pipe":[["/a"],["/b","c"],["/d"]]"#)),
    Case(does(#""pipe":[["/a"]]"#), "\(here).do.pipe: must be two or more commands"),
    Case(does(#""pipe":["/a","/b"]"#), "\(here).do.pipe[0]: \(noWords)"),
    Case(does(#""pipe":[["/a"],["b"]]"#), "\(here).do.pipe[1]: the program \"b\" \(noPath)"),
    Case(does(#""invoke":["image","fetch","x"]"#)), Case(does(#""invoke":[]"#), "\(here).do.invoke: \(noWords)"),

    Case(does(#""write":{"path":"/a","text":""}"#)),
    Case(does(#""write":{"path":"/a/b","text":"x","mode":"0600","within":"/a"}"#)),
    Case(does(#""write":{"path":"/a","text":"x","mode":null,"within":null}"#)),
    Case(does(#""write":{"path":"/a"}"#), "\(here).do.write.text: is missing"),
    Case(does(#""write":{"text":""}"#), "\(here).do.write.path: is missing"),
    Case(does(#""write":"/a""#), "\(here).do.write: must be an object, is a string"),
    Case(does(#""write":{"path":"/a","text":"","owner":"root"}"#), "\(here).do.write: has an unknown field \"owner\""),
    Case(does(#""write":{"path":"/a","text":"","within":"b"}"#), "\(here).do.write.within: \"b\" \(noPath)"),
    Case(
      does(#""write":{"path":"/a","text":"","mode":420}"#), "\(here).do.write.mode: must be a string, is an integer"),
    Case(does(#""copy":{"from":"/a","to":"/b","mode":"755","within":"/"}"#), "\(here).do.copy.within: \"/\" \(noPath)"),
    Case(does(#""copy":{"from":"/a","to":"/b"}"#)),
    Case(does(#""copy":{"from":"/a"}"#), "\(here).do.copy.to: is missing"),
    Case(does(#""directory":{"path":"/a","mode":"1777"}"#)),
    Case(does(#""directory":{}"#), "\(here).do.directory.path: is missing"),
    Case(does(#""directory":"/a""#), "\(here).do.directory: must be an object, is a string"),
    Case(does(#""rename":{"from":"/a","to":"/b"}"#)),
    Case(does(#""rename":{"from":"/a"}"#), "\(here).do.rename.to: is missing"),
    Case(does(#""rename":{"from":"/a","to":"/b","over":true}"#), "\(here).do.rename: has an unknown field \"over\""),
    Case(does(#""remove":"/a""#)), Case(does(#""remove":{"path":"/a"}"#)),
    Case(does(#""remove":{"path":"/a","tree":null}"#)),
    Case(does(#""remove":{"tree":true}"#), "\(here).do.remove.path: is missing"),
    Case(does(#""remove":{"path":"/a","tree":"yes"}"#), "\(here).do.remove.tree: must be a boolean, is a string"),
    Case(does(#""remove":["/a"]"#), "\(here).do.remove: must be an object, is an array"),
    Case(does("\"fetch\":{\"url\":\"https://a/b\",\"to\":\"/a\",\"sha256\":\"\(digest)\"}")),
    Case(does("\"fetch\":{\"url\":\"https://a/b\",\"to\":\"/a\"}"), "\(here).do.fetch.sha256: is missing"),
    Case(does(#""fetch":{"url":["https://a/b","http://[::1]:80/b?c=d"],"to":"/a","sha256":"none","limit":1}"#)),
    Case(does(#""fetch":{"url":"https://a","to":"/a","sha256":{"manifest":"/m","member":"base.txz"},"limit":null}"#)),
    Case(does(#""fetch":{"url":[],"to":"/a","sha256":"none"}"#), "\(here).do.fetch.url: \(urlRule)"),
    Case(does(#""fetch":{"url":["https://a",7],"to":"/a","sha256":"none"}"#), "\(here).do.fetch.url: \(urlRule)"),
    Case(
      does(#""fetch":{"url":7,"to":"/a","sha256":"none"}"#),
      "\(here).do.fetch.url: must be a string or an array, is an integer"),
    Case(does(#""fetch":{"url":"https://a","to":"a","sha256":"none"}"#), "\(here).do.fetch.to: \"a\" \(noPath)"),
    Case(
      does(#""fetch":{"url":"https://a","to":"/a","sha256":["none"]}"#),
      "\(here).do.fetch.sha256: must be a string or an object, is an array"),
    Case(
      does(#""fetch":{"url":"https://a","to":"/a","sha256":{"manifest":"m","member":"b"}}"#),
      "\(here).do.fetch.sha256.manifest: \"m\" \(noPath)"),
    Case(
      does(#""fetch":{"url":"https://a","to":"/a","sha256":{"manifest":"/m","member":""}}"#),
      "\(here).do.fetch.sha256.member: is empty"),
    Case(
      does(#""fetch":{"url":"https://a","to":"/a","sha256":{"manifest":"/m"}}"#),
      "\(here).do.fetch.sha256.member: is missing"),
    Case(
      does(#""fetch":{"url":"https://a","to":"/a","sha256":"none","limit":0}"#),
      "\(here).do.fetch.limit: must be 1 or more bytes"),
    Case(
      does("\"fetch\":{\"url\":\"https://a/b\",\"to\":\"/a\",\"sha256\":\"\(digest.uppercased())\"}"),
      "\(here).do.fetch.sha256: must be 64 lower-case hexadecimal digits, or none"),
    Case(
      does("\"fetch\":{\"url\":\"https://a/b\",\"to\":\"/a\",\"sha256\":\"\(digest)0\"}"),
      "\(here).do.fetch.sha256: must be 64 lower-case hexadecimal digits, or none"),
    Case(
      does("\"fetch\":{\"url\":\"https://a/b\",\"to\":\"/a\",\"sha256\":\"\(digest)\",\"retries\":3}"),
      "\(here).do.fetch: has an unknown field \"retries\""),
    Case(does(#""unpack":{"archive":"-","into":"/a"}"#)), Case(does(#""unpack":{"archive":"/a","into":"/b"}"#)),
    Case(does(#""unpack":{"archive":"--","into":"/a"}"#), "\(here).do.unpack.archive: \"--\" \(noPath)"),
    Case(does(#""unpack":{"archive":"-"}"#), "\(here).do.unpack.into: is missing"),
    Case(does(#""unpack":{"into":"/a"}"#), "\(here).do.unpack.archive: is missing"),
    Case(does(#""wait":{"gone":["interface:epair6a"],"at-most":600000}"#)), Case(does(#""wait":{"at-most":0}"#)),
    Case(does(#""wait":{"gone":[]}"#), "\(here).do.wait.at-most: is missing"),
    Case(does(#""wait":{"gone":[],"at-most":-1}"#), "\(here).do.wait.at-most: must be 0 to 600000 milliseconds"),
    Case(does(#""wait":{"gone":[],"at-most":600001}"#), "\(here).do.wait.at-most: must be 0 to 600000 milliseconds"),
    Case(does(#""wait":{"gone":["x"],"at-most":1}"#), "\(here).do.wait.gone[0]: \(thingRule)"),
    Case(does(#""wait":{"at-most":1,"until":"x"}"#), "\(here).do.wait: has an unknown field \"until\""),
  ]
  + ["write", "copy", "directory", "rename", "wait", "invoke"].map { name in
    let body =
      switch name {
      case "write": #"{"path":"/a","text":""}"#
      case "directory": #"{"path":"/a"}"#
      case "wait": #"{"at-most":1}"#
      case "invoke": #"["list"]"#
      default: #"{"from":"/a","to":"/b"}"#
      }
    return Case(step("\"do\":{\"\(name)\":\(body)},\"undo\":\"-\""))
  }
  + ["run\":[\"/a\"]", "pipe\":[[\"/a\"],[\"/b\"]]", "remove\":\"/a\"", "unpack\":{\"archive\":\"-\",\"into\":\"/a\"}"]
  .map {
    Case(
      step("\"do\":{\"\($0)},\"undo\":\"-\""),
      "\(here).undo: is missing: say how to take the step back, or that it is irreversible")
  }
  + ["", "a", "/", "/a/", "/a//b", "/./a", "/a/..", "../a", "/a/../\u{301}b", "\u{301}/a"].map {
    Case(does("\"remove\":\(JSON.string($0).text())"), "\(here).do.remove: \"\($0)\" \(noPath)")
  }
  + ["/a b", "/...", "/..a/b.", "/\u{301}", "/a\n", "/..\n"].map { Case(does("\"remove\":\(JSON.string($0).text())")) }
  + ["", "8", "64", "0888", "00644", "+644", "-644", "0644\n", "0o644", "٠٦٤٤"].map {
    Case(
      does("\"directory\":{\"path\":\"/a\",\"mode\":\(JSON.string($0).text())}"),
      "\(here).do.directory.mode: must be three or four octal digits, like \"0644\"")
  }
  + [
    "", "a", "/etc/passwd", "javascript:x", "https:/a", "https://", "HTTPS://a", "https://a b", "https://a\n",
    "https://é", "file://a/b", "file:///a", "ftp://a/b", "https://u:p@a/b", "https://u@a", "https://a/#b", "https://-a",
    "https:///a",
    "https://a\\@b", "https://?a",
  ].map {
    Case(
      does("\"fetch\":{\"url\":\(JSON.string($0).text()),\"to\":\"/a\",\"sha256\":\"\(digest)\"}"),
      "\(here).do.fetch.url: \(urlRule)")
  }

private let thingCases: [Case] =
  [
    "", "dataset", "dataset:", "zfs:a", "dataset:-r", "dataset:a//b", "dataset:a@b",
    "dataset:" + String(repeating: "a", count: 201), "snapshot:a",
    "snapshot:a@", "snapshot:a@b@c", "snapshot:@a", "snapshot:" + String(repeating: "a", count: 201) + "@b",
    "snapshot:a@" + String(repeating: "b", count: 254),
    "path:a", "path:/", "path:/a/../b", "path:/a/../\u{301}b", "interface:", "interface:..", "interface:.",
    "interface:-a", "interface:sixteencharacter", "interface:a b",
    "jail:", "jail:-a", "jail:7", "jail:image", "jail:images", "jail:network", "jail:a.b", "jail:a\n", "Jail:a",
    " jail:a", "jail :a", "path:\u{301}/a",
    "jail:" + String(repeating: "a", count: 64),
  ].map { Case(step("\"absent\":[\(JSON.string($0).text())]"), "\(here).absent[0]: \(thingRule)") }
  + [
    "dataset:a", "dataset:a:b/c.d_e-f", "snapshot:a/b@2026-01-01_00:00", "path:/a:b", "path:/a\n", "interface:eth0.100",
    "interface:_", "interface:...",
    "jail:7a", "jail:imager", "jail:_",
    "snapshot:" + String(repeating: "a", count: 200) + "@" + String(repeating: "b", count: 54),
  ].map { Case(step("\"gone\":[\(JSON.string($0).text())]")) }
  + [
    Case(step(#""absent":[{"path":"/a"}]"#), "\(here).absent[0]: \(thingRule)"),
    Case(step(#""gone":"path:/a""#), "\(here).gone: must be an array, is a string"),
  ]
