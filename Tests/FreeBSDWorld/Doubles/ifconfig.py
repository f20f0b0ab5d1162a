"""Test double of ifconfig(8)."""
import ifconfig_change
import ifconfig_clone
import ifconfig_show
import world
from world import Failure

USAGE = """usage: ifconfig [-j jail] [-f type:format] interface address_family
                [address [dest_address]] [parameters]
       ifconfig [-j jail] interface create
       ifconfig [-j jail] -a [-L] [-d] [-m] [-u] [-v] [address_family]
       ifconfig [-j jail] -l [-d] [-u] [address_family]
       ifconfig [-j jail] [-L] [-d] [-m] [-u] [-v]"""

FAMILIES = ["inet", "inet6", "ether", "link", "lladdr"]
FORMATS = {"addr": ["default", "fqdn", "host", "numeric"], "ether": ["colon", "dash", "dotted", "default"],
           "inet": ["cidr", "default", "dotted", "hex"], "inet6": ["cidr", "default"]}


def main(argv, home=0):
    chosen, words = world.options(argv, "ADG:LUaCdf:g:j:klmnuv", USAGE)
    chosen = dict(chosen)
    state = world.look()
    if "-j" in chosen:
        if world.release(state) < (14, 0):
            raise world.usage("ifconfig: illegal option -- j\n" + USAGE)
        home = world.jail_or_fail(state, chosen["-j"])["jid"]
    show = ifconfig_show.Show(state, home, formats(chosen.get("-f")), chosen)
    if "-g" in chosen and not words:
        return show.group(chosen["-g"])
    if "-l" in chosen or "-a" in chosen or not words:
        if len(words) > 1 or words and words[0] not in FAMILIES:
            raise world.usage(USAGE)
        return show.names(words) if "-l" in chosen else show.all(words)
    return interface(words[0], words[1:], home, show)


def formats(text):
    chosen = {}
    for part in (text or "").split(",") if text else []:
        kind, _, form = part.partition(":")
        if form not in FORMATS.get(kind, []):
            raise world.usage(USAGE)
        chosen[kind] = form
    return chosen


def interface(name, words, home, show):
    if words[:1] in (["create"], ["plumb"]):
        return create(name, words[1:], home)
    with world.change() as state:
        found = world.find_interface(state, name, home)
        if found is None:
            raise Failure(f"interface {name} does not exist")
        change = ifconfig_change.Change(state, home, found)
        family = words[0] if words and words[0] in FAMILIES else None
        rest = words[1:] if family else words
        if not rest:
            return show.one(found, family)
        change.apply(rest, family or "inet")
        renamed = found["name"] if found["name"] != name else None
    if renamed:
        print(renamed)
    return 0


def create(name, words, home):
    with world.change() as state:
        made = ifconfig_clone.create(state, home, name)
        ifconfig_change.Change(state, home, made).apply(words, "inet")
        # FreeBSD prints the name where it isn't the one that was asked for.
        shown = made["name"]
    if shown != name:
        print(shown)
    return 0
