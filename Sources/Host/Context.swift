import Facts
import Glibc
import Platform
import Posix
import Wire

/// What a run of the host gets from outside. Tests make their own.
public struct Context: Sendable {
  /// The absolute path of jailer itself; plugins are in `../libexec/jailer`.
  public var executable: String
  /// The effective user.
  public var user: UInt32
  public var variables: [String: String]
  public var system: System
  /// FreeBSD: the library that jail_get(2) is in; `nil` is the process itself.
  public var library: String?
  /// Descriptors.
  public var input: Int32 = 0
  public var output: Int32 = 1
  public var error: Int32 = 2

  public init(executable: String, user: UInt32, variables: [String: String], system: System) {
    self.executable = executable
    self.user = user
    self.variables = variables
    self.system = system
  }

  var tools: Tools { Tools(beside: Files.split(executable).directory, system: system, library: library) }

  /// This process.
  /// - Parameter name: `argv[0]`, for systems that don't tell a process its executable.
  public static func current(name: String) -> Context {
    let variables = environment()
    #if os(Linux)
      let system = System.linux
    #else
      let system = System.freeBSD
    #endif
    let executable = (try? Files.readLink("/proc/self/exe")) ?? located(name, variables["PATH"] ?? "")
    return Context(executable: executable, user: geteuid(), variables: variables, system: system)
  }

  private static func located(_ name: String, _ path: String) -> String {
    let folders = path.split(separator: ":").map(String.init)
    guard let found = Command.search(name, in: folders), let real = try? Files.realPath(found) else {
      return "/usr/local/sbin/jailer"
    }
    return real
  }

  /// Variables that are UTF-8; the first of a name counts.
  private static func environment() -> [String: String] {
    var variables: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      entry += 1
      guard let equals = strchr(text, 0x3D) else { continue }
      let length = equals - text
      let name = text.withMemoryRebound(to: UInt8.self, capacity: length) {
        String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
      }
      if variables[name] == nil { variables[name] = String(validatingCString: equals + 1) }
    }
    return variables
  }
}
