"""What is measured, section by section. Each returns rows for the table."""

import json
import os
import shutil
import signal
import subprocess
import time

from contenders import LXC, Jailer, Script, bundle_template
from freebsd import FreeBSDList
from jailconf import JailConf
from lists import Lists
from table import Row
from world import ENVIRONMENT, Spawner, available, paired, run


class Bench:
    def __init__(self, place, prefix, products, quick):
        self.place, self.prefix, self.products, self.quick = place, prefix, products, quick
        self.spawner = Spawner()
        self.jailer = f"{prefix}/sbin/jailer"
        self.noop = f"{prefix}/libexec/jailer/noop"
        here = os.path.dirname(os.path.abspath(__file__))
        shutil.copy(f"{products}/noop", self.noop)
        shutil.copy(f"{here}/noop/manifest.json", f"{self.noop}.json")
        self.pool = None

    def rounds(self, many):
        return 3 if self.quick else many

    def close(self):
        if self.pool:
            run(["umount", "--all", "--lazy", "--types", "fuse"])
            self.pool.send_signal(signal.SIGKILL)
            self.pool.wait()
            self.pool = None

    # --- dispatch ---------------------------------------------------------------

    def dispatch(self):
        """The extra time of a subcommand over running the extension itself."""
        bin = f"{self.place}/bin"
        os.makedirs(bin)
        shutil.copy("/bin/true", f"{bin}/git-noop")
        ENVIRONMENT["PATH"] += f":{bin}"
        request = f"{self.place}/request.json"
        with open(request, "w", encoding="utf-8") as file:
            json.dump({"protocol": 1, "id": "01J00000000000000000000000", "op": "plan", "round": 0,
                       "command": ["noop"], "arguments": {}, "arguments_raw": [], "facts": {}, "answers": {},
                       "state": None, "dry_run": False}, file)
        contenders = {
            "jailer noop": lambda _: self.spawner.milliseconds([self.jailer, "--root", "/mnt/empty", "noop"]),
            "noop": lambda _: self.spawner.milliseconds([self.noop], stdin=request),
        }
        if available("git"):
            contenders |= {
                "git noop": lambda _: self.spawner.milliseconds(["/usr/bin/git", "noop"]),
                "git-noop": lambda _: self.spawner.milliseconds([f"{bin}/git-noop"]),
            }
        median = paired(self.rounds(300), contenders, warm=5)
        ours = median["jailer noop"] - median["noop"]
        rows = [Row("Dispatch", f"{name}, whole process", value) for name, value in median.items()]
        if "git noop" in median:
            gits = median["git noop"] - median["git-noop"]
            rows += [
                Row("Dispatch", "git's dispatch (git noop − git-noop)", gits),
                Row("Dispatch", "jailer's dispatch, JSON both ways (jailer noop − noop)", ours, gits, "git's", limit=1.0),
            ]
        return rows

    # --- start of the executables --------------------------------------------------

    def start(self):
        def cold(program, *arguments):
            def measure(_):
                # Out of the page cache: the next start reads it from the disk.
                fd = os.open(program, os.O_RDONLY)
                os.fsync(fd)
                os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
                os.close(fd)
                return self.spawner.milliseconds([program, *arguments])

            return measure

        core = f"{self.prefix}/libexec/jailer/list"
        # Without a request a plugin says so and fails: a start and nothing else, so its status is no matter.
        median = paired(self.rounds(50), {
            "jailer version": lambda _: self.spawner.milliseconds([self.jailer, "version"]),
            "jailer version, file not in memory": cold(self.jailer, "version"),
            "jls": lambda _: self.spawner.milliseconds([f"{self.prefix}/sbin/jls", "--root", "/mnt/empty"]),
            "core plugin": lambda _: self.spawner.milliseconds([core], status=None),
            "true": lambda _: self.spawner.milliseconds(["/bin/true"]),
        }, warm=2)
        return [Row("Start", name, value) for name, value in median.items()]

    def size(self):
        kilobytes = int(run(["du", "-sk", "--exclude=noop*", self.prefix]).split()[0])
        return [Row("Size", "all that make install installs", kilobytes / 1024, unit="MB", bound=40)]

    # --- create and destroy ----------------------------------------------------------

    def jails(self):
        rows = []
        for store in ["overlay"] + (["zfs"] if self.make_pool() else []):
            jailer = Jailer(self.spawner, self.place, self.prefix, store)
            jailer.create("model", 9)
            with open(f"{jailer.root}/run/jail/model/config.json", encoding="utf-8") as file:
                bundle = bundle_template(file.read())
            jailer.destroy("model", 9)
            contenders = {"jailer": jailer, "script": Script(self.spawner, self.place, store, bundle)}
            if store == "overlay" and available("lxc-copy", "lxc-start"):
                contenders["LXC"] = LXC(self.spawner, self.place)

            def settled(action, turn):
                # What was done before has its transaction groups and journals still to write for some milliseconds.
                time.sleep(0.05)
                return action(f"j{turn}", turn)

            def both(contender):
                return lambda turn: (settled(contender.create, turn), settled(contender.destroy, turn))

            median = paired(self.rounds(30), {name: both(c) for name, c in contenders.items()}, warm=2)
            for part, action in enumerate(["create + start", "destroy"]):
                for name in reversed(contenders):
                    value = median[name][part]
                    if name == "jailer":
                        against = median["script"][part]
                        rows.append(Row(store, f"{action}: jailer", value, against, "the script's", limit=1.0))
                        if "LXC" in median:
                            rows.append(Row(store, f"{action}: jailer", value, median["LXC"][part], "LXC's"))
                    else:
                        rows.append(Row(store, f"{action}: {name}", value))
        # zfs-fuse has some hundred threads that wake up now and then.
        self.close()
        return rows

    def make_pool(self):
        if not available("zfs-fuse"):
            return False
        disk = f"{self.place}/disk"
        run(["truncate", "-s", "2G", disk])
        self.pool = subprocess.Popen(
            ["zfs-fuse", "--no-daemon", "--no-kstat-mount"], env=ENVIRONMENT, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not os.path.exists("/run/zfs/zfs_socket"):
            time.sleep(0.01)
        run(["zpool", "create", "-m", "none", "pool", disk])
        return True

    # --- lists -----------------------------------------------------------------------

    def lists(self):
        return Lists(self).rows()

    def jailconf(self):
        return JailConf(self).rows()

    def freebsd_list(self):
        return FreeBSDList(self).rows()
