"""Test double of mount(8) and umount(8), with real mounts: a busy dataset is busy. devfs is an empty tmpfs."""
import ctypes
import os

import world
from world import Failure

USAGE = """usage: mount [-adflpruvw] [-F fstab] [-o options] [-t ufs | external_type]
       mount [-dfpruvw] special | node
       mount [-dfpruvw] [-o options] [-t ufs | external_type] special node"""
BIND, RDONLY, REMOUNT = 0x1000, 1, 32
TYPES = ("devfs", "fdescfs", "linprocfs", "linsysfs", "nullfs", "procfs", "tmpfs")

libc = ctypes.CDLL(None, use_errno=True)


def call(done):
    if done != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def attach(special, node, kind, options):
    kernel = BIND if kind == "nullfs" else 0
    source, system = (special, None) if kind == "nullfs" else (kind, b"tmpfs")
    call(libc.mount(source.encode(), node.encode(), system, kernel, None))
    if "ro" in options:
        call(libc.mount(source.encode(), node.encode(), system, kernel | REMOUNT | RDONLY, None))


def lines(conf):
    """(special, node, type, options, parameter) that a jail's conf mounts, in jail(8)'s order."""
    path = conf.text("path", "/")
    entries = list(conf.list("mount"))
    if conf.text("mount.fstab"):
        with open(conf.text("mount.fstab"), encoding="utf-8") as file:
            entries += [line for line in file.read().split("\n") if line.strip() and not line.startswith("#")]
    for entry in entries:
        special, node, kind, *options = entry.split()
        yield special, node, kind, options[0].split(",") if options else [], "mount"
    for name, node in (("mount.devfs", "/dev"), ("mount.fdescfs", "/dev/fd"), ("mount.procfs", "/proc")):
        if conf.flag(name):
            kind = name.split(".")[1]
            yield kind, path + node, kind, [f"ruleset={conf.text('devfs_ruleset', '4')}"], name


def do(line, path):
    """None, or why it failed, in jail(8)'s words."""
    special, node, kind, options, parameter = line
    if parameter != "mount" and os.path.islink(node):
        return f"{parameter}: {node} is a symbolic link"
    if not os.path.isdir(node) and kind != "nullfs":
        if kind == "fdescfs" and os.path.isdir(path + "/dev"):
            os.makedirs(node, exist_ok=True)
        else:
            return f"{parameter}: {node}: No such file or directory"
    if kind == "devfs":
        number = options[0].split("=")[1]
        if number not in world.look()["devfs"]:
            world.note(f"devfs {node}: every device is visible, ruleset {number} is not loaded")
    try:
        attach(special, node, kind, options)
    except OSError as error:
        return f"/sbin/mount -t {kind} {special} {node}: {error.strerror}"
    return None


def undo(line):
    try:
        call(libc.umount2(line[1].encode(), 0))
    except OSError as error:
        return f"unmount: {line[1]}: {error.strerror}"
    return None


def main(argv):
    chosen, words = world.options(argv, "adF:fLlno:prt:uvw", USAGE)
    if len(words) != 2:
        raise world.usage(USAGE)
    kind = dict(chosen).get("-t", "ufs")
    if kind not in TYPES:
        raise Failure(f"{words[0]}: Operation not supported by device")
    try:
        attach(words[0], words[1], kind, dict(chosen).get("-o", "").split(","))
    except OSError as error:
        raise Failure(f"{words[1]}: {error.strerror}") from None
    return 0


def umount(argv):
    chosen, words = world.options(argv, "AafF:h:nNt:v", "usage: umount [-fNnv] special ... | node ... | fsid ...")
    for node in words:
        try:
            call(libc.umount2(node.encode(), 1 if "-f" in dict(chosen) else 0))
        except OSError as error:
            raise Failure(f"unmount of {node} failed: {error.strerror}") from None
    return 0
