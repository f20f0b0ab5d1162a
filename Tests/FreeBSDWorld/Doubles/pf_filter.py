"""scrub, pass, block, match, anchor and antispoof of pf.conf(5): their form. What they let through isn't looked at."""
import pf_words

ALONE = {"allow-opts", "fragment", "no-df", "random-id", "once"}
WITH_WORD = {"label", "tag", "tagged", "rtable", "probability", "prio", "ridentifier", "min-ttl", "max-mss", "tos",
             "set-tos", "received-on", "queue"}
WITH_LIST = {"user", "group"}


def rule(cursor, kind, release):
    rule = {"kind": kind}
    if kind == "block":
        if cursor.take("return-rst", "return-icmp", "return-icmp6") and cursor.take("("):
            skip(cursor)
        cursor.take("drop", "return")
    rule["direction"] = cursor.take("in", "out")
    if cursor.take("log") and cursor.take("("):
        skip(cursor)
    rule["quick"] = bool(cursor.take("quick"))
    pf_words.head(cursor, rule)
    pf_words.hosts(cursor, rule)
    ports(cursor, rule)
    while cursor.peek() is not None:
        option(cursor, release)
    return rule


def ports(cursor, rule):
    protocols = rule.get("proto", [])
    if (rule.get("from_port") or rule.get("to_port")) and not (protocols and set(protocols) <= pf_words.WITH_PORTS):
        cursor.fail("port only applies to tcp/udp/sctp")


def skip(cursor):
    """Up to the closing parenthesis."""
    while not cursor.take(")"):
        cursor.next()


def option(cursor, release):
    cursor.take("!")
    token = cursor.next()
    word = token.text
    if token.symbol or token.quoted:
        cursor.at -= 1
        cursor.fail()
    if word in ("keep", "modulate", "synproxy", "no"):
        cursor.want("state")
        if cursor.take("("):
            skip(cursor)
    elif word == "flags":
        if not cursor.take("any"):
            if not cursor.take("/"):
                cursor.string()
                cursor.want("/")
            cursor.string()
    elif word in ("icmp-type", "icmp6-type"):
        cursor.listed(lambda: (cursor.string(), cursor.take("code") and cursor.string()))
    elif word == "set":
        cursor.want("prio")
        if cursor.take("("):
            skip(cursor)
        else:
            cursor.number(0, 7)
    elif word in WITH_WORD:
        if cursor.take("("):
            skip(cursor)
        else:
            cursor.string()
    elif word in WITH_LIST:
        cursor.listed(lambda: (cursor.take("=", "!=", "<", ">"), cursor.string()))
    elif word in ("nat-to", "rdr-to", "binat-to") and release >= (15, 0):
        cursor.listed(lambda: pf_words.host(cursor))
        if cursor.take("port"):
            cursor.string()
    elif word not in ALONE:
        cursor.at -= 1
        cursor.fail()


def scrub(cursor, kind):
    rule = {"kind": kind, "direction": cursor.take("in", "out"), "text": " ".join(map(repr, cursor.tokens))}
    cursor.take("log")
    pf_words.head(cursor, rule)
    pf_words.hosts(cursor, rule)
    while cursor.peek() is not None:
        word = cursor.want("no-df", "random-id", "min-ttl", "max-mss", "set-tos", "fragment", "reassemble")
        if word in ("min-ttl", "max-mss", "set-tos"):
            cursor.string()
        elif word in ("fragment", "reassemble"):
            cursor.want("reassemble" if word == "fragment" else "tcp")
    return rule


def anchor(cursor):
    rule = {"kind": "anchor"}
    token = cursor.peek()
    if token is None or token.text in ("in", "out", "on", "{"):
        cursor.fail("test double: no anchors without a name")
    rule["name"] = cursor.string()
    rule["direction"] = cursor.take("in", "out")
    cursor.take("quick")
    pf_words.head(cursor, rule)
    pf_words.hosts(cursor, rule)
    if cursor.take("{"):
        cursor.fail("test double: no rules inside of an anchor's braces")
    return rule


def antispoof(cursor):
    cursor.take("log")
    cursor.take("quick")
    cursor.want("for")
    rule = {"kind": "antispoof", "on": cursor.listed(lambda: pf_words.interface(cursor))}
    rule["af"] = cursor.take("inet", "inet6")
    if cursor.take("label"):
        cursor.string()
    return rule
