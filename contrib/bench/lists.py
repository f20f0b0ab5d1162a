"""Listing 10, 100 and 1,000 jails, of which at most 50 run."""

import json
import os
import re
import shutil

from contenders import LXC, Jailer, Script, bundle_template
from table import Row
from world import available, paired, run

RUNNING = 50


class Lists:
    def __init__(self, bench):
        self.bench, self.spawner = bench, bench.spawner
        self.counts = [10, 100] if bench.quick else [10, 100, 1000]
        self.place = f"{bench.place}/lists"
        os.makedirs(self.place)
        os.link(f"{bench.place}/busybox.tar.gz", f"{self.place}/busybox.tar.gz")
        self.jailer = Jailer(self.spawner, self.place, bench.prefix, "overlay")
        self.made = 0

    def rows(self):
        rows = []
        self.jailer.create("model", 240)
        with open(f"{self.jailer.root}/run/jail/model/config.json", encoding="utf-8") as file:
            self.bundle = bundle_template(file.read())
        self.jailer.destroy("model", 240)
        self.script = Script(self.spawner, self.place, "overlay", self.bundle)
        self.lxc = LXC(self.spawner, self.place) if available("lxc-ls", "lxc-start") else None
        for count in self.counts:
            self.fill(count)
            rows += self.measure(count)
        return rows

    # --- as many of each kind ---------------------------------------------------------

    def fill(self, count):
        for number in range(self.made, count):
            if number < RUNNING:
                self.jailer.create(f"j{number}", number)
                self.script.create(f"c{number}", number + 1000)
                if self.lxc:
                    self.lxc.create(f"l{number}", number + 2000)
            else:
                self.copy_jail(number)
                self.copy_container(number)
                if self.lxc:
                    shutil.copytree(f"{self.lxc.path}/l0", f"{self.lxc.path}/l{number}", ignore=shutil.ignore_patterns("overlay"))
        self.made = count

    def copy_jail(self, number):
        """A stopped jail: the configuration and the root of the first one under another name."""
        conf = f"{self.jailer.root}/etc/jail.conf.d"
        with open(f"{conf}/j0.conf", encoding="utf-8") as file:
            text = file.read()
        text = re.sub(r"\bj0\b", f"j{number}", text)
        text = re.sub(r'(\$(?:jailer_)?id\s*=\s*")\d+', rf"\g<1>{number + 1}", text)
        text = re.sub(r"10\.0\.1\.2\b", f"10.0.{number // 250 + 20}.{number % 250 + 2}", text)
        with open(f"{conf}/j{number}.conf", "w", encoding="utf-8") as file:
            file.write(text)
        store = f"{self.jailer.root}/usr/local/jails"
        for folder in [f"{store}/j{number}", *(f"{store}/.overlay/j{number}/{part}" for part in ("upper", "work"))]:
            os.makedirs(folder, exist_ok=True)

    def copy_container(self, number):
        """A stopped container: the state of the first one, whose process is another, dead one."""
        first, other = "/run/script-jail/c0", f"/run/script-jail/c{number}"
        shutil.copytree(first, other)
        with open(f"{first}/status", encoding="utf-8") as file:
            status = json.load(file)
        status["pid"] = 4_000_000 + number
        with open(f"{other}/status", "w", encoding="utf-8") as file:
            json.dump(status, file)

    # --- the time -----------------------------------------------------------------------

    def measure(self, count):
        crun = ["/usr/bin/crun", "--cgroup-manager=disabled", "--root", "/run/script-jail", "list"]
        listed = run([*self.jailer.command, "-j", "list"])
        found = json.loads(listed)
        found = found if isinstance(found, list) else found.get("jails", found)
        running = sum(jail["state"] == "Active" for jail in found)
        if len(found) != count or running != min(count, RUNNING):
            raise SystemExit(f"bench: list shows {len(found)} jails, {running} running; there are {count}, {min(count, RUNNING)}")
        if len(run(crun).splitlines()) != count + 1:
            raise SystemExit("bench: crun list shows something else than there is")
        contenders = {
            "jailer list": [*self.jailer.command, "list"],
            "crun list": crun,
            "true": ["/bin/true"],
        }
        if self.lxc and count <= 100:
            contenders["lxc-ls -f"] = ["/usr/bin/lxc-ls", "-P", self.lxc.path, "-f"]
        median = paired(
            self.bench.rounds(31),
            {name: lambda _, argv=argv: self.spawner.milliseconds(argv) for name, argv in contenders.items()})
        section = f"list, {count} of which {min(count, RUNNING)} run"
        rows = [Row(section, name, value) for name, value in median.items() if name != "jailer list"]
        rows.append(Row(section, "jailer list", median["jailer list"], median["crun list"], "crun list's", limit=1.0))
        return rows
