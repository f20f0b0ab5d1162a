"""Test double of jail(8): how commands run, on the host and inside a jail."""
import os
import subprocess
import sys

import boot
import world
from jail_kernel import Failed

META = set("!\"$&'()*;<>?[\\]`{|}~")


class Command:
    def __init__(self, conf, line, jail, verbose):
        self.conf, self.line, self.jail, self.verbose = conf, line, jail, verbose

    def run(self):
        line = self.line
        background = line.endswith(" &")
        if background:
            line = line[:-2]
        words = ["/bin/sh", "-c", line] if META & set(line) else line.split()
        if not words:
            return
        where = f"jail {self.conf.name}: " + ("inside: " if self.jail else "host: ")
        world.note(where + self.line)
        if self.verbose:
            print(f"{self.conf.name}: run command{' in jail' if self.jail else ''}: {self.line}")
            sys.stdout.flush()
        if self.jail:
            self.inside(words)
        elif background:
            with open(os.devnull, "rb") as nothing:
                subprocess.Popen(words, stdin=nothing)
        else:
            self.spawn(words)

    def spawn(self, words):
        timeout = int(self.conf.text("exec.timeout", "0")) or None
        try:
            sys.stdout.flush()
            status = subprocess.run(words, timeout=timeout, check=False).returncode
        except FileNotFoundError:
            print(f"jail: {self.conf.name}: exec {words[0]}: No such file or directory", file=sys.stderr)
            status = 1
        except subprocess.TimeoutExpired:
            raise Failed(f"{self.line}: timed out") from None
        if status < 0:
            raise Failed(f"{self.line}: exited on signal {-status}")
        if status:
            raise Failed(f"{self.line}: failed")

    def inside(self, words):
        log = self.conf.text("exec.consolelog")
        if log:
            try:
                with open(log, "a", encoding="utf-8") as console:
                    console.write(f"{self.line}\n")
            except OSError as error:
                raise Failed(f"{log}: {error.strerror}") from None
        clean = ["/bin", "/usr/bin"]
        folders = clean if self.conf.flag("exec.clean") else clean + ["/sbin", "/usr/sbin"]
        status = boot.inside(self.jail, words, folders)
        if status:
            raise Failed(f"{self.line}: failed")
