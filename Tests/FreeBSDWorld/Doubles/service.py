"""Test double of service(8) with the few rc.d scripts that plans name."""
import glob
import os
import re
import subprocess
import sys

import ifconfig_change
import ifconfig_clone
import pfctl
import rcconf
import world
from world import Failure

USAGE = """Usage: service [-j <jail name or id>] -e
       service [-j <jail name or id>] -R
       service [-j <jail name or id>] [-v] -l | -r
       service [-j <jail name or id>] [-v] [-E var=value] <rc.d script> start|stop|etc.
       service -h"""


def main(argv):
    chosen, words = world.options(argv, "j:ehlrRvE:", USAGE)
    if "-j" in dict(chosen):
        raise Failure("test double: no services in jails")
    if len(words) < 2:
        raise world.usage(USAGE)
    script, verb, names = words[0], words[1], words[2:]
    if script not in SCRIPTS:
        raise Failure(f"{script} does not exist in /etc/rc.d or the local startup\n"
                      "directories (/usr/local/etc/rc.d), or is not executable", bare=True)
    if script == "dhcpd" and not os.path.exists("/usr/local/sbin/dhcpd"):
        raise Failure(f"{script} does not exist in /etc/rc.d or the local startup\n"
                      "directories (/usr/local/etc/rc.d), or is not executable", bare=True)
    if verb in ("enable", "disable"):
        return subprocess.run(["/usr/sbin/sysrc", f"{script}_enable={'YES' if verb == 'enable' else 'NO'}"],
                              check=False).returncode
    settings = {**rcconf.DEFAULTS, **rcconf.values(rcconf.read("/etc/rc.conf"))}
    bare = re.sub(r"^(one|force|quiet)", "", verb)
    enabled = settings.get(f"{script}_enable", "NO").upper() == "YES"
    if script in ("jail", "pf", "dhcpd", "rtadvd") and bare == verb and not enabled and verb != "status":
        print(f"Cannot '{verb}' {script}. Set {script}_enable to YES in /etc/rc.conf or use 'one{verb}' instead of "
              f"'{verb}'.", file=sys.stderr)
        return 0
    return SCRIPTS[script](bare, names, settings) or 0


def jail_conf(name, jails=True):
    """rc.d/jail: the conf of a named jail; the newer script takes jail.conf where it includes the folder."""
    text = rcconf.read("/etc/jail.conf") or ""
    if world.release(world.look()) >= (14, 1) and re.search(r'(?m)^\.include "/etc/jail\.conf\.d/', text):
        return "/etc/jail.conf"
    for path in (f"/etc/jail.{name}.conf", f"/etc/jail.conf.d/{name}.conf"):
        if os.path.exists(path):
            return path
    return "/etc/jail.conf"


def jail(verb, names, settings):
    """Its status says nothing."""
    if verb == "status":
        return subprocess.run(["/usr/sbin/jls", "-N"], check=False).returncode
    if verb in ("start", "restart", "stop"):
        listed = names or settings["jail_list"].split()
        if verb != "start":
            stop(names)
        if verb != "stop":
            start(listed)
        return 0
    raise Failure("test double: start, stop, restart and status of jail")


def start(names):
    print("Starting jails:", end="")
    if not names:
        patched = "jail_conf_dir" in (rcconf.read("/etc/rc.d/jail") or "")
        paths = sorted(glob.glob("/etc/jail.conf.d/*.conf")) if patched else ["/etc/jail.conf"]
        for path in paths:
            got = subprocess.run(["/usr/sbin/jail", "-f", path, "-c"], capture_output=True, text=True, check=False)
            print(" " + " ".join(re.findall(r"(?m)^(\S+): created", got.stdout)), end="")
            sys.stderr.write(got.stderr)
    for name in names:
        got = subprocess.run(["/usr/sbin/jail", "-i", "-f", jail_conf(name), "-c", name], capture_output=True, text=True,
                             check=False)
        print(f" {name}" if got.returncode == 0 else f" cannot start jail  {name}:\n{got.stderr}", end="")
    print(".")


