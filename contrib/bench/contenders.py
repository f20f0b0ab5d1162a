"""Those who make and destroy jails: jailer, the script by hand, LXC."""

import json
import os

from world import ENVIRONMENT, run

HERE = os.path.dirname(os.path.abspath(__file__))
SECOND_OCTET = 250


def address(number):
    return f"10.0.{number // SECOND_OCTET + 1}.{number % SECOND_OCTET + 2}"


class Jailer:
    def __init__(self, spawner, place, prefix, store):
        self.spawner, self.store = spawner, store
        self.root = f"{place}/root-{store}"
        os.makedirs(f"{self.root}/etc", exist_ok=True)
        # As on every Linux, and as the script's: what runs is kept in memory.
        os.makedirs(f"{self.root}/run", exist_ok=True)
        run(["mount", "-t", "tmpfs", "-o", "mode=755", "run", f"{self.root}/run"])
        self.command = [f"{prefix}/sbin/jailer", "--root", self.root]
        init = ["-d", "pool/jailer"] if store == "zfs" else ["--store", f"dir:{self.root}/usr/local/jails"]
        run([*self.command, "-y", "init", *init])
        run([*self.command, "image", "import", "busybox", f"{place}/busybox.tar.gz"])
        run([*self.command, "image", "use", "busybox"])

    def create(self, name, number):
        clone = ["-c"] if self.store in ("zfs", "overlay") else []
        return self.spawner.milliseconds(
            [*self.command, "create", *clone, "-t", "eb", "-a", address(number) + "/16", name])

    def destroy(self, name, number):
        return self.spawner.milliseconds([*self.command, "-y", "destroy", "-f", name])


class Script:
    """`bundle` is the config.json of a jail that jailer started: the same container, to the last mount."""

    def __init__(self, spawner, place, store, bundle):
        self.spawner, self.store = spawner, store
        self.environment = {"JAILS": f"{place}/script-{store}", "TEMPLATE": f"{place}/bundle-{store}.json"}
        os.makedirs(self.environment["JAILS"], exist_ok=True)
        with open(self.environment["TEMPLATE"], "w", encoding="utf-8") as file:
            file.write(bundle)
        if store == "zfs":
            image = "pool/script/image"
            run(["zfs", "create", "-o", f"mountpoint={self.environment['JAILS']}", "pool/script"])
            run(["zfs", "create", image])
            run(["tar", "-C", f"{self.environment['JAILS']}/image", "-xzf", f"{place}/busybox.tar.gz"])
            run(["zfs", "snapshot", f"{image}@base"])
            self.environment |= {"DATASET": "pool/script", "IMAGE": f"{image}@base"}
        else:
            image = f"{place}/script-image"
            os.makedirs(image, exist_ok=True)
            run(["tar", "-C", image, "-xzf", f"{place}/busybox.tar.gz"])
            self.environment["IMAGE"] = image

    def call(self, verb, name, number):
        ENVIRONMENT.update(self.environment)
        return self.spawner.milliseconds([f"{HERE}/script-jail", verb, self.store, name, str(number)])

    def create(self, name, number):
        return self.call("create", name, number)

    def destroy(self, name, number):
        return self.call("destroy", name, number)


class LXC:
    """lxc-copy of a base container as an overlay snapshot, and lxc-start; its init is the same one as in a jail."""

    CONFIG = """\
lxc.include = /dev/null
lxc.uts.name = {name}
lxc.rootfs.path = dir:{root}
lxc.init.cmd = /dev/.init -P
lxc.mount.auto = proc:mixed sys:ro
lxc.mount.entry = {init} dev/.init none bind,create=file 0 0
lxc.autodev = 1
lxc.apparmor.profile = unconfined
lxc.net.0.type = veth
lxc.net.0.link = bridge0
lxc.net.0.flags = up
"""

    def __init__(self, spawner, place):
        self.spawner = spawner
        self.path = f"{place}/lxc"
        root = f"{self.path}/base/rootfs"
        os.makedirs(root, exist_ok=True)
        os.makedirs(f"{root}/dev", exist_ok=True)
        run(["tar", "-C", root, "-xzf", f"{place}/busybox.tar.gz"])
        init = next(p for p in ("/usr/bin/catatonit", "/usr/libexec/podman/catatonit") if os.path.exists(p))
        with open(f"{self.path}/base/config", "w", encoding="utf-8") as file:
            file.write(self.CONFIG.format(name="base", root=root, init=init))

    def create(self, name, number):
        # LXC's copy gives itself another hardware address, but no other address.
        setting = f"lxc.net.0.ipv4.address={address(number)}/16"
        copy = self.spawner.milliseconds(
            ["/usr/bin/lxc-copy", "-P", self.path, "-n", "base", "-N", name, "-s", "-B", "overlay"])
        return copy + self.spawner.milliseconds(["/usr/bin/lxc-start", "-P", self.path, "-n", name, "-s", setting])

    def destroy(self, name, number):
        return self.spawner.milliseconds(["/usr/bin/lxc-destroy", "-P", self.path, "-f", "-n", name])


def bundle_template(text):
    """The config.json of a jail as a template for others: one mark a line."""
    bundle = json.loads(text)
    bundle["hostname"] = "@NAME@"
    bundle["root"]["path"] = "@ROOT@"
    for namespace in bundle["linux"]["namespaces"]:
        if namespace["type"] == "network":
            namespace["path"] = "/run/netns/@NAME@"
    return json.dumps(bundle, indent=0)
