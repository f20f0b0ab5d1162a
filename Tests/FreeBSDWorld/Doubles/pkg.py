"""Test double of pkg(8) with one package: dhcpd."""
import os

import world
from world import Failure

USAGE = "Usage: pkg [-v] [-d] [-l] [-N] <command> [<args>]"
DHCPD = "/usr/local/sbin/dhcpd"


def main(argv):
    _, words = world.options(argv, "vdlN", USAGE, 64)
    if not words or words[0] not in ("install", "delete", "info"):
        raise world.usage(USAGE, 64)
    verb = words[0]
    chosen, names = world.options(words[1:], "e" if verb == "info" else "yfnq", f"Usage: pkg {verb} ...", 64)
    if not names:
        raise world.usage(f"Usage: pkg {verb} ...", 64)
    if ("-y", "") not in chosen and verb != "info":
        raise Failure("test double: pkg would ask")
    if names != ["dhcpd"]:
        print(f"pkg: No packages available to install matching '{names[0]}' have been found in the repositories")
        return 70
    if verb == "info":
        return 0 if os.path.exists(DHCPD) else 1
    world.note(f"pkg {verb} dhcpd")
    if verb == "install" and not os.path.lexists(DHCPD):
        os.symlink("/usr/local/share/world/double", DHCPD)
    if verb == "delete":
        os.unlink(DHCPD)
    return 0
