"""The scratch machine that everything is measured in, and the stopwatch."""

import glob
import os
import statistics
import subprocess
import sys
import time

ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
}


def run(argv, **keywords):
    """Runs a step that isn't measured; ends everything if it fails."""
    done = subprocess.run(argv, env=ENVIRONMENT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **keywords)
    if done.returncode != 0:
        raise SystemExit(f"bench: {' '.join(argv)}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def available(*programs):
    return all(any(os.access(f"{d}/{p}", os.X_OK) for d in ENVIRONMENT["PATH"].split(":")) for p in programs)


class Spawner:
    """Starts programs as cheaply as can be, and takes the time from before the start to the end."""

    def __init__(self):
        self.null = os.open("/dev/null", os.O_RDWR)
        self.log = os.open("/mnt/errors", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)

    def milliseconds(self, argv, stdin=None, status=0):
        """Ends everything unless the program ends with `status` (None: any)."""
        fd = self.null if stdin is None else os.open(stdin, os.O_RDONLY)
        actions = [(os.POSIX_SPAWN_DUP2, fd, 0), (os.POSIX_SPAWN_DUP2, self.null, 1), (os.POSIX_SPAWN_DUP2, self.log, 2)]
        begin = time.perf_counter()
        pid = os.posix_spawn(argv[0], argv, ENVIRONMENT, file_actions=actions)
        _, ended = os.waitpid(pid, 0)
        taken = (time.perf_counter() - begin) * 1000
        if stdin is not None:
            os.close(fd)
        ended = os.waitstatus_to_exitcode(ended)
        if status is not None and ended != status:
            with open("/mnt/errors", encoding="utf-8", errors="replace") as log:
                raise SystemExit(f"bench: {' '.join(argv)}: status {ended}\n{log.read()[-2000:]}")
        return taken


def paired(rounds, contenders, warm=1):
    """Medians in milliseconds by name. `contenders` maps names to functions of the round that return
    milliseconds, or tuples of them; each round calls them in turn, and the next the other way round, so drift of the
    machine and what one leaves to the next meet all alike."""
    results = {name: [] for name in contenders}
    # What was made for this, or left by what came before, is not written to the disk while others are timed.
    os.sync()
    for turn in range(-warm, rounds):
        for name, measure in list(contenders.items())[:: 1 if turn % 2 else -1]:
            value = measure(turn + warm)
            if turn >= 0:
                results[name].append(value)
    medians = {}
    for name, values in results.items():
        if isinstance(values[0], tuple):
            medians[name] = tuple(statistics.median(part) for part in zip(*values))
        else:
            medians[name] = statistics.median(values)
    return medians


CGROUPS = "/sys/fs/cgroup/*/lxc.*"


def enter(place):
    """Begins again in namespaces of its own; what is started there ends with this program."""
    before = set(glob.glob(CGROUPS))
    flags = ["--mount", "--net", "--pid", "--fork", "--mount-proc", "--kill-child", "--propagation", "private"]
    argv = ["unshare", *flags, sys.executable, *sys.argv]
    status = subprocess.run(argv, env={**os.environ, "JAILER_BENCH_PLACE": place}, check=False).returncode
    # The one thing that LXC leaves outside of the namespaces.
    for cgroup in sorted(set(glob.glob(CGROUPS)) - before, reverse=True):
        os.rmdir(cgroup)
    return status


def become_init():
    """The first process of a process namespace has to reap what others leave; a child goes on with the work."""
    child = os.fork()
    while child:
        pid, status = os.wait()
        if pid == child:
            os._exit(os.waitstatus_to_exitcode(status) & 255)


def prepare(place, products):
    """Mounts, bridge0, the installed tree and the busybox image. Jails, journals and images lie in `place`, on
    the disk: what jailer syncs costs what it costs."""
    os.umask(0o022)
    for folder in ["/run", "/mnt", "/var/lib/zfs", "/etc/zfs", "/var/lib/lxc", "/var/cache/lxc"]:
        if os.path.isdir(folder):
            run(["mount", "-t", "tmpfs", "-o", "mode=755", "bench", folder])
    # A sysfs shows the interfaces of whoever mounted it.
    os.makedirs("/mnt/sys")
    run(["mount", "-t", "sysfs", "sysfs", "/mnt/sys"])
    run(["mount", "--rbind", "/sys/fs/cgroup", "/mnt/sys/fs/cgroup"])
    run(["mount", "--move", "/mnt/sys", "/sys"])
    # crun can't live with both versions of cgroups; nobody here gets to see the second.
    if os.path.ismount("/sys/fs/cgroup/unified"):
        run(["umount", "/sys/fs/cgroup/unified"])
    for folder in ["/run/lock/zfs", "/run/zfs", "/mnt/empty"]:
        os.makedirs(folder, exist_ok=True)
    run(["ip", "-batch", "-"], input="link set lo up\nlink add bridge0 type bridge\n"
        "address add 10.0.0.1/16 dev bridge0\nlink set bridge0 up\n")
    here = os.path.dirname(os.path.abspath(__file__))
    prefix = f"{place}/prefix"
    run([f"{here}/../make/install", "install", products, "", prefix])
    run([f"{here}/../try/busybox-image", f"{place}/busybox.tar.gz"])
    return prefix
