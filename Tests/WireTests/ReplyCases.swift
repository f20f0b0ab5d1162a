import Wire

private func reply(_ members: String) -> String { "{\"id\":\"7\",\(members)}" }
private func view(_ text: String) -> String { reply("\"view\":\(text)") }
private func ask(_ changes: String) -> String {
  reply("\"ask\":\(changed(#"{"question":"OK?","kind":"confirm","name":"ok"}"#, changes))")
}
private func failure(_ changes: String) -> String {
  reply("\"error\":\(changed(#"{"code":"not-found","message":"no jail app0"}"#, changes))")
}
private func handover(_ members: String) -> String { reply("\"handover\":{\(members)}") }

private let one = "must have exactly one of plan, view, ask, handover and error"
private let noPath = "must be an absolute path without . .. or //"
private let codes =
  "error.code: must be one of failed, usage, bad-data, not-found, unavailable, exists, busy, not-permitted, configuration"

let replyCases: [Case] =
  [
    Case(reply(#""protocol":1,"plan":{}"#)), Case(reply(#""plan":{"tasks":[]}"#)),
    Case(reply(#""protocol":null,"plan":{"tasks":null}"#)),
    Case(reply(#""plan":{},"view":{"text":"done"}"#)),
    Case(reply(#""plan":{},"view":null,"ask":null,"handover":null,"error":null"#)),
    Case("{}", "id: is missing"), Case("[]", "must be an object, is an array"),
    Case(#""x""#, "must be an object, is a string"),
    Case(#"{"plan":{}}"#, "id: is missing"), Case(#"{"id":7,"plan":{}}"#, "id: must be a string, is an integer"),
    Case(reply(#""protocol":2,"plan":{}"#), "protocol: is version 2, this jailer speaks version 1"),
    Case(reply(#""protocol":"1","plan":{}"#), "protocol: must be an integer, is a string"),
    Case(#"{"id":""}"#, one), Case(reply(#""plan":null"#), one), Case(reply(#""plan":{},"error":{}"#), one),
    Case(reply(#""view":{"text":""},"ask":{}"#), one), Case(reply(#""plan":{},"handover":{}"#), one),
    Case(reply(#""ask":{},"error":{}"#), one), Case(reply(#""handover":{},"error":{}"#), one),
    Case(reply(#""plan":{},"x-note":1"#), #"has an unknown field "x-note""#),
    Case(reply(#""plan":{},"Plan":{}"#), #"has an unknown field "Plan""#),
    Case(reply(#""plan":[]"#), "plan: must be an object, is an array"),

    Case(view(#"{"text":""}"#)), Case(view(#"{"text":"a\u001b[2J","json":[1,null]}"#)),
    Case(view(#"{"text":"a","table":null,"record":null,"json":null}"#)),
    Case(view(#"{"record":[{"key":"k","title":"T","value":{"a":[1.5]}},{"key":"k","title":"T"}]}"#)),
    Case(view(#"{"record":[]}"#)),
    Case(view(#"{"table":{"columns":[{"key":"k","title":"T"}],"rows":[{"k":1,"more":null},{}]}}"#)),
    Case(view(#"{"table":{}}"#)),
    Case(view("{}"), "view: must have exactly one of table, record and text"),
    Case(view(#"{"json":[]}"#), "view: must have exactly one of table, record and text"),
    Case(view(#"{"text":"a","record":[]}"#), "view: must have exactly one of table, record and text"),
    Case(view(#"{"text":"a","table":{}}"#), "view: must have exactly one of table, record and text"),
    Case(view(#"{"text":["a"]}"#), "view.text: must be a string, is an array"),
    Case(view(#"{"text":"a","html":"b"}"#), #"view: has an unknown field "html""#),
    Case(view(#"{"record":{}}"#), "view.record: must be an array, is an object"),
    Case(view(#"{"record":[{"key":"k"}]}"#), "view.record[0].title: is missing"),
    Case(view(#"{"record":[{"title":"k"}]}"#), "view.record[0].key: is missing"),
    Case(view(#"{"record":[{"key":"k","title":"t","unit":"B"}]}"#), #"view.record[0]: has an unknown field "unit""#),
    Case(view(#"{"table":[]}"#), "view.table: must be an object, is an array"),
    Case(view(#"{"table":{"columns":[{"key":"k"}]}}"#), "view.table.columns[0].title: is missing"),
    Case(view(#"{"table":{"columns":["k"]}}"#), "view.table.columns[0]: must be an object, is a string"),
    Case(
      view(#"{"table":{"columns":[{"key":"k","title":"t","width":3}]}}"#),
      #"view.table.columns[0]: has an unknown field "width""#),
    Case(view(#"{"table":{"rows":[[1]]}}"#), "view.table.rows[0]: must be an object, is an array"),
    Case(view(#"{"table":{"rows":{}}}"#), "view.table.rows: must be an array, is an object"),
    Case(view(#"{"table":{"footer":1}}"#), #"view.table: has an unknown field "footer""#),

    Case(ask("")), Case(ask(#""heading":"H","summary":[["a","b"],["",""]],"state":{"n":[1]}"#)),
    Case(ask(#""kind":"text","initial":"x""#)),
    Case(ask(#""kind":"choice","choices":["a","b"]"#)),
    Case(ask(#""kind":"secret","heading":null,"summary":null,"choices":null,"initial":null,"state":null"#)),
    Case(ask(#""kind":"edit","initial":"a\nb\n""#)),
    Case(ask(#""question":"-""#), "ask.question: is missing"), Case(ask(#""kind":"-""#), "ask.kind: is missing"),
    Case(ask(#""name":"-""#), "ask.name: is missing"), Case(ask(#""name":"""#), "ask.name: is empty"),
    Case(ask(#""kind":"password""#), #"ask.kind: "password" is not known"#),
    Case(ask(#""kind":"choice""#), "ask.choices: a choice needs them"),
    Case(ask(#""choices":["a"]"#), "ask.choices: only a choice has them"),
    Case(ask(#""summary":[["a"]]"#), "ask.summary[0]: must be a pair of strings"),
    Case(ask(#""summary":[["a","b","c"]]"#), "ask.summary[0]: must be a pair of strings"),
    Case(ask(#""summary":[["a","b"],["a",1]]"#), "ask.summary[1]: must be a pair of strings"),
    Case(ask(#""summary":[["a",1,"b"]]"#), "ask.summary[0]: must be a pair of strings"),
    Case(ask(#""summary":["ab"]"#), "ask.summary[0]: must be a pair of strings"),
    Case(ask(#""default":true"#), #"ask: has an unknown field "default""#),
    Case(reply(#""ask":"OK?""#), "ask: must be an object, is a string"),

    Case(handover(#""argv":["/bin/sh","","-c"],"environment":{"TERM":"vt100","_A1":""}"#)),
    Case(handover(#""argv":["/bin/sh"],"environment":null"#)),
    Case(handover(""), "handover.argv: must be an array of one or more strings"),
    Case(handover(#""argv":[]"#), "handover.argv: must be an array of one or more strings"),
    Case(handover(#""argv":"/bin/sh""#), "handover.argv: must be an array of one or more strings"),
    Case(handover(#""argv":["/bin/sh",1]"#), "handover.argv: must be an array of one or more strings"),
    Case(handover(#""argv":["sh"]"#), "handover.argv: the program \"sh\" \(noPath)"),
    Case(handover(#""argv":["/bin/../sh"]"#), "handover.argv: the program \"/bin/../sh\" \(noPath)"),
    Case(handover(#""argv":["/bin/sh"],"environment":[]"#), "handover.environment: must be an object, is an array"),
    Case(handover(#""argv":["/bin/sh"],"environment":{"A":1}"#), "handover.environment: values must be strings"),
    Case(
      handover(#""argv":["/bin/sh"],"environment":{"A=B":"1"}"#),
      #"handover.environment: "A=B" is not the name of a variable"#),
    Case(
      handover(#""argv":["/bin/sh"],"environment":{"":"1"}"#),
      #"handover.environment: "" is not the name of a variable"#),
    Case(handover(#""argv":["/bin/sh"],"cwd":"/""#), #"handover: has an unknown field "cwd""#),

    Case(failure("")), Case(failure(#""cause":"c","hint":"h","field":"f""#)),
    Case(failure(#""cause":null,"hint":null,"field":null"#)),
    Case(failure(#""code":"-""#), "error.code: is missing"),
    Case(failure(#""code":66"#), "error.code: must be a string, is an integer"),
    Case(failure(#""message":"-""#), "error.message: is missing"),
    Case(failure(#""message":"""#), "error.message: is empty"),
    Case(failure(#""hint":["h"]"#), "error.hint: must be a string, is an array"),
    Case(failure(#""exit":66"#), #"error: has an unknown field "exit""#),
  ]
  + ["failed", "usage", "bad-data", "not-found", "unavailable", "exists", "busy", "not-permitted", "configuration"].map
{
  Case(failure("\"code\":\"\($0)\""))
}
  + ["partly-undone", "crashed", "protocol", "interrupted", "", "not found"].map {
    Case(failure("\"code\":\"\($0)\""), codes)
  }
