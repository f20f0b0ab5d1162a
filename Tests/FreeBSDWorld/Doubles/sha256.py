"""Test double of sha256(1)."""
import hashlib
import sys

import world

USAGE = "usage: sha256 [-pqrtx] [-c string] [-s string] [file ...]"


def main(argv):
    chosen, words = world.options(argv, "c:pqrs:tx", USAGE)
    if words or set(flag for flag, _ in chosen) - {"-q"}:
        raise world.Failure("only the digest of standard input is in this double")
    print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())
