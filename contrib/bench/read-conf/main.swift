import Glibc
import JailConf
import Posix

// Reads a file, or each file of a folder, as jail.conf(5) and prints how many jails that are.
// usage: read-conf PATH
let arguments = CommandLine.arguments
guard arguments.count == 2 else {
  print("usage: read-conf PATH")
  exit(64)
}
do {
  let path = arguments[1]
  var jails = 0
  if try Files.stat(path)?.kind == .directory {
    let folder = try Folder(path)
    for name in try Files.list(path) {
      jails += try parse(try folder.read(name, follow: false), file: name).jails.count
    }
  } else {
    jails = try parse(try Files.read(path, limit: JailConf.Limits.source), file: path).jails.count
  }
  print(jails)
} catch {
  print("read-conf: \(error)")
  exit(1)
}
