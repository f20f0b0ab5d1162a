"""Test double of sysrc(8). Values that it would let a shell evaluate are refused."""
import os
import re

import rcconf
import world
from world import Failure

USAGE = """Usage: sysrc [OPTIONS] [-s name] name[[+|-]=value] ...
       sysrc [OPTIONS] [-s name] -a | -A
       sysrc [OPTIONS] [-s name] -l | -L [name ...]
Try `sysrc --help' for more information."""


def main(argv):
    if argv[:1] in (["--help"], ["--version"]):
        print("Usage: sysrc" if argv[0] == "--help" else "7.9 Mar-14,2023")
        return 0
    chosen, names = world.options(argv, "aAcdDeEf:Fhij:lLnNqR:s:vx", USAGE)
    letters = {option[1] for option, _ in chosen}
    files = [value for option, value in chosen if option == "-f"]
    if letters & {"d", "F", "l", "L", "s"}:
        raise Failure("test double: -d, -F, -l, -L and -s are not made yet")
    root = dict(chosen).get("-R", "")
    if "-j" in dict(chosen):
        root = world.jail_or_fail(world.look(), dict(chosen)["-j"])["parameters"]["path"]
    if root and not os.path.isdir(root):
        raise Failure(f"{root}: No such file or directory")
    files = [root + file for file in files or ["/etc/rc.conf"]]
    own = "-f" not in dict(chosen)
    if letters & {"a", "A"}:
        return everything(files, letters)
    if not names:
        raise world.usage(USAGE)
    status = 0
    for name in names:
        status = max(status, one(name, files, letters, own))
    return status


def evaluated(files, own):
    found = dict(rcconf.DEFAULTS)
    for file in files + (["/etc/rc.conf.local"] if own else []):
        text = rcconf.read(file)
        if re.search(r"[$`]", text or ""):
            world.note(f"sysrc evaluated {file}")
        found.update(rcconf.values(text))
    return found


def everything(files, letters):
    found = evaluated(files, True)
    for name in sorted(found):
        if "A" in letters or found[name] != rcconf.DEFAULTS.get(name):
            print(found[name] if "n" in letters else f'{name}="{found[name]}"' if "e" in letters else f"{name}: {found[name]}")
    return 0


def one(word, files, letters, own):
    match = re.fullmatch(r"([A-Za-z_]\w*)(?:([+-]?)=(.*))?", word, re.S)
    if not match:
        raise Failure(f"{word}: name contains characters not allowed in shell")
    name, how, value = match[1], match[2], match[3]
    known = evaluated(files, own)
    if value is None:
        return delete(name, files, letters) if "x" in letters else ask(name, known, letters)
    old = known.get(name, "")
    if how:
        value = join(old, how, value)
    if "c" in letters:
        return 0 if old == value and name in known else 1
    if re.search(r'["$`\\]', value):
        raise Failure(f"test double: sysrc writes {value!r} as it is, and a shell would evaluate it")
    target = next((file for file in reversed(files) if re.search(rf"(?m)^[ \t]*{name}=", rcconf.read(file) or "")), files[-1])
    # Made beside it and renamed, with what it writes through a link's end.
    path = os.path.realpath(target)
    text = rcconf.put(rcconf.read(path), name, value)
    try:
        world.write(path, text)
    except FileNotFoundError:
        raise Failure(f"cannot create {target}: No such file or directory") from None
    shown = f"{old} -> {evaluated(files, own).get(name, '')}"
    print(shown if "n" in letters else f"{name}: {shown}")
    return 0


def join(old, how, value):
    first = value[:1]
    mark = " " if first.isalnum() or first in (".", "/", "_", "") else first
    words = [word for word in old.split(mark) if word]
    for word in value.split(mark):
        if how == "+" and word and word not in words:
            words.append(word)
        elif how == "-":
            words = [kept for kept in words if kept != word]
    return mark.join(words)


def ask(name, known, letters):
    if name not in known:
        if not letters & {"i", "q"}:
            raise Failure(f"unknown variable '{name}'")
        return 1
    print(name if "N" in letters else known[name] if "n" in letters
          else f'{name}="{known[name]}"' if "e" in letters else f"{name}: {known[name]}")
    return 0


def delete(name, files, letters):
    for file in reversed(files):
        text = rcconf.remove(rcconf.read(file), name)
        if text is not None:
            world.write(file, text)
            return 0
    if not letters & {"i", "q"}:
        raise Failure(f"unknown variable '{name}'")
    return 1
