"""Test double of jail(8): how a jail comes and goes, in the order of FreeBSD's source."""
import subprocess

import jail_kernel
import jail_run
import mount
import world
from jail_run import Failed


class Conf:
    """One jail of a configuration, its variables expanded."""

    def __init__(self, entry):
        self.name, self.failures, self.problems = entry["name"], entry["failures"], entry["problems"]
        self.given = dict(entry["parameters"])

    def list(self, name):
        return self.given.get(name, [])

    def text(self, name, other=None):
        values = self.list(name)
        return values[-1] if values else other

    def flag(self, name, other=False):
        head, _, last = name.rpartition(".")
        if (head + "." if head else "") + "no" + last in self.given:
            return False
        if name not in self.given:
            return other
        return (self.text(name) or "true").lower() not in ("false", "0")

    def words(self):
        return [name if not values else f"{name}={quoted(','.join(values))}" for name, values in self.given.items()
                if name not in ("name", "jid")]

    def addresses(self, name):
        """(interface, address, mask, further words) of ip4.addr or ip6.addr."""
        for value in self.list(name):
            for part in value.split(","):
                interface, bar, rest = part.rpartition("|")
                address, *words = rest.split()
                plain, _, mask = address.partition("/")
                yield interface if bar else self.text("interface"), plain, mask, words


def quoted(text):
    return f'"{text}"' if text == "" or any(letter in text for letter in " \t\"'") else text


class Creation:
    def __init__(self, conf, verbose):
        self.conf, self.verbose, self.undo, self.jail = conf, verbose, [], None

    def run(self):
        conf = self.conf
        try:
            self.commands("exec.prepare")
            for command in aliases(conf, "alias"):
                self.program(command)
                self.undo.append(lambda command=command: run_quietly(command[:-1] + ["-alias"]))
            for line in mount.lines(conf):
                self.mount(line)
            self.commands("exec.prestart")
            self.set()
            self.commands("exec.created")
            for interface in conf.list("vnet.interface"):
                self.program(["/sbin/ifconfig", interface, "vnet", conf.name])
            self.commands("exec.start", inside=True)
            self.commands("command", inside=True)
            self.commands("exec.poststart")
            return self.jail["jid"]
        except Failed:
            # No exec.* at all: what they made stays.
            for step in reversed(self.undo):
                step()
            raise
        finally:
            if self.jail and not conf.flag("persist"):
                jail_kernel.remove(self.jail["jid"])

    def commands(self, name, inside=False):
        for line in self.conf.list(name):
            jail_run.Command(self.conf, line, self.jail if inside else None, self.verbose).run()

    def program(self, argv):
        jail_run.Command(self.conf, " ".join(argv), None, self.verbose).spawn(argv)

    def mount(self, line):
        error = mount.do(line, self.conf.text("path", "/"))
        if error:
            raise Failed(error)
        self.undo.append(lambda: mount.undo(line))

    def set(self):
        with world.change() as state:
            self.jail = jail_kernel.create(state, self.conf)
        self.undo.append(lambda: jail_kernel.remove(self.jail["jid"]))
        world.note(f"jail {self.conf.name}: created")


def aliases(conf, last):
    for kind, name, full in (("inet", "ip4.addr", "32"), ("inet6", "ip6.addr", "128")):
        for interface, address, mask, words in conf.addresses(name):
            if not interface:
                continue
            if kind == "inet" and "." not in mask:
                length = int(mask or full)
                number = (0xFFFFFFFF << (32 - length)) & 0xFFFFFFFF
                mask = ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))
            given = ["netmask", mask] if kind == "inet" else ["prefixlen", mask or full]
            yield ["/sbin/ifconfig", interface, kind, address] + given + words + [last]


def run_quietly(argv):
    subprocess.run(argv, capture_output=True, check=False)


class Removal:
    def __init__(self, jail, conf, verbose):
        self.jail, self.conf, self.verbose = jail, conf, verbose

    def run(self):
        """What failed after the jail was gone; a failure before it is raised, and the jail runs on."""
        failures = []
        if self.conf is None:
            jail_kernel.remove(self.jail["jid"])
            world.note(f"jail {self.jail['parameters']['name']}: removed without commands")
            return failures
        self.commands("exec.prestop")
        self.commands("exec.stop", inside=True)
        jail_kernel.remove(self.jail["jid"])
        world.note(f"jail {self.conf.name}: removed")
        self.tail(failures, lambda: self.commands("exec.poststop"))
        for line in reversed(list(mount.lines(self.conf))):
            error = mount.undo(line)
            if error:
                failures.append(error)
        for command in aliases(self.conf, "-alias"):
            self.tail(failures, lambda command=command: jail_run.Command(
                self.conf, " ".join(command), None, self.verbose).spawn(command))
        self.tail(failures, lambda: self.commands("exec.release"))
        return failures

    def tail(self, failures, step):
        try:
            step()
        except Failed as failed:
            failures.append(str(failed))

    def commands(self, name, inside=False):
        for line in self.conf.list(name):
            jail_run.Command(self.conf, line, self.jail if inside else None, self.verbose).run()
