import Glibc
import Posix

extension Hooks {
  /// With exec.clean only HOME, SHELL, TERM and USER stay, and PATH is /bin:/usr/bin.
  func environment(_ user: Users.User?) -> [String: String] {
    let all = Environment.current()
    var variables: [String: String]
    if settings.clean {
      variables = all.filter { ["HOME", "SHELL", "TERM", "USER"].contains($0.key) }
      variables["PATH"] = "/bin:/usr/bin"
    } else {
      variables = all
      variables["JID"] = "\(jid)"
      variables["JNAME"] = settings.name
      variables["JPATH"] = settings.path
    }
    if let user {
      variables["HOME"] = user.home
      variables["SHELL"] = user.shell.isEmpty ? "/bin/sh" : user.shell
      variables["USER"] = user.name
    }
    return variables
  }

  /// The arguments with the program's whole path, as execvp(3) would find it.
  func found(_ words: Words) throws(JailError) -> [String] {
    guard let name = words.arguments.first else { return [] }
    let path = environment(nil)["PATH"] ?? "/usr/bin:/bin"
    guard let program = Command.search(name, in: path.split(separator: ":").map(String.init)) else {
      throw JailError(
        jail: settings.name, "\(words.line): \(name): \(PosixError("exec", errno: ENOENT).reason)")
    }
    return [program] + words.arguments.dropFirst()
  }

  /// exec.consolelog, open for appending; its directory must exist.
  func console() throws(JailError) -> Descriptor.Box? {
    guard let path = settings.consoleLog else { return nil }
    do throws(PosixError) {
      let file = try Files.open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY, mode: 0o600)
      return Descriptor.Box(file.release())
    } catch { throw JailError(jail: settings.name, "exec.consolelog: \(path): \(error.reason)") }
  }
}

/// Users by name, of the host or of a jail's files.
enum HostUsers {
  struct Found: Sendable {
    let user: Users.User
    let groups: [UInt32]
  }

  /// `root`: where the jail's files are; nil means the host's own.
  static func user(_ name: String, jail: String, root: String? = nil) throws(JailError) -> Found {
    let users = try read(jail, root)
    guard let user = users.user(name) else { throw JailError(jail: jail, "\(name): no such user") }
    return Found(user: user, groups: users.groupIDs(of: user))
  }

  static func read(_ jail: String, _ root: String?) throws(JailError) -> Users {
    func text(_ file: String) throws(PosixError) -> String {
      let bytes: [UInt8]
      if let root {
        // A link in the jail may lead anywhere: it is followed as the jail itself would.
        let beneath = try Beneath(root)
        let open = try beneath.resolve(file, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        guard try open.status().kind == .file else { throw PosixError("read", file, errno: EINVAL) }
        bytes = try open.read(limit: 16 << 20, path: file)
      } else {
        bytes = try Files.read(file, limit: 16 << 20)
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    let passwd = try naming(jail) { () throws(PosixError) in try text("/etc/passwd") }
    return Users(passwd: passwd, group: (try? text("/etc/group")) ?? "")
  }
}
