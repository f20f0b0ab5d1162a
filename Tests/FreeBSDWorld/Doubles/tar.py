"""Test double of tar(1), which is bsdtar on FreeBSD: the real one where this machine has it, else GNU tar with its flags."""
import os
import sys

import world
from world import Failure

GNU_ONLY = ("--xattrs", "--warning", "--no-same", "--delay-directory-restore", "--one-top-level", "--sparse-version",
            "--no-overwrite-dir", "--skip-old-files", "--checkpoint", "--transform", "--xattrs-include", "--force-local",
            "--no-recursion-x", "--quoting-style", "--owner-map", "--hard-dereference", "--sort")


def main(argv):
    for word in argv:
        if word.startswith(GNU_ONLY) and word not in ("--xattrs",):
            raise Failure(f"Option {word} is not supported\nUsage:\n  List:    tar -tf <archive-filename>")
    world.note("tar " + " ".join(argv))
    real = next((path for path in ("/linux/usr/bin/bsdtar", "/linux/usr/bin/tar") if os.path.exists(path)), None)
    sys.stdout.flush()
    os.execv(real, ["tar"] + argv)
