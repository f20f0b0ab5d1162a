"""Test double of OpenBSD's dhcpd(8), and a strict reader of dhcpd.conf(5): what isn't known is refused."""
import datetime
import ipaddress
import os
import re

import rcconf
import world
from world import Failure

USAGE = "usage: dhcpd [-dfn] [-A abandoned_ip_table] [-C changed_ip_table]\n" \
        "\t[-c config-file] [-L leased_ip_table] [-l lease-file] [-u[bind_address]]\n" \
        "\t[-Y synctarget] [-y synclisten] [if0 [... ifN]]"
OPTIONS = ("routers", "subnet-mask", "domain-name-servers", "domain-name", "broadcast-address")
NUMBERS = ("default-lease-time", "max-lease-time")


def main(argv):
    chosen, names = world.options(argv, "A:C:c:dfL:l:nuY:y:", USAGE)
    flags = dict(chosen)
    subnets = parse(rcconf.read(flags.get("-c", "/usr/local/etc/dhcpd.conf")))
    if "-n" in flags:
        return 0
    leases = flags.get("-l", "/var/db/dhcpd.leases")
    if not os.path.exists(leases):
        raise Failure(f"Can't open lease database {leases}: No such file or directory -- check for failed database rewrite "
                      "attempt!")
    for name in names:
        interface = world.find_interface(world.look(), name)
        if not interface or not any(ipaddress.ip_address(entry[0]) in subnet["network"] for subnet in subnets
                                    for entry in interface["inet"]):
            raise Failure(f"No subnet declaration for {name}")
    return 0


def parse(text):
    if text is None:
        raise Failure("Can't open configuration file: No such file or directory")
    words = re.findall(r'"[^"\n]*"|[{};,]|[^\s{};,"]+', re.sub(r"#.*", "", text))
    subnets, declared = [], False
    while words:
        word = words[0]
        if word in ("subnet", "host"):
            declared = True
            block = take(words, "{")
            inside = take(words, "}")
            if word == "subnet":
                subnets.append(subnet(block, inside))
            continue
        if declared:
            raise Failure(f"parameters not allowed after first declaration: {word}")
        parameter(take(words, ";"))
    return subnets


def take(words, end):
    """The words up to `end`, which goes too."""
    if end not in words:
        raise Failure(f"{end} expected")
    index = words.index(end)
    taken = words[:index]
    del words[:index + 1]
    return taken


def parameter(words):
    if words[:1] == ["option"]:
        if len(words) < 3 or words[1] not in OPTIONS:
            raise Failure(f"unknown option {words[1:2]}")
        values = [word for word in words[2:] if word != ","]
        if words[1] != "domain-name":
            for value in values:
                address(value)
        return words[1], values
    if words[:1] and words[0] in NUMBERS and len(words) == 2 and words[1].isdigit():
        return words[0], words[1:]
    raise Failure(f"expecting a parameter or declaration: {' '.join(words)}")


def address(text):
    try:
        return ipaddress.IPv4Address(text)
    except ValueError:
        raise Failure(f"{text}: expecting IP address or hostname") from None


def subnet(head, body):
    if len(head) != 4 or head[2] != "netmask":
        raise Failure("expecting netmask")
    try:
        network = ipaddress.IPv4Network(f"{address(head[1])}/{address(head[3])}")
    except ValueError as error:
        raise Failure(f"subnet {head[1]}: bad subnet number/mask combination: {error}") from None
    found = {"network": network, "ranges": [], "router": None}
    while body:
        words = take(body, ";")
        if words[:1] == ["range"]:
            ends = [address(word) for word in words[1:]]
            if len(ends) not in (1, 2) or ends[0] > ends[-1] or ends[0] not in network or ends[-1] not in network:
                raise Failure(f"Address range {words[1:]} not on net {network}")
            if any(ends[0] <= last and first <= ends[-1] for first, last in found["ranges"]):
                raise Failure(f"range {words[1:]} is there twice")
            found["ranges"].append((ends[0], ends[-1]))
        else:
            name, values = parameter(words)
            if name == "routers":
                found["router"] = values[0]
    return found


def lease(state, bridge, ether, taken):
    """[address, prefix length, router] for a client on a bridge: its own again, or the first that is free."""
    flags = rcconf.values(rcconf.read("/etc/rc.conf")).get("dhcpd_flags", "").split()
    config = flags[flags.index("-c") + 1] if "-c" in flags else "/usr/local/etc/dhcpd.conf"
    served = [flag for flag in flags if world.find_interface(state, flag)]
    if served and bridge["name"] not in served:
        return None
    own = [ipaddress.ip_address(entry[0]) for entry in bridge["inet"]]
    known = dict(reversed(entry) for entry in re.findall(r"lease ([\d.]+) \{[^}]*hardware ethernet ([\w:]+);",
                                                         rcconf.read("/var/db/dhcpd.leases") or ""))
    for found in parse(rcconf.read(config)):
        if not any(one in found["network"] for one in own):
            continue
        for first, last in found["ranges"]:
            for number in range(int(first), int(last) + 1):
                text = str(ipaddress.IPv4Address(number))
                if known.get(ether, text) == text and text not in taken and (
                        ether in known or text not in known.values()):
                    write(text, ether)
                    return [text, found["network"].prefixlen, found["router"]]
    return None


def write(text, ether):
    """As dhcpd.leases(5) has it."""
    def stamp(hours):
        time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)
        return f"{(time.weekday() + 1) % 7} {time:%Y/%m/%d %H:%M:%S} UTC"
    with open("/var/db/dhcpd.leases", "a", encoding="utf-8") as file:
        file.write(f"lease {text} {{\n\tstarts {stamp(0)};\n\tends {stamp(1)};\n\thardware ethernet {ether};\n}}\n")

