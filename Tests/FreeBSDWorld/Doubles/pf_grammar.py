"""pf.conf(5) of FreeBSD 13 to 15, as strict as its manual page."""
import pf_filter
import pf_translation
from pf_lexer import Lexer, Refused
from pf_words import Cursor, interface

ORDER = "Rules must be in order: options, ethernet, normalization, queueing, translation, filtering"
OPTIONS, ETHERNET, SCRUB, QUEUE, NAT, FILTER = range(6)
SET = {"timeout", "limit", "loginterface", "block-policy", "state-policy", "optimization", "ruleset-optimization",
       "skip", "debug", "require-order", "fingerprints", "hostid", "reassemble", "state-defaults", "keepcounters",
       "syncookies"}
RESERVED = {"pass", "block", "match", "in", "out", "on", "from", "to", "any", "all", "nat", "rdr", "binat", "set",
            "table", "scrub", "anchor", "load", "include", "no", "quick", "log", "proto", "inet", "inet6", "port",
            "antispoof"}


class Ruleset:
    """What one file says: its rules, and the anchors that it loads."""

    def __init__(self, read, release, interfaces):
        self.read, self.release, self.interfaces = read, release, interfaces
        self.rules, self.loads, self.tables = [], [], set()
        self.macros, self.section, self.ordered = {}, OPTIONS, True

    def load(self, path, depth=0):
        if depth > 16:
            raise Refused(path, 1, "test double: files that include each other")
        text = self.read(path)
        for tokens in Lexer(self.macros).statements(text, path):
            self.statement(Cursor(tokens), depth)
        return self

    def enter(self, cursor, section):
        if self.ordered and self.section > section:
            cursor.fail(ORDER)
        self.section = max(self.section, section)

    def statement(self, cursor, depth):
        first, second = cursor.peek(), cursor.peek(1)
        if first.symbol or first.quoted:
            cursor.fail()
        if second is not None and second.symbol and second.text == "=":
            return self.macro(cursor)
        word = cursor.next().text
        kind = f"no {cursor.next().text}" if word == "no" and second is not None else word
        if kind == "include":
            path = cursor.string()
            cursor.end()
            try:
                self.load(path, depth + 1)
            except OSError:
                raise Refused(first.file, first.line, f"failed to include file {path}") from None
        elif kind == "set":
            self.option(cursor)
        elif kind in ("scrub", "no scrub"):
            self.enter(cursor, SCRUB)
            self.rules.append(pf_filter.scrub(cursor, kind))
        elif kind in ("nat", "rdr", "binat", "no nat", "no rdr", "no binat"):
            self.enter(cursor, NAT)
            self.add(cursor, pf_translation.rule(cursor, kind))
        elif kind in ("nat-anchor", "rdr-anchor", "binat-anchor"):
            self.enter(cursor, NAT)
            self.add(cursor, pf_translation.anchor(cursor, kind))
        elif kind in ("pass", "block", "match"):
            self.enter(cursor, FILTER)
            self.add(cursor, pf_filter.rule(cursor, kind, self.release))
        elif kind == "anchor":
            self.enter(cursor, FILTER)
            self.add(cursor, pf_filter.anchor(cursor))
        elif kind == "antispoof":
            self.enter(cursor, FILTER)
            self.add(cursor, pf_filter.antispoof(cursor))
        elif kind == "load":
            cursor.want("anchor")
            name = cursor.string()
            cursor.want("from")
            self.loads.append((name, cursor.string()))
            cursor.end()
        elif kind == "table":
            self.table(cursor)
        elif kind in ("altq", "queue", "ether"):
            cursor.fail(f"test double: no {kind}")
        else:
            cursor.at = 0
            cursor.fail()

    def add(self, cursor, rule):
        cursor.end()
        for side in ("from", "to", "target"):
            for host in rule.get(side, []):
                # In parentheses it may come later.
                if host["kind"] == "interface" and host["name"] not in self.interfaces:
                    cursor.fail(f"no IP address found for {host['name']}")
                if host["kind"] == "table" and host["name"] not in self.tables:
                    # pf makes an empty one; a misspelt name is not what a test means.
                    cursor.fail(f"test double: table <{host['name']}> is not defined")
        rule["text"] = " ".join(map(repr, cursor.tokens))
        self.rules.append(rule)

    def macro(self, cursor):
        name = cursor.next().text
        if not name[0].isalpha() or not name.replace("_", "a").isalnum() or name in RESERVED:
            cursor.fail(f"macro name cannot be {name}" if name in RESERVED else "syntax error")
        cursor.next()
        # Words only: `lan = 10.0.0.0/24` needs quotes.
        words = []
        while cursor.peek() is not None:
            words.append(cursor.string())
        self.macros[name] = " ".join(words) if words else cursor.fail()

    def option(self, cursor):
        self.enter(cursor, OPTIONS)
        name = cursor.string()
        if name not in SET:
            cursor.fail()
        if name == "require-order":
            self.ordered = cursor.want("yes", "no") == "yes"
        elif name == "skip":
            cursor.want("on")
            cursor.listed(lambda: interface(cursor))
        elif name == "block-policy":
            cursor.want("drop", "return")
        elif name == "loginterface":
            cursor.string()
        elif name == "limit" or name == "timeout":
            cursor.listed(lambda: (cursor.string(), cursor.number(0, 2**31)))
        else:
            while cursor.peek() is not None:
                cursor.next()
        cursor.end()

    def table(self, cursor):
        cursor.want("<")
        self.tables.add(cursor.string())
        cursor.want(">")
        while cursor.peek() is not None:
            word = cursor.want("persist", "const", "counters", "file", "{")
            if word == "file":
                cursor.string()
            elif word == "{":
                while not cursor.take("}"):
                    cursor.take("!")
                    cursor.string()
                    if cursor.take("/"):
                        cursor.number(0, 128)
                    cursor.take(",")


def parse(path, read, release, interfaces):
    """The rules of a file, or `Refused`."""
    return Ruleset(read, release, interfaces).load(path)


