"""Test double of the kernel's part of a jail: jail_set(2) and jail_remove(2)."""
import os

import parameters
import world


class Failed(Exception):
    """Why, in jail(8)'s words behind the jail's name."""


def create(state, conf):
    """jail_set(2) with JAIL_CREATE, and what the kernel refuses."""
    values = {"name": conf.name, "persist": conf.flag("persist"), "dying": False}
    for name, kind in parameters.KINDS.items():
        if kind == "bool" and name not in values:
            values[name] = conf.flag(name, parameters.DEFAULTS[name])
        elif kind == "jailsys" and name in conf.given:
            values[name] = {"0": "disable", "1": "new", "2": "inherit"}.get(conf.text(name, "new"), conf.text(name, "new"))
        elif kind == "int" and conf.text(name) is not None and name != "jid":
            values[name] = int(conf.text(name))
        elif kind == "string" and conf.text(name) is not None:
            values[name] = conf.text(name)
    for family in ("ip4", "ip6"):
        values[f"{family}.addr"] = [address for _, address, _, _ in conf.addresses(f"{family}.addr")]
        if values[f"{family}.addr"]:
            values[family] = "new"
    vnet = values.get("vnet", "inherit") == "new"
    if vnet and any(name.split(".")[0] in ("ip4", "ip6") for name in conf.given):
        raise Failed("vnet jails cannot have IP address restrictions")
    if not (values["persist"] or conf.list("exec.start") or conf.list("exec.poststart") or conf.list("command")):
        raise Failed("new jail must persist or attach")
    if not os.path.isdir(values.get("path", "/")):
        raise Failed("jail_set: No such file or directory")
    for jail in state["jails"]:
        for family in ("ip4.addr", "ip6.addr"):
            ours, theirs = values[family], jail["parameters"].get(family, [])
            if set(ours) & set(theirs) and not (len(ours) == len(theirs) == 1):
                raise Failed(f"IPv{family[2]} addresses clash")
    state["lastjid"] += 1
    values.setdefault("vnet", "inherit")
    if vnet:
        values["ip4"] = values["ip6"] = "inherit"
        state["index"] += 1
        state["interfaces"].append({"name": "lo0", "home": state["lastjid"], "kind": "lo", "index": state["index"],
                                    "up": False, "mtu": 16384, "inet": [], "inet6": [], "groups": ["lo"],
                                    "members": [], "ether": None, "descr": None})
    values["cpuset.id"] = state["lastjid"] + 2
    jail = {"jid": state["lastjid"], "parameters": values}
    state["jails"].append(jail)
    return jail


def remove(jid):
    """jail_remove(2): its interfaces return to the host, without what made them work."""
    with world.change() as state:
        state["jails"] = [jail for jail in state["jails"] if jail["jid"] != jid]
        state["routes"].pop(str(jid), None)
        for interface in list(state["interfaces"]):
            if interface["home"] != jid:
                continue
            if interface["kind"] == "lo":
                state["interfaces"].remove(interface)
            else:
                interface.update(home=0, inet=[], inet6=[], up=False, name=interface.get("made", interface["name"]))
