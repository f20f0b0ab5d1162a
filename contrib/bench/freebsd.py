"""Listing 100, 1,000 and 10,000 jails as on FreeBSD, with a stand-in for its kernel."""

import os

from table import Row
from world import available, paired, run

HERE = os.path.dirname(os.path.abspath(__file__))
STANDIN = f"{HERE}/../../Tests/Standin/libjail.c"

CONF = """\
{name} {{
  $jailer_id = "{number}";
  $jailer_type = "eb";
  $jailer_address = "{address}/16";
  $jailer_gateway = "10.0.0.1";
  $jailer_image = "14.2-RELEASE";
  $bridge = "bridge0";
  exec.clean;
  allow.raw_sockets;
  mount.devfs;
  devfs_ruleset = "5";
  vnet;
  vnet.interface = "epair${{jailer_id}}b";
  exec.prestart = "/sbin/ifconfig epair${{jailer_id}} create up";
  exec.prestart += "/sbin/ifconfig ${{bridge}} addm epair${{jailer_id}}a up";
  exec.start = "/bin/sh /etc/rc";
  exec.stop = "/bin/sh /etc/rc.shutdown jail";
  exec.poststop = "/sbin/ifconfig epair${{jailer_id}}a destroy";
  host.hostname = "{name}.example";
  path = "/usr/local/jails/{name}";
  exec.consolelog = "/var/log/jail/{name}.log";
  persist;
}}
"""


class FreeBSDList:
    """Every second jail runs. The driver is a program of its own: static executables, which `make` builds on Linux, can't
    load the stand-in."""

    # Forks and execs of the original's list for a jail, by reading it.
    RUNNING_STARTS, STOPPED_STARTS = 17, 4
    SAMPLE = 20  # jails of each kind, one in each round

    def __init__(self, bench):
        self.bench, self.spawner = bench, bench.spawner
        self.driver = f"{os.path.dirname(bench.products)}/dynamic/release/freebsd-list"
        self.counts = [100, 1000] if bench.quick else [100, 1000, 10000]

    def rows(self):
        if not available("cc") or not os.access(self.driver, os.X_OK):
            raise SystemExit("bench: freebsd-list needs cc, and its driver: see the target bench of Makefile")
        contenders = {"running": self.starts(self.RUNNING_STARTS), "stopped": self.starts(self.STOPPED_STARTS)}
        for count in self.counts:
            root, library = self.prepare(count)
            for fact in ("overview", "jails"):
                contenders[fact, count] = self.reader(root, library, fact, count)
        median = paired(self.bench.rounds(self.SAMPLE), contenders)
        rows, first = [], median["jails", self.counts[0]] / self.counts[0]
        for count in self.counts:
            section = f"FreeBSD, {count} stand-in jails of which {count // 2} run"
            original = (median["running"] + median["stopped"]) * count / 2
            jails = median["jails", count]
            rows += [
                Row(section, f"what the original's list starts (median of {self.SAMPLE} jails of each kind, scaled)", original),
                Row(section, "jailer's fact overview (list)", median["overview", count]),
                Row(section, "jailer's fact jails (info)", jails),
                Row(section, "fact jails, faster than the original's", original / jails, unit="times",
                    least=500 if count == 1000 else None),
                Row(section, "fact jails, for each jail", jails / count * 1000, first * 1000, f"with {self.counts[0]}",
                    unit="µs", limit=1.1),
            ]
        return rows

    def starts(self, count):
        """As many starts of /bin/true as one jail takes."""
        return lambda _: sum(self.spawner.milliseconds(["/bin/true"]) for _ in range(count))

    def prepare(self, count):
        root = f"{self.bench.place}/freebsd-{count}"
        os.makedirs(f"{root}/etc/jail.conf.d")
        library = f"{root}/libjail.so"
        run(["cc", "-shared", "-fPIC", "-O2", "-o", library, STANDIN, "-ldl"])
        with open(f"{library}.jails", "w", encoding="utf-8") as kernel:
            for number in range(1, count + 1):
                name, address = f"jail{number:05}", f"10.0.{number // 250 + 1}.{number % 250 + 2}"
                with open(f"{root}/etc/jail.conf.d/{name}.conf", "w", encoding="utf-8") as conf:
                    conf.write(CONF.format(name=name, number=number, address=address))
                if number % 2:
                    kernel.write(
                        f"jid={number}\tname={name}\tpath=/usr/local/jails/{name}\thost.hostname={name}.example\tvnet=1\n")
        return root, library

    def reader(self, root, library, fact, count):
        def measure(_):
            # The median of three: the first one begins with nothing in memory.
            found, running, median = run([self.driver, root, library, fact, "3"]).split()
            if (int(found), int(running)) != (count, count // 2):
                raise SystemExit(f"bench: freebsd-list shows {found} jails, {running} running; there are {count}, {count // 2}")
            return float(median)

        return measure
