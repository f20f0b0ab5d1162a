"""What happens inside a jail: its programs are not run. ifconfig, route and /etc/rc change the state of the world."""
import os
import re
import shlex
import sys

import dhcpd
import ifconfig
import ifconfig_change
import rcconf
import route
import world


def within(root, path):
    """A path as the jail sees it: links are followed inside of its root."""
    for _ in range(32):
        whole = root + path
        if not os.path.islink(whole):
            return whole
        path = os.path.normpath(os.path.join(os.path.dirname(path), os.readlink(whole)))
    return whole


def inside(jail, words, folders=("/sbin", "/bin", "/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")):
    """The exit status of a command in a jail. A file there whose first line is `exit N` fails so."""
    root, name = jail["parameters"]["path"], jail["parameters"]["name"]
    places = [words[0]] if "/" in words[0] else [f"{folder}/{words[0]}" for folder in folders]
    found = next((place for place in places if os.path.exists(within(root, place))), None)
    if found is None:
        print(f"jail: {name}: exec {words[0]}: No such file or directory", file=sys.stderr)
        return 1
    world.note(f"jail {name}: ran {shlex.join(words)}")
    program = os.path.basename(found)
    own = jail["parameters"]["vnet"] == "new"
    home = jail["jid"] if own else 0
    if program == "false":
        return 1
    if program == "ifconfig":
        return world.run("ifconfig", lambda argv: ifconfig.main(argv, home), words[1:])
    if program == "route":
        return world.run("route", lambda argv: route.main(argv, home), words[1:])
    script = within(root, words[1]) if program == "sh" and len(words) > 1 else within(root, found)
    ending = re.match(r"(?:#!.*\n)?exit (\d+)\n", rcconf.read(script) or "") if os.path.isfile(script) else None
    if ending and int(ending[1]):
        return int(ending[1])
    if program == "sh" and words[1:2] == ["/etc/rc"]:
        start(jail, root, own)
    return 0


def start(jail, root, own):
    """/etc/rc: the interfaces as rc.conf says."""
    text = rcconf.read(within(root, "/etc/rc.conf"))
    values = {**rcconf.DEFAULTS, **rcconf.values(text)}
    world.note(f"jail {jail['parameters']['name']}: booted")
    if not own:
        return
    with world.change() as state:
        home = jail["jid"]
        for interface in world.interfaces(state, home):
            name = interface["name"]
            for line in (rcconf.read(within(root, f"/etc/start_if.{name}")) or "").split("\n"):
                words = shlex.split(line, comments=True)
                if words and os.path.basename(words[0]) == "ifconfig" and words[1:2] == [name]:
                    attempt(state, home, interface, words[2:])
            for key in (f"ifconfig_{name}", f"ifconfig_{name}_alias0", f"ifconfig_{name}_ipv6"):
                configure(state, jail, interface, values.get(key, ""), values)
        for name, key in (("defaultrouter", "default"), ("ipv6_defaultrouter", "default6")):
            if values.get(name, "NO").upper() not in ("NO", ""):
                state["routes"].setdefault(str(home), {})[key] = values[name]


def attempt(state, home, interface, words):
    """rc(8) goes on after an ifconfig that failed."""
    try:
        ifconfig_change.Change(state, home, interface).apply(words, "inet")
    except world.Failure as failure:
        world.note(f"rc: ifconfig {interface['name']}: {failure.text}")


def configure(state, jail, interface, value, values):
    words = [word for word in value.split() if word.upper() not in ("DHCP", "SYNCDHCP", "NOAUTO")]
    if words:
        attempt(state, jail["jid"], interface, words)
    if {"DHCP", "SYNCDHCP"} & {word.upper() for word in value.split()}:
        lease = offer(state, jail, interface)
        world.note(f"dhclient {interface['name']}: {lease or 'no answer'}")
        if lease:
            interface["inet"].append([lease[0], lease[1]])
            interface["up"] = True
            keep(jail, interface["name"], lease)
            if lease[2]:
                state["routes"].setdefault(str(jail["jid"]), {})["default"] = lease[2]


def keep(jail, name, lease):
    """dhclient(8) writes its leases down, where the jail has /var/db."""
    path = within(jail["parameters"]["path"], f"/var/db/dhclient.leases.{name}")
    if not os.path.isdir(os.path.dirname(path)):
        return
    with open(path, "a", encoding="utf-8") as file:
        file.write(f'lease {{\n  interface "{name}";\n  fixed-address {lease[0]};\n  option subnet-mask 255.255.255.0;\n')
        file.write(f"  option routers {lease[2]};\n" if lease[2] else "")
        file.write("  renew 1 2026/11/23 12:00:00;\n  rebind 1 2026/11/23 12:00:00;\n  expire 1 2026/11/23 12:00:00;\n}\n")


def offer(state, jail, interface):
    """What dhcpd would answer, to those that reach it and may use bpf."""
    ruleset = str(jail["parameters"].get("devfs_ruleset", 4))
    if ruleset in state["devfs"] and "bpf*" not in state["devfs"][ruleset]:
        return None
    other = next((end for end in world.interfaces(state) if end.get("pair") == interface.get("pair")), None)
    bridge = next((bridge for bridge in world.interfaces(state) if other and other["up"] and bridge["up"]
                   and other["name"] in bridge["members"]), None)
    if not bridge or not state["services"].get("dhcpd"):
        return None
    taken = {entry[0] for known in state["interfaces"] for entry in known["inet"]}
    return dhcpd.lease(state, bridge, interface["ether"], taken)
