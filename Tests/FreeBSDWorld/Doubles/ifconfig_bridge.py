"""Test double of ifconfig(8): the members of a bridge."""
import world
from world import Failure


class Bridge:
    """Commands of `Change` for a bridge."""

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
