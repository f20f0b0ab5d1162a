import Posix
import Wire

/// A process for the runtime to start in a jail.
struct JailProcess {
  var arguments: [String]
  var environment: [String: String] = ["PATH": "/bin:/usr/bin"]
  var directory = "/"
  var uid: UInt32 = 0
  var gid: UInt32 = 0
  var groups: [UInt32] = []
  var terminal = false
  var capabilities: [String]

  init(arguments: [String], capabilities: [String]) {
    self.arguments = arguments
    self.capabilities = capabilities
  }

  init(arguments: [String], settings: Settings) {
    self.init(arguments: arguments, capabilities: settings.capabilities)
  }

  var json: JSON {
    // Others than root get theirs from set-uid programs, as far as the bounding set goes.
    let effective = uid == 0 ? capabilities : []
    return [
      "terminal": .bool(terminal),
      "user": [
        "uid": .integer(Int(uid)), "gid": .integer(Int(gid)),
        "additionalGids": .array(groups.map { .integer(Int($0)) }),
      ],
      "args": JSON(arguments),
      "env": JSON(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }),
      "cwd": .string(directory), "noNewPrivileges": false,
      "capabilities": [
        "bounding": JSON(capabilities), "effective": JSON(effective), "permitted": JSON(effective),
        "inheritable": [], "ambient": [],
      ],
    ]
  }

  /// As a file in memory, at its beginning.
  func file() throws(PosixError) -> Descriptor {
    try Descriptor.memory("process", containing: json.bytes)
  }
}
