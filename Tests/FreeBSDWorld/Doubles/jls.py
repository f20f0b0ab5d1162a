"""Test double of jls(8)."""
import json

import parameters
import world
from world import Failure

USAGE = "jls: usage: jls [-dhNnqv] [-j jail] [param ...]"


def main(argv):
    form, argv = libxo(argv)
    chosen, names = world.options(argv, "dhj:Nnqsv", USAGE)
    letters = {option[1] for option, _ in chosen}
    jid = dict(chosen).get("-j")
    state = world.look()
    newest = world.release(state) >= (15, 0)
    for name in names:
        if name not in parameters.KINDS and name != "all":
            if form:
                print("{ }")
            raise Failure(f"unknown parameter: {name}")
    if not names and letters & {"h", "n", "q", "s"} or names == ["all"]:
        names = list(parameters.KINDS)
    jails = [jail for jail in sorted(state["jails"], key=lambda jail: jail["jid"])
             if "d" in letters or not jail["parameters"].get("dying")]
    if jid is not None:
        jails = [jail for jail in jails if jid in (str(jail["jid"]), jail["parameters"]["name"])]
    if form:
        objects = [as_json(jail, names, letters, newest) for jail in jails]
        whole = {"__version": "3" if newest else "2", "jail-information": {"jail": objects}}
        print(json.dumps(whole, ensure_ascii=False, indent=2 if "pretty" in form else None))
    else:
        as_text(jails, names, letters, newest)
    if jid is not None and not jails:
        raise Failure(f'jail "{jid}" not found')
    return 0


def libxo(argv):
    """It is only known at the very beginning."""
    if not argv or not argv[0].startswith("--"):
        return None, argv
    word, _, rest = argv[0].partition("=")
    if word != "--libxo" or not (rest or len(argv) > 1):
        raise world.usage(USAGE)
    form = (rest or argv[1]).split(",")
    if form[0] not in ("json", "text") or set(form[1:]) - {"pretty", "no-locale"}:
        raise world.usage("jls: invalid libxo option")
    return (form if form[0] == "json" else None), argv[1 if rest else 2:]


def as_json(jail, names, letters, newest):
    def get(name):
        return parameters.value(jail, name)

    first = {"name": get("name")} if "N" in letters else {"jid": get("jid")}
    if not names and "v" in letters:
        four, six = ("ipv4-addrs" if newest else "ipv4_addrs"), "ipv6_addrs"
        return {**first, "hostname": get("host.hostname"), "path": get("path"), "name": get("name"),
                "state": "DYING" if get("dying") else "ACTIVE", "cpusetid": get("cpuset.id"),
                four: get("ip4.addr"), six: get("ip6.addr")}
    if not names:
        return {**first, "ipv4": (get("ip4.addr") or [""])[0], "hostname": get("host.hostname"), "path": get("path")}
    members = {}
    for name in names:
        value = get(name)
        if isinstance(value, bool):
            members[name] = value if newest and "n" in letters else str(value).lower()
        else:
            members[name] = value if isinstance(value, list) else str(value)
    return members


def as_text(jails, names, letters, newest):
    if names:
        if "h" in letters:
            print(" ".join(names))
        for jail in jails:
            print(" ".join(word for word in (shown(jail, name, letters, newest) for name in names) if word is not None))
        return
    first = " JID           " if "N" in letters else "   JID"
    if "v" in letters:
        print(f"{first}  Hostname                      Path\n        Name                          State\n"
              "        CPUSetID\n        IP Address(es)")
    else:
        print(f"{first}  IP Address      Hostname                      Path")
    for jail in jails:
        def get(name, jail=jail):
            return parameters.value(jail, name)
        head = f" {get('name'):<15.15}" if "N" in letters else f"{get('jid'):6}"
        if "v" not in letters:
            print(f"{head}  {(get('ip4.addr') or [''])[0]:<15.15} {get('host.hostname'):<29.29} {get('path'):.74}")
            continue
        print(f"{head}  {get('host.hostname'):<29.29} {get('path'):.74}")
        print(f"        {get('name'):<29.29} {'DYING' if get('dying') else 'ACTIVE'}")
        print(f"        {get('cpuset.id')}")
        for address in get("ip4.addr") + get("ip6.addr"):
            print(f"        {address}")


def shown(jail, name, letters, newest):
    value = parameters.value(jail, name)
    named = "n" in letters or "s" in letters
    if isinstance(value, bool):
        if named and newest or "s" in letters:
            head, _, last = name.rpartition(".")
            return name if value else (head + "." if head else "") + "no" + last
        text = str(value).lower()
    else:
        text = ",".join(value) if isinstance(value, list) else str(value)
    if "s" in letters and (name in ("dying", "parent", "children.cur", "cpuset.id") or value == parameters.DEFAULTS[name]):
        return None
    if "q" in letters or "s" in letters:
        if text == "" or any(letter in text for letter in " \t\"'"):
            text = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if named:
        return f"{name}={text}"
    return text or "-"
