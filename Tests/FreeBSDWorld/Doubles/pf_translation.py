"""nat, rdr and binat of pf.conf(5), in the form that FreeBSD 13 to 15 share."""
import pf_words
from pf_words import WITH_PORTS


def rule(cursor, kind):
    rule = {"kind": kind, "pass": bool(cursor.take("pass"))}
    if rule["pass"] and cursor.take("log") and cursor.take("("):
        while not cursor.take(")"):
            cursor.next()
    pf_words.head(cursor, rule)
    pf_words.hosts(cursor, rule)
    for word in ("tag", "tagged"):
        if cursor.take(word):
            rule[word] = cursor.string()
            if len(rule[word]) > 63:
                cursor.fail("tag too long, max 63 chars")
    if cursor.take("->"):
        if kind.startswith("no "):
            cursor.fail("translation rule doesn't need '-> address'")
        target(cursor, rule)
    elif cursor.peek() is None and not kind.startswith("no "):
        cursor.fail("translation rule requires '-> address'")
    cursor.end()
    check(cursor, rule)
    return rule


def target(cursor, rule):
    rule["target"] = cursor.listed(lambda: pf_words.host(cursor))
    for host in rule["target"]:
        if host["kind"] in ("word", "table") or host["not"]:
            cursor.fail()
    if cursor.take("port"):
        if rule["kind"] == "binat":
            cursor.fail()
        text = cursor.string()
        low, colon, high = text.partition(":")
        first = pf_words.number(cursor, low)
        last = first if not colon else "*" if high == "*" else pf_words.number(cursor, high)
        if last == "*" and rule["kind"] != "rdr":
            cursor.fail("the 'port' specification may not be used with a range of *")
        if first == 0 or last != "*" and last < first:
            cursor.fail("invalid port range")
        rule["target_port"] = [first, last]
    if cursor.take("round-robin", "random", "source-hash", "bitmask"):
        cursor.take("sticky-address")
    elif len(rule["target"]) > 1 and rule["kind"] == "binat":
        cursor.fail("binat rule must redirect to one address")
    if rule["kind"] == "nat":
        cursor.take("static-port")


def check(cursor, rule):
    """What pfctl(8) refuses of a rule whose words are all right."""
    protocols = rule.get("proto", [])
    for name in ("from_port", "to_port", "target_port"):
        if rule.get(name) and not (protocols and set(protocols) <= WITH_PORTS):
            cursor.fail("port only applies to tcp/udp/sctp")
    families = {rule["af"]} if rule["af"] else {"inet", "inet6"}
    for side in ("from", "to", "target"):
        hosts = rule.get(side) or []
        of = set()
        for host in hosts:
            of |= {host["af"]} if "af" in host else {"inet", "inet6"}
        if hosts:
            families &= of
        if not families:
            cursor.fail("no translation address with matching address family found." if side == "target" else
                        "rule expands to no valid combination")
    if rule.get("target") and not rule["af"] and families == {"inet", "inet6"}:
        cursor.fail("address family not given and translation address expands to multiple address families")
    ports = rule.get("to_port")
    if rule.get("target_port", [0, 0])[1] == "*" and (not ports or not isinstance(ports[0], list)):
        cursor.fail("test double: port A:* without the ports that it goes along with")
    if rule["kind"] == "rdr" and rule.get("target_port") and ports and isinstance(ports[0], list):
        first, last = rule["target_port"]
        if last == "*" and first + ports[0][1] - ports[0][0] > 65535:
            cursor.fail("test double: ports above 65535")


def anchor(cursor, kind):
    rule = {"kind": kind, "name": cursor.string()}
    pf_words.head(cursor, rule)
    pf_words.hosts(cursor, rule)
    return rule
