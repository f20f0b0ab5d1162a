import Glibc
import LinuxJail

exit(LinuxJail.main(CommandLine.arguments))
