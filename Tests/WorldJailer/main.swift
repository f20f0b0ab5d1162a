// world-jailer ARGUMENT…: jailer itself, told that it is on FreeBSD. For tests only: it stands where a FreeBSD world
// has /usr/local/sbin/jailer, among test doubles of FreeBSD's programs.

import Foundation
import Host

var context = Context(
  executable: "/usr/local/sbin/jailer", user: geteuid(), variables: ProcessInfo.processInfo.environment,
  system: .freeBSD)
context.library = "/usr/local/lib/world-kernel.so"
Host(context).exit(arguments: CommandLine.arguments.dropFirst().map { Array($0.utf8) })
