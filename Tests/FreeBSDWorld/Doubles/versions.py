"""Test doubles of uname(1) and freebsd-version(1)."""
import os
import re

import rcconf
import world


def uname(argv):
    chosen, words = world.options(argv, "abiKmnoprsUv", "usage: uname [-abiKmnoprsUv]")
    if words:
        raise world.usage("usage: uname [-abiKmnoprsUv]")
    state = world.look()
    number = "{}{:02d}068".format(*world.release(state))
    facts = {"s": "FreeBSD", "n": os.uname().nodename, "r": state["release"], "v": f"FreeBSD {state['release']} GENERIC",
             "m": "amd64", "p": "amd64", "i": "GENERIC", "o": "FreeBSD", "K": number, "U": number, "b": "0"}
    letters = {option[1] for option, _ in chosen} or {"s"}
    if "a" in letters:
        letters |= set("snrvm")
    print(" ".join(facts[letter] for letter in "snrvmpiKUbo" if letter in letters))


def freebsd_version(argv):
    usage = "usage: freebsd-version [-kru] [-j jail]"
    chosen, words = world.options(argv, "kruj:", usage)
    if words:
        raise world.usage(usage)
    state = world.look()
    letters = [option[1] for option, _ in chosen] or ["u"]
    for letter in "kru":
        if letter in letters:
            print(state["release"])
    for option, name in chosen:
        if option == "-j":
            jail = world.jail_or_fail(state, name)
            text = rcconf.read(jail["parameters"]["path"] + "/bin/freebsd-version") or ""
            match = re.search(r'USERLAND_VERSION="?([^"\n]*)', text)
            print(match[1] if match else state["release"])
