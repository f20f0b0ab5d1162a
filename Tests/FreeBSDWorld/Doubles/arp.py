"""Test double of arp(8): what `arp -s` was told, and the host's own addresses."""
import ipaddress
import re

import world
from world import Failure

USAGE = """usage: arp [-n] [-i interface] hostname
       arp [-n] [-i interface] [-a]
       arp -d hostname [pub]
       arp -d [-i interface] -a
       arp -s hostname ether_addr [temp] [reject | blackhole] [pub [only]]
       arp -S hostname ether_addr [temp] [reject | blackhole] [pub [only]]
       arp -f filename"""


def main(argv):
    chosen, words = world.options(argv, "ai:nds", USAGE)
    chosen = dict(chosen)
    if "-s" in chosen and len(words) == 2 and len(chosen) == 1:
        return add(*words)
    if "-d" in chosen and len(words) == 1 and len(chosen) == 1:
        return delete(words[0])
    if "-a" not in chosen or words or "-d" in chosen:
        raise world.usage(USAGE)
    state = world.look()
    for interface in world.interfaces(state):
        if interface["name"] != chosen.get("-i", interface["name"]) or not interface["ether"]:
            continue
        kind = "bridge" if interface["kind"] == "bridge" else "ethernet"
        own = [(address, interface["ether"], "permanent") for address, _ in interface["inet"]]
        others = [entry[:3] for entry in state.get("arp", []) if entry[3] == interface["name"]]
        for address, ether, age in others + own:
            known = ether or "(incomplete)"
            print(f"? ({address}) at {known} on {interface['name']} {age} [{kind}]")
    return 0


def add(address, ether):
    """One that has answered; `incomplete` stands for one that hasn't."""
    if ether != "incomplete" and not re.fullmatch(r"([0-9a-f]{2}:){5}[0-9a-f]{2}", ether):
        raise Failure(f"invalid Ethernet address '{ether}'")
    with world.change() as state:
        for interface in world.interfaces(state):
            for own, length in interface["inet"]:
                if ipaddress.ip_address(address) in ipaddress.ip_interface(f"{own}/{length}").network:
                    entry = [address, "", "expired"] if ether == "incomplete" else [
                        address, ether, "expires in 1200 seconds"]
                    state.setdefault("arp", []).append(entry + [interface["name"]])
                    return 0
    raise Failure(f"{address}: cannot intuit interface index and type for {address}")


def delete(address):
    with world.change() as state:
        kept = [entry for entry in state.get("arp", []) if entry[0] != address]
        if kept == state.get("arp", []):
            raise Failure(f"delete {address}: cannot locate {address}")
        state["arp"] = kept
    print(f"{address} ({address}) deleted")
    return 0
