"""Test double of ifconfig(8): what it changes."""
import ipaddress
import re

import ifconfig_clone
import world
from world import Failure


class Change:
    """The words after an interface's name, one command after the other."""

    def __init__(self, state, home, interface):
        self.state, self.home, self.interface = state, home, interface
        self.pending = None

    def apply(self, words, family):
        words = list(words)
        while words:
            word = words.pop(0)
            if word in ("inet", "inet6", "ether", "link", "lladdr"):
                self.finish()
                family = word
            elif word in self.PLAIN:
                self.PLAIN[word](self)
            elif word in self.ONE:
                if not words:
                    raise Failure(f"'{word}' requires argument")
                self.ONE[word](self, words.pop(0))
            elif family in ("ether", "link", "lladdr"):
                self.ether(word)
            else:
                self.address(word, family)
        self.finish()

    def address(self, word, family):
        try:
            if self.pending is not None:
                raise ValueError
            kind = ipaddress.IPv6Interface if family == "inet6" else ipaddress.IPv4Interface
            address = kind(word)
            length = address.network.prefixlen if "/" in word else None
        except ValueError:
            raise Failure(f"{word}: bad value") from None
        self.pending = {"family": family, "address": str(address.ip), "length": length, "removed": False}

    def finish(self):
        pending, self.pending = self.pending, None
        if pending is None:
            return
        own = self.interface[pending["family"]]
        same = [entry for entry in own if entry[0] == pending["address"]]
        if pending["removed"]:
            if not same:
                raise Failure("ioctl (SIOCDIFADDR): Can't assign requested address")
            own.remove(same[0])
            return
        bridged = any(self.interface["name"] in other["members"] for other in world.interfaces(self.state, self.home))
        if bridged and world.release(self.state) >= (15, 0):
            raise Failure("ioctl (SIOCAIFADDR): Invalid argument")
        length = pending["length"]
        if length is None:
            length = 64 if pending["family"] == "inet6" else classful(pending["address"])
        if same:
            own.remove(same[0])
        own.append([pending["address"], length])
        self.interface["up"] = True

    def netmask(self, text):
        if self.pending is None:
            raise Failure(f"{text}: bad value")
        try:
            text = str(ipaddress.IPv4Address(int(text, 16))) if text.startswith("0x") else text
            self.pending["length"] = ipaddress.IPv4Network("0.0.0.0/" + text).prefixlen
        except ValueError:
            raise Failure(f"{text}: bad value") from None

    def prefixlen(self, text):
        if self.pending is None or not text.isdigit() or int(text) > 128:
            raise Failure(f"illegal prefixlen {text}")
        self.pending["length"] = int(text)

    def remove(self):
        if self.pending is None:
            if not self.interface["inet"]:
                raise Failure("ioctl (SIOCDIFADDR): Can't assign requested address")
            self.interface["inet"].pop(0)
        else:
            self.pending["removed"] = True

    def ether(self, text):
        if not re.fullmatch(r"([0-9A-Fa-f]{1,2}:){5}[0-9A-Fa-f]{1,2}", text):
            raise Failure(f"{text}: bad value")
        if int(text.split(":")[0], 16) & 1 or self.interface["ether"] is None:
            raise Failure("ioctl (SIOCSIFLLADDR): Invalid argument")
        self.interface["ether"] = ":".join(f"{int(part, 16):02x}" for part in text.split(":"))

    def mtu(self, text):
        if not text.isdigit():
            raise Failure(f"invalid value for mtu: {text}")
        self.interface["mtu"] = int(text)

    def name(self, text):
        if len(text) > 15:
            raise Failure(f"{text}: name too long")
        if world.find_interface(self.state, text, self.home):
            raise Failure("ioctl SIOCSIFNAME (set name): File exists")
        for bridge in world.interfaces(self.state, self.home):
            bridge["members"] = [text if m == self.interface["name"] else m for m in bridge["members"]]
        self.interface["name"] = text

    def group(self, text):
        if len(text) > 15:
            raise Failure("setifgroup: group name too long")
        if text[-1:].isdigit():
            raise Failure("setifgroup: group names may not end in a digit")
        if text not in self.interface["groups"]:
            self.interface["groups"].append(text)

    def ungroup(self, text):
        if text not in self.interface["groups"]:
            raise Failure(" SIOCDIFGROUP: No such file or directory")
        self.interface["groups"].remove(text)

    def bridge_only(self, command, text):
        if self.interface["kind"] != "bridge":
            raise Failure(f"{command} {text}: Invalid argument")

    def addm(self, text):
        self.bridge_only("BRDGADD", text)
        member = world.find_interface(self.state, text, self.home)
        if member is None:
            raise Failure(f"BRDGADD {text}: No such file or directory")
        if text in self.interface["members"]:
            raise Failure(f"BRDGADD {text}: File exists")
        if any(text in other["members"] for other in world.interfaces(self.state, self.home)):
            raise Failure(f"BRDGADD {text}: Device busy")
        if member["kind"] not in ("epair", "", "tap", "vlan") or member["inet"] and world.release(self.state) >= (15, 0):
            raise Failure(f"BRDGADD {text}: Invalid argument")
        member["mtu"] = self.interface["mtu"]
        self.interface["members"].append(text)

    def deletem(self, text):
        self.bridge_only("BRDGDEL", text)
        if text not in self.interface["members"]:
            raise Failure(f"BRDGDEL {text}: No such file or directory")
        self.interface["members"].remove(text)

    def member_flag(self, text):
        self.bridge_only("BRDGSIFFLGS", text)
        if text not in self.interface["members"]:
            raise Failure(f"unable to get bridge flags for {text}: No such file or directory")

    def vnet(self, text):
        jail = world.jail_or_fail(self.state, text)
        if jail["parameters"]["vnet"] != "new":
            raise Failure(f"SIOCSIFVNET ({jail['jid']}, {self.interface['name']}): Invalid argument")
        self.move(jail["jid"], "SIOCSIFVNET")

    def unvnet(self, text):
        jail = world.jail_or_fail(self.state, text)
        inner = world.find_interface(self.state, self.interface["name"], jail["jid"])
        if inner is None:
            raise Failure(f"SIOCSIFRVNET ({jail['jid']}, {self.interface['name']}): No such file or directory")
        self.interface = inner
        self.move(0, "SIOCSIFRVNET")

    def move(self, home, call):
        name = self.interface["name"]
        if world.find_interface(self.state, name, home):
            raise Failure(f"{call} ({home}, {name}): File exists")
        ifconfig_clone.leave_bridges(self.state, self.interface)
        self.interface.update(home=home, inet=[], inet6=[], up=False)

    def set(self, key, value):
        self.interface[key] = value

    PLAIN = {"up": lambda c: c.set("up", True), "down": lambda c: c.set("up", False), "alias": lambda c: None,
             "add": lambda c: None, "-alias": remove, "delete": remove, "remove": remove,
             "-descr": lambda c: c.set("descr", None), "-description": lambda c: c.set("descr", None),
             "destroy": lambda c: ifconfig_clone.destroy(c.state, c.interface), "unplumb": lambda c: ifconfig_clone.destroy(c.state, c.interface),
             "promisc": lambda c: None, "-promisc": lambda c: None, "auto_linklocal": lambda c: None,
             "-auto_linklocal": lambda c: None, "no_dad": lambda c: None, "accept_rtadv": lambda c: None,
             "-ifdisabled": lambda c: None, "ifdisabled": lambda c: None}
    ONE = {"netmask": netmask, "prefixlen": prefixlen, "broadcast": lambda c, text: None, "mtu": mtu, "name": name,
           "descr": lambda c, text: c.set("descr", text), "description": lambda c, text: c.set("descr", text),
           "group": group, "-group": ungroup, "addm": addm, "deletem": deletem, "vnet": vnet, "-vnet": unvnet,
           "private": member_flag, "-private": member_flag, "stp": member_flag, "-stp": member_flag,
           "edge": member_flag, "-edge": member_flag, "fib": lambda c, text: None, "metric": lambda c, text: None}


def classful(address):
    first = int(address.split(".")[0])
    return 8 if first < 128 else 16 if first < 192 else 24
