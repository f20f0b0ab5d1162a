let richManifest = #"""
  {"manifest":1,"protocol":1,"name":"a","version":"1","summary":"s","description":["p"],"aliases":["b"],"core":true,"deadline":5,
   "x-a":{},"commands":[{"path":["a","b"],"summary":"s","description":["p"],"changes":true,"facts":["host"],
   "operands":[{"name":"o","type":"choice","choices":["p"],"required":true,"repeats":true,"rest":true,"help":"h"}],
   "options":[{"name":"p","short":"p","type":"path","choices":[],"value":"v","repeats":true,"help":"h","facts":["snapshots"]},
              {"name":"q","type":"choice","choices":["p","q"]},{"name":"f"}],
   "examples":[{"command":"c","does":"d"}]}],
   "permissions":{"run":[["zfs","a","*"],["/sbin/zfs","**"]],"write":["{store}/*/a/**","/a"],"fetch":["u"],"invoke":[["a"]]}}
  """#

let richRequest = #"""
  {"protocol":1,"id":"7","op":"plan","round":1,"command":["a"],"arguments":{"a":1},"arguments_raw":["1"],"facts":{"host":{}},
   "answers":{"ok":true},"state":[1],"dry_run":true,"later":{}}
  """#

let richReplies = [
  #"""
  {"protocol":1,"id":"7","plan":{"independent":true,"ordered":true,"waits":true,"heading":"h","tasks":[{"title":"t","label":"l","claims":["jail:a"],"steps":[
   {"id":"1","section":"s","do":{"run":["/a","b"]},"absent":["dataset:a/b"],"gone":["path:/a"],"undo":{"run":["/a"]},"retry":5,
    "lock":"l","progress":"bytes","irreversible":false},
   {"id":"2","do":{"pipe":[["/a"],["/b"]]},"undo":{"pipe":[["/a"],["/b"]]}},
   {"id":"3","do":{"write":{"path":"/a","text":"t","mode":"0644","within":"/a"}},"undo":{"remove":{"path":"/a","tree":true}}},
   {"id":"4","do":{"copy":{"from":"/a","to":"/b"}}},{"id":"5","do":{"remove":{"path":"/a","tree":false}},"undo":"nothing"},
   {"id":"6","do":{"directory":{"path":"/a"}},"undo":{"rename":{"from":"/a","to":"/b"}}},
   {"id":"7","do":{"rename":{"from":"/a","to":"/b"}},"undo":{"remove":"/a"}},
   {"id":"8","do":{"fetch":{"url":"https://a","to":"/a","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}},"undo":"nothing"},
   {"id":"9","do":{"unpack":{"archive":"-","into":"/a"}},"undo":"nothing"},{"id":"10","do":{"wait":{"gone":["interface:a"],"at-most":5}}},
   {"id":"8b","do":{"fetch":{"url":["https://a"],"to":"/a","sha256":{"manifest":"/a","member":"b"},"limit":5}},"undo":"nothing"},
   {"id":"11","do":{"invoke":["a"]}},{"id":"12","do":{"run":["/a"]},"undo":null,"irreversible":true}]}]},"view":{"text":"t"}}
  """#,
  #"{"id":"7","view":{"table":{"columns":[{"key":"k","title":"t"}],"rows":[{"k":1}]},"json":[1]}}"#,
  #"{"id":"7","view":{"record":[{"key":"k","title":"t","value":1}],"json":null}}"#,
  #"{"id":"7","ask":{"question":"q","kind":"choice","name":"n","heading":"h","summary":[["a","b"]],"choices":["a"],"initial":"i","state":{"a":1}}}"#,
  #"{"id":"7","handover":{"argv":["/a","b"],"environment":{"A":"b"}}}"#,
  #"{"id":"7","error":{"code":"failed","message":"m","cause":"c","hint":"h","field":"f"}}"#,
]
