"""Test double of jexec(8): nothing of the jail is run, what would be is written down."""
import boot
import world
from world import Failure

OLD = "usage: jexec [-l] [-u username | -U username] jail [command ...]"
NEW = "usage: jexec [-l] [-d working-directory] [-e name=value] [-u username | -U username] jail [command ...]"


def main(argv):
    state = world.look()
    newest = world.release(state) >= (15, 0)
    usage = NEW if newest else OLD
    chosen, words = world.options(argv, "d:e:lnu:U:" if newest else "lnu:U:", usage)
    letters = [option for option, _ in chosen]
    if not words or "-u" in letters and "-U" in letters:
        raise world.usage(usage)
    jail = world.jail_or_fail(state, words[0])
    root, command = jail["parameters"]["path"], words[1:]
    user = dict(chosen).get("-U")
    if user is not None:
        try:
            with open(boot.within(root, "/etc/passwd"), encoding="utf-8") as file:
                known = {line.split(":")[0]: line.strip().split(":") for line in file if line.count(":") >= 6}
        except OSError:
            known = {}
        if user not in known:
            raise Failure(f"{user}: no such user")
        command = command or [known[user][6] or "/bin/sh"]
    status = boot.inside(jail, command or ["/bin/sh"])
    if not words[1:]:
        print(f"[{' '.join(command or ['/bin/sh'])} in {jail['parameters']['name']}]")
    return status
