"""Test double of route(8): default routes of the host and of jails."""
import ipaddress

import world
from world import Failure

USAGE = "usage: route [-j jail] [-46dnqtv] command [[modifiers] args]"


def main(argv, home=0):
    chosen, words = world.options(argv, "46dj:nqtv", USAGE)
    state = world.look()
    if "-j" in dict(chosen):
        if world.release(state) < (14, 0):
            raise world.usage(f"route: illegal option -- j\n{USAGE}")
        home = world.jail_or_fail(state, dict(chosen)["-j"])["jid"]
    if not words or words[0] not in ("add", "change", "del", "delete", "flush", "get", "monitor", "show"):
        raise world.usage(USAGE)
    command, words = words[0], words[1:]
    family = next((word for word in words if word in ("-inet", "-inet6", "-4", "-6")), None)
    words = [word for word in words if word not in ("-inet", "-inet6", "-4", "-6", "-net", "-host")]
    if any(word.startswith("-") for word in words):
        raise world.usage(f"route: bad keyword: {next(word for word in words if word.startswith('-'))[1:]}\n{USAGE}")
    key = "default6" if family in ("-inet6", "-6") or "-6" in dict(chosen) else "default"
    if words[:1] != ["default"]:
        raise Failure("test double: only the default route")
    if command == "get":
        return get(state, home, key)
    with world.change() as state:
        routes = state["routes"].setdefault(str(home), {})
        if command == "add":
            if key in routes:
                raise Failure("message indicates error: File exists")
            routes[key] = words[1]
            print(f"add net default: gateway {words[1]}")
        elif command in ("delete", "del"):
            if routes.pop(key, None) is None:
                raise Failure("message indicates error: No such process")
        else:
            raise Failure("test double: add, delete and get")
    return 0


def get(state, home, key):
    gateway = state["routes"].get(str(home), {}).get(key)
    if gateway is None:
        raise Failure("route has not been found")
    print("   route to: default\ndestination: default\n       mask: default\n    gateway: " + gateway)
    print(f"        fib: 0\n  interface: {towards(state, home, gateway)}\n      flags: <UP,GATEWAY,DONE,STATIC>")
    print(" recvpipe  sendpipe  ssthresh  rtt,msec    mtu        weight    expire\n"
          "       0         0         0         0      1500         1         0 ")
    return 0


def towards(state, home, gateway):
    for interface in world.interfaces(state, home):
        for address, length in interface["inet"] + interface["inet6"]:
            if ipaddress.ip_address(gateway) in ipaddress.ip_interface(f"{address}/{length}").network:
                return interface["name"]
    return "lo0"
