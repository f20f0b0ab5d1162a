"""Test double of jail(8)."""
import json
import subprocess
import sys

import jail_life
import world

USAGE = """usage: jail [-dhilqv] [-J jid_file] [-u username] [-U username]
            -[cmr] param=value ... [command=command ...]
       jail [-dqv] [-f file] -[cmr] [jail]
       jail [-qv] [-f file] -[rR] ['*' | jail ...]
       jail [-f file] -e separator
       jail [-dhilqv] [-J jid_file] [-u username] [-U username]
            [-n jailname] [-s securelevel]
            path hostname [ip[,...]] command ..."""


def main(argv):
    chosen, names = world.options(argv, "cde:f:hiJ:lmn:p:qrRs:u:U:v", USAGE)
    letters = {option[1] for option, _ in chosen}
    chosen = dict(chosen)
    if not letters & set("cmrRe") or "R" in letters and letters & set("cm"):
        raise world.usage(USAGE)
    if any("=" in name for name in names) or letters & set("Jnsuhl"):
        raise world.Failure("test double: only jails of a configuration, by their names")
    run = Run(letters, chosen.get("-f", "/etc/jail.conf"))
    if "e" in letters:
        return run.export(chosen["-e"])
    if letters & set("rR"):
        status = run.remove(names)
        return max(status, run.create(names)) if "c" in letters else status
    return run.create(names) if "c" in letters else run.modify(names)


def read(path):
    """The configuration by jailer's own parser, which agrees with FreeBSD's on all recorded cases."""
    got = subprocess.run(["/usr/libexec/world-conf", path], capture_output=True, text=True, check=False)
    if got.returncode != 0:
        raise world.Failure(got.stderr.strip(), bare=True)
    return [jail_life.Conf(entry) for entry in json.loads(got.stdout)]


def say(name, text):
    """About one jail, as jail(8)'s jail_warnx."""
    sys.stdout.flush()
    print(f"jail: {name}: {text}", file=sys.stderr)


class Run:
    def __init__(self, letters, path):
        self.letters, self.quiet = letters, "q" in letters
        self.confs = read(path)
        self.done = set()

    def conf(self, name):
        return next((conf for conf in self.confs if conf.name == name), None)

    def export(self, separator):
        for conf in self.confs:
            for failure in conf.failures:
                say(conf.name, failure)
            print(separator.join([f"name={conf.name}"] + conf.words()))
        return 0

    def create(self, names):
        status = 0
        for name in names if names and names != ["*"] else [conf.name for conf in self.confs]:
            status = max(status, self.create_one(name, []))
        return status

    def create_one(self, name, above):
        if name in self.done:
            return 0
        conf = self.conf(name)
        if conf is None:
            return self.fail(f'jail: "{name}" not found' if not above
                             else f'jail: {above[0]}: depends on undefined jail "{name}"')
        if name in above:
            return self.fail(f"jail: {name}: dependency loop")
        if conf.failures or conf.problems:
            return self.fail(*[f"jail: {name}: {text}" for text in conf.failures or conf.problems])
        for needed in conf.list("depend"):
            if not world.find_jail(world.look(), needed) and self.create_one(needed, [name] + above):
                return self.fail(f'jail: {name}: skipped')
        if world.find_jail(world.look(), name):
            return self.fail(f'jail: "{name}" already exists')
        try:
            jid = jail_life.Creation(conf, "v" in self.letters).run()
        except jail_life.Failed as failed:
            return self.fail(f"jail: {name}: {failed}")
        self.done.add(name)
        if "i" in self.letters:
            print(jid)
        elif not self.quiet:
            print(f"{name}: created")
        return 0

    def remove(self, names):
        running = [jail["parameters"]["name"] for jail in world.look()["jails"]]
        every = not names or names == ["*"]
        wanted = (list(reversed(running)) if names == ["*"]
                  else [conf.name for conf in self.confs if conf.name in running] if every else names)
        status = 0
        for name in wanted:
            status = max(status, self.remove_one(name))
            if not status and (every or len(names) > 1):
                print(f"{name}: removed")
        return status

    def remove_one(self, name):
        jail = world.find_jail(world.look(), name)
        if jail is None:
            return 1 if self.quiet else self.fail(f'jail: "{name}" not found')
        conf = None if "R" in self.letters else self.conf(jail["parameters"]["name"])
        if conf and (conf.failures or conf.problems):
            return self.fail(*[f"jail: {conf.name}: {text}" for text in conf.failures or conf.problems])
        status = 0
        try:
            for failure in jail_life.Removal(jail, conf, "v" in self.letters).run():
                status = self.fail(f"jail: {name}: {failure}")
        except jail_life.Failed as failed:
            status = self.fail(f"jail: {name}: {failed}")
        return status

    def modify(self, names):
        status = 0
        for name in names:
            conf = self.conf(name)
            with world.change() as state:
                jail = world.find_jail(state, name)
                if conf is None or jail is None:
                    status = self.fail(f'jail: "{name}" not found')
                else:
                    jail["parameters"]["host.hostname"] = conf.text("host.hostname", "")
        return status

    def fail(self, *lines):
        sys.stdout.flush()
        for line in lines:
            print(line, file=sys.stderr)
        return 1
