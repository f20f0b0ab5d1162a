"""Test double of pfctl(8): it keeps rules, it does not understand them."""
import sys

import world
from world import Failure

USAGE = """usage: pfctl [-AdeghMmNnOPqRrvz] [-a anchor] [-D macro=value] [-F modifier]
	[-f file] [-i interface] [-K host | network] [-k host | network | gateway | label | id]
	[-o level] [-p device] [-s modifier] [-t table -T command [address ...]] [-x level]"""


def main(argv):
    chosen, words = world.options(argv, "a:AdD:eghF:f:i:k:K:mMnNOo:Pp:qrRS:s:t:T:vx:z", USAGE)
    letters = {option[1] for option, _ in chosen}
    chosen = dict(chosen)
    if words or not letters:
        raise world.usage(USAGE)
    state = world.look()
    if "pf" not in state["modules"]:
        raise Failure("/dev/pf: No such file or directory")
    anchor = chosen.get("-a", "")
    if "f" in letters:
        rules = read(chosen["-f"])
        for number, line in enumerate(rules, 1):
            if line.split()[0] not in ("nat", "rdr", "no", "binat", "pass", "block", "set", "anchor", "nat-anchor",
                                       "rdr-anchor", "load", "table", "scrub", "match") and "=" not in line:
                raise Failure(f"{chosen['-f']}:{number}: syntax error\n"
                              "pfctl: Syntax error in config file: pf rules not loaded", bare=True)
        if "n" not in letters:
            with world.change() as state:
                state["pf"][anchor] = rules
    if "F" in letters:
        if chosen["-F"] not in ("nat", "rules", "all", "states", "Sources", "info", "Tables", "osfp", "queue"):
            raise world.usage(f"pfctl: Unknown flush modifier '{chosen['-F']}'")
        with world.change() as state:
            if chosen["-F"] in ("nat", "rules", "all"):
                state["pf"].pop(anchor, None)
    if "s" in letters:
        show(state, chosen["-s"], anchor)
    if letters & {"e", "d"}:
        with world.change() as state:
            state["services"]["pf"] = "e" in letters
        print("pf enabled" if "e" in letters else "pf disabled", file=sys.stderr)


def read(path):
    if path == "-":
        text = sys.stdin.read()
    else:
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
        except OSError as error:
            raise Failure(f"{path}: {error.strerror}") from None
    return [line.strip() for line in text.split("\n") if line.strip() and not line.strip().startswith("#")]


def show(state, what, anchor):
    if what == "Anchors":
        for name in sorted(state["pf"]):
            if name and name.startswith(anchor + "/" if anchor else ""):
                print(f"  {name}")
    elif what == "info":
        print(f"Status: {'Enabled' if state['services'].get('pf') else 'Disabled'}")
    elif what in ("nat", "rules"):
        for rule in state["pf"].get(anchor, []):
            if (rule.split()[0] in ("nat", "rdr", "no", "binat", "nat-anchor", "rdr-anchor")) == (what == "nat"):
                print(rule)
    else:
        raise world.usage(f"pfctl: Unknown show modifier '{what}'")
