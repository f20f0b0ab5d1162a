"""Test double of chflags(1): Linux's file systems have no such flags, so there is nothing to change."""
import os

import world
from world import Failure

USAGE = "usage: chflags [-fhvx] [-R [-H | -L | -P]] flags file ..."


def main(argv):
    chosen, words = world.options(argv, "HLPRfhvx", USAGE)
    if len(words) < 2:
        raise world.usage(USAGE)
    for path in words[1:]:
        if not os.path.lexists(path) and "-f" not in dict(chosen):
            raise Failure(f"{path}: No such file or directory")
