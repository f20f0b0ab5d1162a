"""Test double of pfctl(8): it takes what pf.conf(5) says (pf_grammar), and keeps the rules of each anchor."""
import sys

import pf_grammar
import world
from pf_lexer import Refused
from world import Failure

USAGE = """usage: pfctl [-AdeghMmNnOPqRrvz] [-a anchor] [-D macro=value] [-F modifier]
	[-f file] [-i interface] [-K host | network] [-k host | network | gateway | label | id]
	[-o level] [-p device] [-s modifier] [-t table -T command [address ...]] [-x level]"""
TRANSLATION = ("nat", "rdr", "binat", "no nat", "no rdr", "no binat", "nat-anchor", "rdr-anchor", "binat-anchor")
FLUSH = ("nat", "queue", "ethernet", "rules", "states", "Sources", "info", "Tables", "osfp", "Reset", "all")


def main(argv):
    chosen, words = world.options(argv, "a:AdD:eghF:f:i:k:K:mMnNOo:Pp:qrRS:s:t:T:vx:z", USAGE)
    letters = {option[1] for option, _ in chosen}
    chosen = dict(chosen)
    if words or not letters:
        raise world.usage(USAGE)
    if letters - set("anqfFsedv"):
        raise Failure(f"test double: {' '.join(sorted(letters))}")
    state = world.look()
    if "pf" not in state["modules"]:
        raise Failure("/dev/pf: No such file or directory")
    anchor = chosen.get("-a", "")
    check_name(anchor)
    if "F" in letters:
        if chosen["-F"] not in FLUSH:
            raise world.usage(f"pfctl: Unknown flush modifier '{chosen['-F']}'")
        with world.change() as state:
            flush(state, chosen["-F"], anchor)
        if "q" not in letters:
            print({"nat": "nat cleared", "rules": "rules cleared"}.get(chosen["-F"], "pf: cleared"), file=sys.stderr)
    if "f" in letters:
        load(chosen["-f"], anchor, check="n" in letters)
    if "s" in letters:
        show(world.look(), chosen["-s"], anchor)
    if letters & {"e", "d"}:
        with world.change() as state:
            if state["services"].get("pf", False) == ("e" in letters):
                raise Failure("pf already enabled" if "e" in letters else "pf not enabled")
            state["services"]["pf"] = "e" in letters
        if "q" not in letters:
            print("pf enabled" if "e" in letters else "pf disabled", file=sys.stderr)


def check_name(anchor):
    if len(anchor) > 1023 or any(not part or len(part) > 63 for part in anchor.split("/") if anchor):
        raise Failure(f"anchor name '{anchor}' is invalid or too long")


def flush(state, what, anchor):
    """Without an anchor, `all` leaves nothing; an anchor without rules is gone."""
    if what == "all" and not anchor:
        state["pf"] = {}
    gone = {"nat": (True,), "rules": (False,), "all": (True, False)}.get(what, ())
    kept = [rule for rule in state["pf"].get(anchor, []) if (rule["kind"] in TRANSLATION) not in gone]
    state["pf"][anchor] = kept
    if not kept:
        del state["pf"][anchor]


def read(path):
    """As text of any bytes."""
    if path == "-":
        return sys.stdin.read()
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
        return file.read()


def parse(path):
    state = world.look()
    names = {interface["name"] for interface in world.interfaces(state)}
    try:
        return pf_grammar.parse(path, read, world.release(state), names)
    except OSError as error:
        raise Failure(f"{path}: {error.strerror}\npfctl: cannot open the main config file!: {error.strerror}") from None
    except Refused as refused:
        raise Failure(f"{refused.file}:{refused.line}: {refused.text}\n"
                      "pfctl: Syntax error in config file: pf rules not loaded", bare=True) from None


def load(path, anchor, check=False):
    """All files are read before a rule is loaded. The main rules leave anchors alone, but for those that they load."""
    ruleset = parse(path)
    if anchor and ruleset.section == pf_grammar.OPTIONS and not ruleset.rules and ruleset.loads:
        raise Failure("test double: load anchor within an anchor")
    loaded = [(f"{anchor}/{name}" if anchor else name, parse(file).rules) for name, file in ruleset.loads]
    if check:
        return
    with world.change() as state:
        for name, rules in [(anchor, ruleset.rules)] + loaded:
            check_name(name)
            state["pf"][name] = rules
            if not rules:
                del state["pf"][name]


def show(state, what, anchor):
    rules = state["pf"].get(anchor, [])
    if what == "Anchors":
        below = {name for name in anchors(state) if name.startswith(anchor + "/" if anchor else "")}
        depth = anchor.count("/") + 2 if anchor else 1
        names = {"/".join(name.split("/")[:depth]) for name in below}
        if anchor and not names and anchor not in anchors(state):
            raise Failure(f"Anchor '{anchor}' not found.", bare=True)
        for name in sorted(names):
            print(f"  {name}")
    elif what == "info":
        status = "Enabled for 0 days 00:01:02" if state["services"].get("pf") else "Disabled"
        print(f"Status: {status:43} Debug: Urgent\n")
    elif what == "Running":
        print("Enabled" if state["services"].get("pf") else "Disabled")
        return 0 if state["services"].get("pf") else 1
    elif what in ("nat", "rules"):
        if anchor and anchor not in anchors(state):
            raise Failure(f"Anchor '{anchor}' does not exist.")
        for rule in rules:
            if rule["kind"] != "scrub" and (rule["kind"] in TRANSLATION) == (what == "nat"):
                print(rule["text"] + (" all" if rule["kind"].endswith("anchor") else ""))
    else:
        raise world.usage(f"pfctl: Unknown show modifier '{what}'")
    return 0


def anchors(state):
    """Those with rules, and those that rules name."""
    named = {rule["name"].removesuffix("/*") for rules in state["pf"].values() for rule in rules if "name" in rule}
    return {name for name in set(state["pf"]) | named if name}
