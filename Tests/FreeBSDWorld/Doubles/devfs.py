"""Test double of devfs(8): what its rulesets are."""
import world
from world import Failure

USAGE = "usage: devfs rule [-m mount-point] [-s ruleset] keyword argument ...\n" \
        "       devfs ruleset [-m mount-point] ruleset"


def main(argv):
    chosen, words = world.options(argv, "m:s:", USAGE)
    keyword, words = (words[:1] or [""])[0], words[1:]
    if keyword not in ("rule", "ruleset"):
        raise world.usage(USAGE)
    more, words = world.options(words, "m:s:", USAGE)
    rulesets = world.look()["devfs"]
    if keyword == "rule" and words == ["showsets"]:
        for number in sorted(rulesets, key=int):
            print(number)
    elif keyword == "rule" and words == ["show"]:
        for index, path in enumerate(rulesets.get(dict(chosen + more).get("-s", "0"), []), 1):
            print(f"{index * 100} path {path} unhide")
    else:
        raise Failure("test double: rule showsets and rule show")
