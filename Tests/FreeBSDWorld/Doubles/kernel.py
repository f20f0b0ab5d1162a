"""Test doubles of sysctl(8), kldstat(8), kldload(8) and devfs(8)."""
import parameters
import world
from world import Failure


def sysctl(argv):
    usage = "usage: sysctl [-bdeFhilNnoqTtWwx] [-B <bufsize>] [-f filename] [-j jail] name[=value] ...\n" \
            "       sysctl [-bdeFhlNnoqTtWx] [-B <bufsize>] [-j jail] -a"
    chosen, words = world.options(argv, "AabB:deFf:hij:lNnoqTtwWxX", usage)
    letters = {option[1] for option, _ in chosen}
    if not words and not letters & {"a"}:
        raise world.usage(usage)
    status = 0
    for word in words:
        name, equals, value = word.partition("=")
        with world.change() as state:
            known = {**state["sysctl"], **{f"security.jail.param.{name}": "0" for name in parameters.KINDS}}
            if name not in known:
                status = 1
                if not letters & {"i", "q"}:
                    raise Failure(f"unknown oid '{name}'")
                continue
            old = known[name]
            if equals:
                state["sysctl"][name] = value
        if "N" in letters:
            print(name)
        elif not ("q" in letters and equals):
            shown = f"{old} -> {value}" if equals else old
            print(shown if "n" in letters else f"{name}{'=' if 'e' in letters else ': '}{shown}")
    return status


def kldstat(argv):
    usage = "usage: kldstat [-dhqv] [-i id] [-n filename]\n       kldstat [-dq] [-m modname]"
    chosen, words = world.options(argv, "dhi:m:n:qv", usage)
    if words:
        raise world.usage(usage)
    chosen = dict(chosen)
    modules = world.look()["modules"]
    wanted = chosen.get("-m") or chosen.get("-n", "").removesuffix(".ko")
    if not wanted:
        print("Id Refs Address                Size Name")
        for number, module in enumerate(modules, 1):
            print(f"{number:2}    1 0xffffffff80200000  1f30590 {module}.ko")
        return 0
    if wanted not in modules:
        if "-q" not in chosen:
            raise Failure(f"can't find {'module' if '-m' in chosen else 'file'} {wanted}: No such file or directory")
        return 1
    if "-q" not in chosen:
        print("Id  Refs Name\n" f"{modules.index(wanted) + 1:3}    1 {wanted}")
    return 0


def kldunload(argv):
    chosen, words = world.options(argv, "fvi:n:", "usage: kldunload [-fv] [-n] name ...")
    if not words or chosen:
        raise world.usage("usage: kldunload [-fv] [-n] name ...")
    with world.change() as state:
        for word in words:
            if word not in state["modules"]:
                raise Failure(f"can't find file {word}: No such file or directory")
            state["modules"].remove(word)
            if word == "pf":
                state["pf"], state["services"]["pf"] = {}, False


def kldload(argv):
    chosen, words = world.options(argv, "nqv", "usage: kldload [-nqv] file ...")
    if not words:
        raise world.usage("usage: kldload [-nqv] file ...")
    with world.change() as state:
        for word in words:
            module = word.removesuffix(".ko").split("/")[-1]
            if module not in ("if_bridge", "if_epair", "pf", "zfs", "nullfs", "fdescfs", "linprocfs", "tmpfs"):
                raise Failure(f"can't load {word}: No such file or directory")
            if module in state["modules"] and "-n" not in dict(chosen):
                raise Failure(f"can't load {word}: module already loaded or in kernel")
            if module not in state["modules"]:
                state["modules"].append(module)