def stop(names):
    print("Stopping jails:", end="")
    for name in names or [jail["parameters"]["name"] for jail in world.look()["jails"]]:
        path = jail_conf(name) if names else "/etc/jail.conf"
        if os.path.exists(path) and world.find_jail(world.look(), name):
            print(f" {name}", end="")
            sys.stdout.flush()
            subprocess.run(["/usr/sbin/jail", "-q", "-f", path, "-r", name], check=False)
    print(".")


def netif(verb, names, settings):
    """Clones what rc.conf wants, then configures what was named, or all."""
    if verb not in ("start", "cloneup"):
        raise Failure(f"test double: netif {verb} would cut the host's own network")
    with world.change() as state:
        for name in settings["cloned_interfaces"].split():
            if (not names or name in names) and not world.find_interface(state, name):
                ifconfig_clone.create(state, 0, name)
        for interface in world.interfaces(state):
            if names and interface["name"] not in names:
                continue
            value = settings.get(f"ifconfig_{interface['name']}")
            for part in [value] if value and verb == "start" else []:
                words = [word for word in part.split() if word not in ("DHCP", "SYNCDHCP")]
                ifconfig_change.Change(state, 0, interface).apply(words, "inet")
    print("Starting Network: " + " ".join(names) + ".")


def devfs(verb, names, settings):
    """Each set of the two files is made anew."""
    if verb not in ("start", "restart"):
        return
    with world.change() as state:
        state["devfs"] = {}
        known = {}
        for path in ("/etc/defaults/devfs.rules", "/etc/devfs.rules"):
            current = None
            for line in (rcconf.read(path) or "").split("\n"):
                match = re.match(r"\[(\w+)=(\d+)\]", line)
                if match:
                    current = known[match[1]] = match[2]
                    state["devfs"][current] = []
                elif line.startswith("add include $") and current:
                    state["devfs"][current] += state["devfs"].get(known.get(line.split("$")[1].strip()), [])
                elif line.startswith("add") and current:
                    state["devfs"][current] += re.findall(r"path '?([^' ]+)'? unhide", line)


def pf(verb, names, settings):
    """Only start and restart take the rules of anchors away; what can't be loaded doesn't keep pf from running."""
    path = settings["pf_rules"]
    if verb in ("start", "restart", "reload", "resync", "check") and not os.path.exists(path):
        raise Failure(f"/etc/rc.d/pf: WARNING: {path} is not readable.", bare=True)
    if verb in ("start", "restart") and "pf" not in world.look()["modules"]:
        with world.change() as state:
            state["modules"].append("pf")
    if verb == "status":
        return world.run("pfctl", pfctl.main, ["-s", "Running"])
    world.note(f"service pf {verb}")
    if verb in ("start", "restart"):
        print("Enabling pf.")
        world.run("pfctl", pfctl.main, ["-q", "-F", "all"])
        world.run("pfctl", pfctl.main, ["-f", path])
    if verb in ("reload", "resync", "check"):
        print("Checking pf rules." if verb == "check" else "Reloading pf rules.")
        status = world.run("pfctl", pfctl.main, ["-n", "-f", path])
        return status or (0 if verb == "check" else world.run("pfctl", pfctl.main, ["-f", path]))
    if verb not in ("start", "restart", "stop"):
        raise Failure("test double: start, stop, restart, reload, resync, check and status of pf")
    with world.change() as state:
        state["services"]["pf"] = verb != "stop"
    return 0


def switch(name):
    def script(verb, names, settings):
        with world.change() as state:
            if verb == "status":
                print(f"{name} is {'' if state['services'].get(name) else 'not '}running.")
                return 0 if state["services"].get(name) else 1
            state["services"][name] = verb in ("start", "restart", "reload")
        world.note(f"service {name} {verb}")
        return 0
    return script


def dhcpd(verb, names, settings):
    """The server itself says whether it can start."""
    if verb in ("start", "restart"):
        flags = settings.get("dhcpd_flags", "").split()
        if subprocess.run(["/usr/local/sbin/dhcpd", *flags], check=False).returncode:
            print("/usr/local/etc/rc.d/dhcpd: WARNING: failed to start dhcpd", file=sys.stderr)
            return 1
    return switch("dhcpd")(verb, names, settings)


SCRIPTS = {"jail": jail, "netif": netif, "devfs": devfs, "pf": pf, "dhcpd": dhcpd, "rtadvd": switch("rtadvd"),
           "sysctl": switch("sysctl"), "routing": switch("routing")}
