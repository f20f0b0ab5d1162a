"""Pieces that rules of pf.conf(5) share: interfaces, families, protocols, hosts, ports."""
import ipaddress
import re

from pf_lexer import Refused

PROTOCOLS = {"tcp", "udp", "icmp", "icmp6", "ipv6-icmp", "esp", "ah", "gre", "sctp", "ipv6", "igmp", "ospf", "carp"}
SERVICES = {"ssh": 22, "smtp": 25, "domain": 53, "http": 80, "www": 80, "ntp": 123, "https": 443, "auth": 113,
            "ftp": 21, "isakmp": 500, "imap": 143, "pop3": 110, "bootps": 67, "bootpc": 68}
WITH_PORTS = {"tcp", "udp", "sctp"}


class Cursor:
    """The tokens of one statement."""

    def __init__(self, tokens):
        self.tokens, self.at = tokens, 0

    def peek(self, ahead=0):
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else None

    def fail(self, text="syntax error"):
        token = self.peek() or self.tokens[-1]
        raise Refused(token.file, token.line, text)

    def next(self):
        if self.peek() is None:
            self.fail()
        self.at += 1
        return self.tokens[self.at - 1]

    def take(self, *words):
        """A keyword or a symbol; quoted words are none."""
        token = self.peek()
        if token is None or token.quoted or token.text not in words:
            return None
        return self.next().text

    def want(self, *words):
        return self.take(*words) or self.fail()

    def string(self):
        token = self.next()
        if token.symbol:
            self.at -= 1
            self.fail()
        return token.text

    def number(self, low, high):
        text = self.string()
        if not re.fullmatch(r"\d+", text) or not low <= int(text) <= high:
            self.fail()
        return int(text)

    def listed(self, one):
        """`X` or `{ X, Y Z }`"""
        if not self.take("{"):
            return [one()]
        found = []
        while not self.take("}"):
            found.append(one())
            self.take(",")
        return found or self.fail()

    def end(self):
        if self.peek() is not None:
            self.fail()


def interface(cursor):
    negated = bool(cursor.take("!"))
    name = cursor.string()
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.]{0,14}", name) or name in ("any", "all", "from", "to", "inet", "inet6"):
        cursor.fail()
    return {"name": name, "not": negated}


def head(cursor, rule):
    """[on ifspec] [af] [proto ...]"""
    if cursor.take("on"):
        rule["on"] = cursor.listed(lambda: interface(cursor))
    rule["af"] = cursor.take("inet", "inet6")
    if cursor.take("proto"):
        rule["proto"] = cursor.listed(lambda: protocol(cursor))


def protocol(cursor):
    word = cursor.string()
    if word not in PROTOCOLS and not (word.isdigit() and int(word) < 256):
        cursor.fail(f"unknown protocol {word}")
    return word


def hosts(cursor, rule):
    """all | [from HOST [port P]] [to HOST [port P]]"""
    if cursor.take("all"):
        return
    for side in ("from", "to"):
        if cursor.take(side):
            if not (cursor.peek() and cursor.peek().text == "port"):
                rule[side] = [] if cursor.take("any") else cursor.listed(lambda: host(cursor))
            if cursor.take("port"):
                rule[side + "_port"] = cursor.listed(lambda: port(cursor))
            if side == "from" and cursor.take("os"):
                cursor.listed(cursor.string)


def host(cursor):
    """Kind `address`, `interface`, `dynamic` (in parentheses), `table` or `word`."""
    negated = bool(cursor.take("!"))
    if cursor.take("<"):
        found = {"kind": "table", "name": cursor.string()}
        cursor.want(">")
    elif cursor.take("("):
        found = named(cursor, cursor.string(), "dynamic")
        cursor.want(")")
    elif cursor.take("no-route", "urpf-failed", "self", "any"):
        found = {"kind": "word", "name": cursor.tokens[cursor.at - 1].text}
    else:
        text = cursor.string()
        if cursor.take("/"):
            text += f"/{cursor.number(0, 128)}"
        if "'" in text or " - " in text:
            cursor.fail("test double: no ranges of addresses")
        try:
            network = ipaddress.ip_network(text, strict=False)
            found = {"kind": "address", "network": str(network), "af": "inet6" if network.version == 6 else "inet"}
        except ValueError:
            found = named(cursor, text, "interface")
    found["not"] = negated
    return found


def named(cursor, text, kind):
    match = re.fullmatch(r"([A-Za-z][A-Za-z0-9_.]{0,14})((?::(?:network|broadcast|peer|0))*)", text)
    if not match:
        cursor.fail(f"no IP address found for {text}")
    return {"kind": kind, "name": match[1], "modifiers": [word for word in match[2].split(":") if word]}


def number(cursor, text):
    if text in SERVICES:
        return SERVICES[text]
    if not re.fullmatch(r"\d{1,6}", text) or int(text) > 65535:
        cursor.fail(f"unknown port {text}" if not text.isdigit() else "illegal port value " + text)
    return int(text)


def port(cursor):
    """[low, high], or an operator with its numbers"""
    operator = cursor.take("=", "!=", "<", "<=", ">", ">=")
    text = cursor.string()
    if operator not in (None, "="):
        return {"operator": operator, "number": number(cursor, text)}
    if cursor.take("<>", "><"):
        cursor.string()
        cursor.fail("test double: no <> of ports")
    low, colon, high = text.partition(":")
    first = number(cursor, low)
    last = number(cursor, high) if colon else first
    if first > last:
        cursor.fail("invalid port range")
    return [first, last]
