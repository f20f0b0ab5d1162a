#!/usr/bin/python3 -IS
"""Where a packet goes, by the translation rules in force: not a program of FreeBSD's, but for tests.
usage: packet INTERFACE|- PROTO FROM TO PORT [SOURCE-PORT]

INTERFACE is where it comes in; `-` is the host itself. What is printed is where it goes out (`-` for the host itself),
its addresses and its port then; or `dropped`. Filter rules are not looked at."""
import ipaddress
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
import world  # noqa: E402


def main(argv):
    arriving, proto, source, target, port = argv[:5]
    packet = {"proto": proto, "from": ipaddress.ip_address(source), "to": ipaddress.ip_address(target), "tag": None,
              "to_port": int(port), "from_port": int(argv[5]) if argv[5:] else 40000}
    state = world.look()
    if arriving != "-" and not world.find_interface(state, arriving):
        raise SystemExit(f"packet: there is no {arriving}")
    if arriving != "-":
        translate(state, "rdr", arriving, packet)
    if is_own(state, packet["to"]):
        print("-", packet["from"], packet["to"], packet["to_port"])
        return
    family = "net.inet6.ip6.forwarding" if packet["to"].version == 6 else "net.inet.ip.forwarding"
    leaving = route(state, packet["to"])
    if leaving is None or arriving != "-" and state["sysctl"][family] != "1":
        print("dropped")
        return
    translate(state, "nat", leaving, packet)
    print(leaving, packet["from"], packet["to"], packet["to_port"])


def own(interface, version):
    return [entry for entry in interface["inet6" if version == 6 else "inet"]]


def is_own(state, address):
    return any(str(address) == entry[0] for interface in world.interfaces(state)
               for entry in own(interface, address.version))


def route(state, address):
    """The interface whose network it is in, or the one of the default gateway."""
    for interface in world.interfaces(state):
        for entry in own(interface, address.version):
            if address in ipaddress.ip_network(f"{entry[0]}/{entry[1]}", strict=False):
                return interface["name"]
    gateway = state["routes"].get("0", {}).get("default6" if address.version == 6 else "default")
    return route(state, ipaddress.ip_address(gateway)) if gateway and gateway != str(address) else None


def translate(state, kind, interface, packet):
    """The first rule that matches decides."""
    if "pf" not in state["modules"] or not state["services"].get("pf"):
        return
    rule = first(state, "", kind, interface, packet)
    if rule is None:
        return
    packet["tag"] = rule.get("tag", packet["tag"])
    if rule["kind"].startswith("no "):
        return
    addresses = [address for host in rule["target"] for address in resolve(state, host, packet["to"].version)]
    if not addresses:
        packet["to" if kind == "rdr" else "from"] = "nowhere"
        return
    if kind == "nat":
        packet["from"] = addresses[0]
        return
    packet["to"] = addresses[0]
    if rule.get("target_port"):
        low, high = rule["target_port"]
        ports = rule.get("to_port")
        packet["to_port"] = low + (packet["to_port"] - ports[0][0] if high == "*" else 0)


def first(state, anchor, kind, interface, packet):
    for rule in state["pf"].get(anchor, []):
        if rule["kind"] not in (kind, f"no {kind}", f"{kind}-anchor") or not matches(state, rule, interface, packet):
            continue
        if rule["kind"] != f"{kind}-anchor":
            return rule
        name = f"{anchor}/{rule['name']}" if anchor else rule["name"]
        parent = name.removesuffix("/*")
        # Of `NAME/*` the direct children, in the order of the alphabet.
        children = sorted(child for child in state["pf"] if child.rpartition("/")[0] == parent)
        inner = children if name != parent else [name]
        for child in inner:
            found = first(state, child, kind, interface, packet)
            if found:
                return found
    return None


def matches(state, rule, interface, packet):
    version = packet["to"].version
    names = rule.get("on")
    if names and not any((name["name"] == interface) != name["not"] for name in names):
        return False
    if rule.get("af") and rule["af"] != ("inet6" if version == 6 else "inet"):
        return False
    if rule.get("proto") and packet["proto"] not in rule["proto"]:
        return False
    if rule.get("tagged") and rule["tagged"] != packet["tag"]:
        return False
    return all(side(state, rule, which, packet) for which in ("from", "to"))


def side(state, rule, which, packet):
    address, number = packet[which], packet[which + "_port"]
    hosts = rule.get(which)
    if hosts and not any(holds(state, host, address) for host in hosts):
        return False
    ports = rule.get(which + "_port")
    return not ports or any(in_port(port, number) for port in ports)


def in_port(port, number):
    if isinstance(port, list):
        return port[0] <= number <= port[1]
    limit = port["number"]
    return {"!=": number != limit, "<": number < limit, "<=": number <= limit, ">": number > limit,
            ">=": number >= limit}[port["operator"]]


def holds(state, host, address):
    if host["kind"] == "address":
        found = address in ipaddress.ip_network(host["network"])
    elif host["kind"] in ("dynamic", "interface"):
        found = any(address in network for network in networks(state, host, address.version))
    elif host["name"] == "self":
        found = is_own(state, address)
    else:
        raise SystemExit(f"packet: {host['kind']} {host['name']} is not understood")
    return found != host["not"]


def resolve(state, host, version):
    if host["kind"] == "address":
        network = ipaddress.ip_network(host["network"])
        return [network.network_address] if network.version == version else []
    return [network.network_address for network in networks(state, host, version)]


def networks(state, host, version):
    """The addresses of an interface, each as a network; with `:0` no aliases."""
    interface = world.find_interface(state, host["name"])
    entries = [entry for entry in own(interface, version) if not entry[0].startswith("fe80")] if interface else []
    if "0" in host["modifiers"]:
        entries = entries[:1]
    whole = "network" in host["modifiers"]
    return [ipaddress.ip_network(f"{entry[0]}/{entry[1]}" if whole else entry[0], strict=False) for entry in entries]


main(sys.argv[1:])
