import Foundation
import TestSupport

extension FreeBSD {
  /// Set up, with an image and the bridge bridge0 10.0.0.1/24.
  static func ready(_ release: String = "14.3-RELEASE") throws -> FreeBSD {
    let freeBSD = try FreeBSD(release)
    try freeBSD.jailer(["init", "-y"]).orFail()
    try freeBSD.addImage(release)
    try freeBSD.addBridge()
    return freeBSD
  }

  /// What of a userland the doubles look at, as an image. Nothing of it is ever run.
  func addImage(_ name: String) throws {
    let script = """
      set -e
      zfs create zroot/jails/image/\(name)
      cd /usr/local/jails/image/\(name)
      mkdir -p bin sbin etc dev root usr/bin usr/sbin var/db var/log
      for program in bin/sh bin/freebsd-version sbin/ifconfig sbin/route usr/bin/id usr/bin/false; do
        printf '#!/bin/sh\\n' >$program; chmod 755 $program
      done
      printf '#!/bin/sh\\nUSERLAND_VERSION="%s"\\n' \(name) >bin/freebsd-version
      printf 'exit 0\\n' >etc/rc
      printf 'exit 0\\n' >etc/rc.shutdown
      printf 'root:*:0:0:Charlie &:/root:/bin/sh\\n' >etc/passwd
      zfs snapshot zroot/jails/image/\(name)@base
      """
    try sh(script).orFail()
  }

  func addBridge() throws {
    try sh("ifconfig bridge0 create && ifconfig bridge0 inet 10.0.0.1/24 up").orFail()
  }

  /// A server on bridge0, and a ruleset that lets jails use it.
  func addDHCP() throws { try jailer(["-y", "init", "dhcp"]).orFail() }

  /// The README's four jails in its order; the two without a name get the README's names in what `named` makes of a text.
  func readmeJails() throws -> (_ text: String) -> String {
    var names: [(String, String)] = []
    for (arguments, name) in [
      ([], "99d6c13c"), (["-t", "new", "-b", "vtnet0", "-a", "192.168.64.15", "www0"], nil),
      (["-t", "eb", "-a", "10.0.0.10"], "fd1dafdc"), (["-t", "eb", "app0"], nil),
    ] as [([String], String?)] {
      let said = try jailer(["create"] + arguments).orFail().output
      let made = said.dropFirst("Creating ".count).prefix { $0 != ":" }
      if let name { names.append((String(made), name)) }
    }
    let made = names
    return { text in made.reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) } }
  }
}

extension FreeBSD {
  /// Puts a script for sh in front of a double; in it $REAL is the double itself.
  func front(_ program: String, _ script: String) throws { try write("/var/world/front-\(program)", script + "\n") }

  func unfront(_ program: String) throws { try run(["rm", "/var/world/front-\(program)"]).orFail() }
}
