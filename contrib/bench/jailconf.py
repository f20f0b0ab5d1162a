"""JailConf beside cat: one file of many megabytes, and many files."""

import os

from freebsd import CONF
from table import Row
from world import paired, run

JAILS, FILES = 20_000, 10_000


class JailConf:
    """Both read the same bytes; cat does nothing with them."""

    def __init__(self, bench):
        self.bench, self.spawner = bench, bench.spawner
        self.reader = f"{bench.products}/read-conf"
        self.jails, self.files = (4000, 1000) if bench.quick else (JAILS, FILES)

    def rows(self):
        big, folder = f"{self.bench.place}/jailconf.conf", f"{self.bench.place}/jailconf.d"
        os.makedirs(folder)
        with open(big, "w", encoding="utf-8") as file:
            file.writelines(self.conf(number) for number in range(self.jails))
        names = [f"{folder}/j{number}.conf" for number in range(self.files)]
        for number, name in enumerate(names):
            with open(name, "w", encoding="utf-8") as file:
                file.write(self.conf(number))
        for path, count in ((big, self.jails), (folder, self.files)):
            found = int(run([self.reader, path]))
            if found != count:
                raise SystemExit(f"bench: read-conf finds {found} jails in {path}; there are {count}")
        median = paired(self.bench.rounds(20), {
            "big": lambda _: self.spawner.milliseconds([self.reader, big]),
            "big cat": lambda _: self.spawner.milliseconds(["/bin/cat", big]),
            "files": lambda _: self.spawner.milliseconds([self.reader, folder]),
            "files cat": lambda _: self.spawner.milliseconds(["/bin/cat", *names]),
        })
        size = os.path.getsize(big) / 1e6
        return [
            Row("JailConf", f"cat of one file with {self.jails} jails, {size:.0f} MB", median["big cat"]),
            Row("JailConf", f"the same parsed: {size / median['big'] * 1000:.0f} MB/s", median["big"], median["big cat"], "cat's"),
            Row("JailConf", f"cat of {self.files} files", median["files cat"]),
            Row("JailConf", f"{self.files} files parsed: {median['files'] / self.files * 1000:.0f} µs a file",
                median["files"], median["files cat"], "cat's"),
        ]

    @staticmethod
    def conf(number):
        return CONF.format(name=f"j{number}", number=number, address=f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
