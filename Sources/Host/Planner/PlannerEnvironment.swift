import Facts
import Platform
import Posix
import Wire

/// What a planner gets of the world.
enum PlannerEnvironment {
  /// PATH, LANG, TZ and JAILER_*; nothing else of the caller's.
  static func variables(_ context: Context, _ paths: Paths, libexec: String) -> [String: String] {
    var variables = [
      "PATH": Tools.folders.joined(separator: ":"),
      "JAILER": context.executable,
      "JAILER_LIBEXEC": libexec,
      "JAILER_ROOT": paths.root,
      "JAILER_VERSION": jailerVersion,
    ]
    for name in ["LANG", "TZ"] {
      guard let value = context.variables[name], value.utf8.count <= 128, !value.contains("/..") else { continue }
      variables[name] = value
    }
    return variables
  }

  /// Root's planners run as nobody.
  static func credentials(_ context: Context) -> Command.Credentials? {
    guard context.user == 0 else { return nil }
    let fallback = Command.Credentials(uid: 65534, gid: 65534)
    guard let text = try? Files.text("/etc/passwd"), let nobody = Users.user("nobody", passwd: text), nobody.uid != 0,
      nobody.gid != 0
    else { return fallback }
    return Command.Credentials(uid: nobody.uid, gid: nobody.gid)
  }
}
