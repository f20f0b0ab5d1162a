"""Test double of ifconfig(8): interfaces that are made and unmade."""
import re

import world
from world import Failure

CLONERS = ["bridge", "epair", "lo", "tap", "tun", "vlan", "wg"]


def hardware_address(state, prefix):
    state["addresses"] += 1
    return prefix + ":" + ":".join(f"{(state['addresses'] >> shift) & 255:02x}" for shift in (16, 8, 0))


def plain(state, name, home, kind, **more):
    state["index"] += 1
    interface = {"name": name, "home": home, "kind": kind, "index": state["index"], "up": False, "mtu": 1500,
                 "inet": [], "inet6": [], "groups": [kind], "members": [], "ether": None, "descr": None, **more}
    state["interfaces"].append(interface)
    return interface


def create(state, home, name):
    match = re.fullmatch(r"([a-z]+)(\d*)", name)
    if not match or match[1] not in CLONERS:
        # A whole name of half an epair is no name of a cloner either.
        raise Failure("SIOCIFCREATE2: Invalid argument")
    kind, unit = match[1], match[2]
    suffix = "a" if kind == "epair" else ""
    taken = {interface["name"] for interface in state["interfaces"] if interface["home"] == home}
    taken |= {interface.get("made", "") for interface in state["interfaces"]} if kind == "epair" else set()
    if unit == "":
        unit = next(str(n) for n in range(len(taken) + 1) if f"{kind}{n}{suffix}" not in taken)
    if f"{kind}{unit}{suffix}" in taken:
        raise Failure("SIOCIFCREATE2: File exists")
    if kind != "epair":
        ether = None if kind in ("lo", "tun", "wg") else hardware_address(state, "58:9c:fc")
        return plain(state, kind + unit, home, kind, ether=ether)
    prefix = "58:9c:fc" if world.release(state) >= (15, 0) else "02:ea:7c"
    ends = [plain(state, f"epair{unit}{end}", home, "epair", made=f"epair{unit}{end}", pair=unit,
                  ether=hardware_address(state, prefix)) for end in "ab"]
    return ends[0]


def destroy(state, interface):
    names = [other for other in state["interfaces"] if other is interface
             or interface["kind"] == "epair" and other.get("pair") == interface["pair"]]
    for gone in names:
        leave_bridges(state, gone)
        state["interfaces"].remove(gone)


def leave_bridges(state, interface):
    for bridge in state["interfaces"]:
        if bridge["home"] == interface["home"] and interface["name"] in bridge["members"]:
            bridge["members"].remove(interface["name"])
