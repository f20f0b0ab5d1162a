import Glibc
import Posix
import Wire

/// What jexec(8)'s options make of a command.
struct JexecSession {
  let flags: Flags
  /// The jail's root as the jail sees it.
  let root: String
  var process = JailProcess(arguments: [], capabilities: [])
  private var user: HostUsers.Found?

  init(_ flags: Flags, root: String, terminal: Bool) throws(JailError) {
    self.flags = flags
    self.root = root
    if let name = flags.value("U") {
      user = try HostUsers.user(name, jail: "-U", root: root)
    } else if let name = flags.value("u") {
      user = try HostUsers.user(name, jail: "-u")
    }
    process.terminal = terminal
    if let user {
      (process.uid, process.gid, process.groups) = (user.user.uid, user.user.gid, user.groups)
    }
    process.environment = try environment()
    process.directory = try directory()
  }

  /// The user's entry in the jail, for home and shell; root's without -u and -U.
  private var inside: Users.User? {
    if flags.has("U") { return user?.user }
    let users = try? HostUsers.read("passwd", root)
    guard let user else { return users?.user(uid: 0) }
    return users?.user(user.user.name) ?? user.user
  }

  private func environment() throws(JailError) -> [String: String] {
    var variables = Environment.current()
    if flags.has("l") {
      let term = variables["TERM"]
      let home = inside?.home ?? "/root"
      variables = [
        "PATH": "/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:\(home)/bin",
        "HOME": home,
        "SHELL": shell, "USER": inside?.name ?? "root",
      ]
      variables["TERM"] = term
    } else if let user, flags.has("U") {
      variables["HOME"] = user.user.home
      variables["SHELL"] = shell
      variables["USER"] = user.user.name
    }
    for setting in flags.values("e") {
      guard let equals = setting.firstIndex(of: "="), equals != setting.startIndex else {
        throw JailError("-e \(setting): not of the form NAME=VALUE")
      }
      variables[String(setting[..<equals])] = String(setting[setting.index(after: equals)...])
    }
    return variables
  }

  /// `/` unless -d says otherwise or -l with a user goes home; it must exist.
  private func directory() throws(JailError) -> String {
    let wish: String
    if let given = flags.value("d") {
      wish = given
    } else if flags.has("l"), user != nil, let home = inside?.home, !home.isEmpty {
      wish = home
    } else {
      return "/"
    }
    guard wish.hasPrefix("/") else { throw JailError("\(wish): not an absolute pathname") }
    do throws(PosixError) {
      let root = try Beneath(root)
      guard try root.resolve(wish, Files.pathOnly).status().kind == .directory else {
        throw PosixError("chdir", wish, errno: ENOTDIR)
      }
    } catch { throw JailError("\(wish): \(error.reason)") }
    return wish
  }

  private var shell: String {
    let shell = inside?.shell ?? ""
    return shell.isEmpty ? "/bin/sh" : shell
  }

  /// The command with its whole path, or the shell. Looked up as in the jail, so that a missing one is told here.
  func command(_ words: [String]) throws(JailError) -> [String] {
    guard let name = words.first else {
      return [try found(shell)] + (process.terminal ? ["-i"] : [])
    }
    return [try found(name)] + words.dropFirst()
  }

  private func found(_ name: String) throws(JailError) -> String {
    let path = process.environment["PATH"] ?? "/bin:/usr/bin"
    let candidates =
      name.utf8.contains(UInt8(ascii: "/"))
      ? [name.hasPrefix("/") ? name : "\(process.directory)/\(name)"]
      : path.split(separator: ":").map { "\($0)/\(name)" }
    var reason = PosixError("exec", name, errno: ENOENT)
    for candidate in candidates {
      do throws(PosixError) {
        let root = try Beneath(root)
        let status = try root.resolve(candidate, Files.pathOnly).status()
        if status.kind == .file && status.mode & 0o111 != 0 { return candidate }
        reason = PosixError("exec", name, errno: EACCES)
      } catch {
        // Kernels without such a lookup leave it to the runtime.
        if error.errno == ENOSYS { return name }
      }
    }
    throw JailError("\(name): \(reason.reason)")
  }

  /// The jail's capabilities, as its init holds them.
  static func capabilities(of pid: Int) throws(JailError) -> [String] {
    let text = (try? Files.text("/proc/\(pid)/status")) ?? ""
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("CapBnd:") }),
      let bits = UInt64(line.dropFirst(7).filter { $0 != "\t" && $0 != " " }, radix: 16)
    else { throw JailError("the jail's first process is gone") }
    return CapabilityNames.names(bits)
  }
}
