"""What the test doubles share: the state of the world, one JSON file that is changed under a lock."""
import contextlib
import fcntl
import getopt
import json
import os
import sys

FOLDER = "/var/world"
STATE = FOLDER + "/state.json"


class Failure(Exception):
    """A program's end with a message on standard error."""

    def __init__(self, text, status=1, bare=False):
        super().__init__(text)
        self.text, self.status, self.bare = text, status, bare


def run(name, main, argv):
    """A program's main, as its exit status."""
    try:
        return main(argv) or 0
    except Failure as failure:
        sys.stdout.flush()
        print(failure.text if failure.bare else f"{name}: {failure.text}", file=sys.stderr)
        return failure.status
    except BrokenPipeError:
        return 1


def usage(text, status=1):
    return Failure(text, status, bare=True)


def options(argv, letters, text, status=1):
    """getopt(3), which stops at the first operand; what the manual page hasn't got ends with the usage text."""
    try:
        return getopt.getopt(argv, letters)
    except getopt.GetoptError as error:
        name = os.path.basename(sys.argv[0])
        what = "option requires an argument" if "argument" in error.msg else "illegal option"
        raise usage(f"{name}: {what} -- {error.opt}\n{text}", status) from None


@contextlib.contextmanager
def change():
    """The state, to be changed while nobody else does; a body that fails changes nothing."""
    with open(FOLDER + "/lock", "a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        state = look()
        yield state
        write(STATE, json.dumps(state, indent=1, sort_keys=True))
        write(FOLDER + "/jails", kernel_jails(state))
        write(FOLDER + "/interfaces", "".join(interface["name"] + "\n" for interface in interfaces(state)))


def write(path, text):
    with open(path + ".new", "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)
    os.rename(path + ".new", path)


def look():
    with open(STATE, encoding="utf-8") as file:
        return json.load(file)


def kernel_jails(state):
    """The jails for the stand-in of jail_get(2): `jid JID`, then a line `NAME=VALUE` for each parameter."""
    lines = []
    for jail in sorted(state["jails"], key=lambda jail: jail["jid"]):
        lines.append(f"jid {jail['jid']}")
        for name, value in sorted(jail["parameters"].items()):
            text = ",".join(value) if isinstance(value, list) else str(value)
            lines.append(f"{name}={text}")
    return "".join(line + "\n" for line in lines)


def note(what):
    """Keeps one line about something that was done: tests read it, the doubles don't."""
    with open(FOLDER + "/log", "a", encoding="utf-8") as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        log.write(what.replace("\n", "\\n") + "\n")


def find_jail(state, word):
    """By jid or name; a dying jail is none."""
    for jail in state["jails"]:
        if not jail["parameters"].get("dying") and word in (str(jail["jid"]), jail["parameters"]["name"]):
            return jail
    return None


def jail_or_fail(state, word):
    jail = find_jail(state, word)
    if jail is None:
        raise Failure(f'jail "{word}" not found')
    return jail


def interfaces(state, home=0):
    return [interface for interface in state["interfaces"] if interface["home"] == home]


def find_interface(state, name, home=0):
    for interface in interfaces(state, home):
        if interface["name"] == name:
            return interface
    return None


def release(state):
    """(15, 0) of 15.0-RELEASE-p1"""
    return tuple(int(part) for part in state["release"].split("-")[0].split("."))
