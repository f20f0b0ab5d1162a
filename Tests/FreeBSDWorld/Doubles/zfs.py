"""Test double in front of the real zfs(8) and zpool(8): what OpenZFS's manual page hasn't got is refused."""
import os
import sys

import world

REAL = "/linux/usr/sbin/"
# The flags of OpenZFS 2.2 (FreeBSD 14) of the commands that plans and facts use.
FLAGS = {"create": "no:Ppuv", "destroy": "Rdfnprv", "snapshot": "o:r", "snap": "o:r", "rollback": "Rfr", "clone": "o:pu",
         "promote": "", "rename": "fpru", "list": "d:HjO:o:prS:s:t:", "get": "d:Ho:prs:t:", "set": "u", "inherit": "rS",
         "mount": "aflo:Ov", "unmount": "afu", "umount": "afu", "send": "DLPVRSbcei:I:hnpst:vw",
         "receive": "AFMdehnsuvo:x:", "recv": "AFMdehnsuvo:x:", "hold": "r", "release": "r", "holds": "Hpr", "diff": "FHth",
         "jail": "", "unjail": "", "bookmark": "", "version": "j"}


def zfs(argv):
    return front("zfs", argv)


def zpool(argv):
    return front("zpool", argv, {"list": "gHLo:pPT:v", "get": "Ho:p", "create": "dfno:O:m:R:t:", "status": "cDegisLpPtTvx"})


def front(name, argv, flags=None):
    flags = flags or FLAGS
    command = argv[0] if argv else ""
    if command not in flags:
        raise world.usage(f"unrecognized command '{command}'\nusage: {name} command args ...", 2)
    rest = argv[1:]
    while rest and rest[0].startswith("-") and rest[0] != "-":
        chosen, rest = world.options(rest, flags[command], f"usage: {name} {command}", 2)
    world.note(f"{name} {' '.join(argv)}")
    if command in ("jail", "unjail"):
        return 0
    sys.stdout.flush()
    os.execv(REAL + name, [name] + argv)
