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

    def untagged(self, text, words):
        """`untagged VLAN` behind `addm INTERFACE`, from FreeBSD 15 on; before, the words mean nothing there."""
        if words[:1] != ["untagged"] or world.release(self.state) < (15, 0):
            return
        vlan = words[1] if len(words) > 1 else ""
        del words[:2]
        if not vlan.isdigit() or not 1 <= int(vlan) <= 4094:
            raise Failure(f"invalid vlan id: {vlan}")
        if not self.interface.get("vlanfilter"):
            raise Failure(f"BRDGSIFUNTAGGED {text}: Invalid argument")
        world.find_interface(self.state, text, self.home)["untagged"] = int(vlan)

    def filter_vlans(self, on):
        name = "vlanfilter" if on else "-vlanfilter"
        if world.release(self.state) < (15, 0):
            raise Failure(f"{name}: bad value")
        self.bridge_only("BRDGSFLAGS", name)
        self.interface["vlanfilter"] = on

    def deletem(self, text):
        self.bridge_only("BRDGDEL", text)
        if text not in self.interface["members"]:
            raise Failure(f"BRDGDEL {text}: No such file or directory")
        self.interface["members"].remove(text)
        world.find_interface(self.state, text, self.home).pop("untagged", None)

    def member_flag(self, text):
        self.bridge_only("BRDGSIFFLGS", text)
        if text not in self.interface["members"]:
            raise Failure(f"unable to get bridge flags for {text}: No such file or directory")
