"""Test double of ifconfig(8): what it prints."""
import ipaddress

import world

MASK = {"lo": 0x8008, "epair": 0x8802, "bridge": 0x8802, "": 0x8802}
NAMES = {0x1: "UP", 0x2: "BROADCAST", 0x8: "LOOPBACK", 0x40: "RUNNING", 0x100: "PROMISC", 0x800: "SIMPLEX",
         0x8000: "MULTICAST"}


class Show:
    def __init__(self, state, home, formats, chosen):
        self.state, self.home, self.formats, self.chosen = state, home, formats, chosen

    def wanted(self, words):
        for interface in world.interfaces(self.state, self.home):
            if "-u" in self.chosen and not interface["up"] or "-d" in self.chosen and interface["up"]:
                continue
            if words and words[0] in ("inet", "inet6") and not interface[words[0]] and "-l" in self.chosen:
                continue
            yield interface

    def names(self, words):
        print(" ".join(interface["name"] for interface in self.wanted(words)))

    def group(self, name):
        """The members of a group; none of such a group is no error."""
        for interface in world.interfaces(self.state, self.home):
            if name in interface["groups"] or name == "all":
                print(interface["name"])

    def all(self, words):
        for interface in self.wanted(words):
            self.one(interface, words[0] if words else None)

    def flags(self, interface):
        bits = MASK.get(interface["kind"], 0x8802)
        if interface["up"]:
            bits |= 0x41
        if any(interface["name"] in other["members"] for other in world.interfaces(self.state, self.home)):
            bits |= 0x100
        return f"{bits:x}<{','.join(name for bit, name in NAMES.items() if bits & bit)}>"

    def one(self, interface, family):
        lines = [f"{interface['name']}: flags={self.flags(interface)} metric 0 mtu {interface['mtu']}"]
        every = family is None
        if every and interface["descr"] is not None:
            lines.append(f"\tdescription: {interface['descr']}")
        lines.append("\toptions=680003<RXCSUM,TXCSUM,LINKSTATE,RXCSUM_IPV6,TXCSUM_IPV6>"
                     if interface["kind"] == "lo" else "\toptions=0" if interface["kind"] == "bridge"
                     else "\toptions=8<VLAN_MTU>")
        if interface["ether"] and family not in ("inet", "inet6"):
            lines.append(f"\tether {interface['ether']}")
        if every or family == "inet":
            lines += [self.inet(*entry) for entry in interface["inet"]]
        if every or family == "inet6":
            lines += [self.inet6(*entry) for entry in interface["inet6"]]
        if every:
            lines += self.rest(interface)
        print("\n".join(lines))

    def inet(self, address, length):
        network = ipaddress.IPv4Interface(f"{address}/{length}").network
        form = self.formats.get("inet", "default")
        mask = {"cidr": f"/{length}", "dotted": f" netmask {network.netmask}"}.get(
            form, f" netmask 0x{int(network.netmask):08x}")
        broadcast = "" if address.startswith("127.") else f" broadcast {network.broadcast_address}"
        return f"\tinet {address}{mask}{broadcast}"

    def inet6(self, address, length):
        if self.formats.get("inet6") == "cidr":
            return f"\tinet6 {address}/{length}"
        return f"\tinet6 {address} prefixlen {length}"

    def rest(self, interface):
        lines = []
        if interface["kind"] == "bridge":
            lines += ["\tid 00:00:00:00:00:00 priority 32768 hellotime 2 fwddelay 15",
                      "\tmaxage 20 holdcnt 6 proto rstp maxaddr 2000 timeout 1200",
                      "\troot id 00:00:00:00:00:00 priority 32768 ifcost 0 port 0"]
            for name in interface["members"]:
                port = world.find_interface(self.state, name, self.home)["index"]
                lines += [f"\tmember: {name} flags=143<LEARNING,DISCOVER,AUTOEDGE,AUTOPTP>",
                          f"\t        ifmaxaddr 0 port {port} priority 128 path cost 2000"]
        if any(interface["groups"]):
            lines.append("\tgroups: " + " ".join(group for group in interface["groups"] if group))
        if interface["kind"] == "epair":
            lines += ["\tmedia: Ethernet 10Gbase-T (10Gbase-T <full-duplex>)",
                      "\tstatus: " + ("active" if interface["up"] else "no carrier")]
        if interface["kind"] == "":
            lines += ["\tmedia: Ethernet autoselect (10Gbase-T <full-duplex>)", "\tstatus: active"]
        options = "23<PERFORMNUD,ACCEPT_RTADV" if interface.get("rtadv") else "29<PERFORMNUD,IFDISABLED"
        return lines + [f"\tnd6 options={options},AUTO_LINKLOCAL>"]
