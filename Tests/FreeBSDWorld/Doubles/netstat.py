"""Test double of netstat(1): the routing tables."""
import json

import route
import world
from world import Failure

USAGE = "usage: netstat [-j jail] -r [-46AnW] [-F fibnum] [-f address_family]"


def main(argv):
    form = None
    if argv[:1] == ["--libxo"]:
        form, argv = argv[1], argv[2:]
    chosen, words = world.options(argv, "46AF:f:j:nrW", USAGE)
    letters = {option[1] for option, _ in chosen}
    chosen = dict(chosen)
    state = world.look()
    if words or "r" not in letters:
        raise world.usage(USAGE)
    home = 0
    if "-j" in chosen:
        if world.release(state) < (15, 0):
            raise world.usage(f"netstat: illegal option -- j\n{USAGE}")
        home = world.jail_or_fail(state, chosen["-j"])["jid"]
    if form not in (None, "json"):
        raise Failure("test double: --libxo json or none")
    families = []
    for key, name, family in (("default", "Internet", "inet"), ("default6", "Internet6", "inet6")):
        gateway = state["routes"].get(str(home), {}).get(key)
        if chosen.get("-f", family) == family and not letters & ({"6"} if family == "inet" else {"4"}):
            entry = {"destination": "default", "gateway": gateway, "flags": "UGS",
                     "interface-name": route.towards(state, home, gateway)} if gateway else None
            networks = [{"destination": network, "gateway": via, "flags": "UGS",
                         "interface-name": route.towards(state, home, via)}
                        for network, via in state["routes"].get(str(home), {}).get("networks", {}).items()
                        if (":" in network) == (family == "inet6")]
            families.append({"address-family": name, "rt-entry": ([entry] if entry else []) + networks})
    if form:
        print(json.dumps({"statistics": {"route-information": {"route-table": {"rt-family": families}}}}))
        return
    print("Routing tables")
    for family in families:
        print(f"\n{family['address-family']}:\nDestination        Gateway            Flags     Netif Expire")
        for entry in family["rt-entry"]:
            print(f"{entry['destination']:<18} {entry['gateway']:<18} UGS      {entry['interface-name']:>6}")
