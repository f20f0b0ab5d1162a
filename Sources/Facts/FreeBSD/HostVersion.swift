import Platform
import Posix
import Wire

/// FreeBSD has two versions: that of the kernel that runs and that of the programs beside it.
struct HostVersion {
  let tools: Tools

  /// Of the kernel that runs, as `uname -r` says.
  var kernel: String? { SystemControl(library: tools.library)?.text("kern.osrelease").map { Printable.clean($0) } }

  /// As `freebsd-version -u` says. That program is a script with the version in it, so it need not be started.
  var userland: String? {
    guard let path = tools.find("freebsd-version") else { return nil }
    if let text = try? Files.text(path), let version = RcConf.values(text)["USERLAND_VERSION"] { return version }
    let output = try? HostProgram(tools).output("freebsd-version", ["-u"])
    return output?.split(separator: "\n").first.map { Printable.clean(String($0)) }
  }
}
