import Platform
import Posix
import Wire

/// What starts jails with the machine.
enum BootReader {
  static func read(_ paths: Paths) -> BootFact {
    var fact = BootFact()
    do {
      if try Files.stat(paths.jailConf) != nil { fact.jailConf = try Files.text(paths.jailConf) }
      // The word is the original's own; no release of FreeBSD has it.
      if try Files.stat(paths.jailService) != nil {
        fact.isPatched = try Files.text(paths.jailService).contains("jail_conf_dir")
      }
      fact.hasOrigin = try Files.lstat(paths.jailServiceOrigin)?.kind == .file
    } catch {
      fact.error = error.description
    }
    return fact
  }
}
