"""Test double of ifconfig(8): what it changes."""
import ipaddress
import re

import ifconfig_bridge
import ifconfig_clone
import world
from world import Failure


class Change(ifconfig_bridge.Bridge):
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
                text = words.pop(0)
                self.ONE[word](self, text)
                if word == "addm":
                    self.untagged(text, words)
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

    # Commands of one word, and of one more.
    PLAIN = {"accept_rtadv": lambda c: c.set("rtadv", True), "-accept_rtadv": lambda c: c.set("rtadv", False),
             "up": lambda c: c.set("up", True), "down": lambda c: c.set("up", False),
             "vlanfilter": lambda c: c.filter_vlans(True), "-vlanfilter": lambda c: c.filter_vlans(False),
             "-alias": remove, "delete": remove, "remove": remove,
             "-descr": lambda c: c.set("descr", None), "-description": lambda c: c.set("descr", None),
             "destroy": lambda c: ifconfig_clone.destroy(c.state, c.interface),
             "unplumb": lambda c: ifconfig_clone.destroy(c.state, c.interface)}
    ONE = {"netmask": netmask, "prefixlen": prefixlen, "mtu": mtu, "name": name,
           "descr": lambda c, text: c.set("descr", text), "description": lambda c, text: c.set("descr", text),
           "group": group, "-group": ungroup, "vnet": vnet, "-vnet": unvnet,
           "addm": ifconfig_bridge.Bridge.addm, "deletem": ifconfig_bridge.Bridge.deletem}
    # What changes nothing that the doubles know.
    for word in ("alias", "add", "promisc", "-promisc", "auto_linklocal", "-auto_linklocal", "no_dad",
                 "ifdisabled", "-ifdisabled"):
        PLAIN[word] = lambda c: None
    for word in ("broadcast", "fib", "metric"):
        ONE[word] = lambda c, text: None
    for word in ("private", "-private", "stp", "-stp", "edge", "-edge"):
        ONE[word] = ifconfig_bridge.Bridge.member_flag


def classful(address):
    first = int(address.split(".")[0])
    return 8 if first < 128 else 16 if first < 192 else 24
