private func request(_ changes: String) -> String {
  changed(#"{"protocol":1,"id":"7","op":"plan","round":0,"command":["snap"]}"#, changes)
}

let requestCases: [Case] = [
  Case(request("")), Case(request(#""from-the-future":{"a":1}"#)),
  Case(
    request(
      #""arguments":{"target":"a","n":3,"f":true,"list":["x"]},"arguments_raw":["a"],"facts":{"host":{}},"answers":{"ok":true},"state":[1],"dry_run":true"#
    )),
  Case(request(#""arguments":null,"arguments_raw":null,"facts":null,"answers":null,"state":null,"dry_run":null"#)),
  Case("[]", "must be an object, is an array"), Case("{}", "protocol: is missing"),
  Case(request(#""protocol":2"#), "protocol: is version 2, this plugin speaks version 1"),
  Case(request(#""op":"-""#), "op: is missing"), Case(request(#""op":"complete""#), #"op: "complete" is not known"#),
  Case(request(#""id":"-""#), "id: is missing"), Case(request(#""id":7"#), "id: must be a string, is an integer"),
  Case(request(#""round":"-""#), "round: is missing"), Case(request(#""round":-1"#), "round: must be 0 to 8"),
  Case(request(#""round":8"#)),
  Case(request(#""round":9"#), "round: must be 0 to 8"), Case(request(#""command":"-""#), "command: is missing"),
  Case(request(#""command":[]"#), "command: is missing"),
  Case(request(#""command":[1]"#), "command[0]: must be a string, is an integer"),
  Case(request(#""arguments":[]"#), "arguments: must be an object, is an array"),
  Case(request(#""arguments_raw":{}"#), "arguments_raw: must be an array, is an object"),
  Case(request(#""arguments_raw":[1]"#), "arguments_raw[0]: must be a string, is an integer"),
  Case(request(#""facts":[]"#), "facts: must be an object, is an array"),
  Case(request(#""answers":1"#), "answers: must be an object, is an integer"),
  Case(request(#""dry_run":1"#), "dry_run: must be a boolean, is an integer"),
]
