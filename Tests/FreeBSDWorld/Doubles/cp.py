"""Test double of cp(1): the flags of FreeBSD, done by the cp of Linux."""
import os
import subprocess

import world

USAGE = """usage: cp [-R [-H | -L | -P]] [-f | -i | -n] [-alNpsvx] source_file target_file
       cp [-R [-H | -L | -P]] [-f | -i | -n] [-alNpsvx] source_file ... target_directory"""


def main(argv):
    chosen, words = world.options(argv, "RHLPfinalNpsvxr", USAGE, 64)
    if len(words) < 2:
        raise world.usage(USAGE, 64)
    letters = [option[1] for option, _ in chosen if option[1] not in "N"]
    if "a" in letters and words[0].endswith("/") and len(words) == 2:
        # BSD copies what is in the folder where Linux copies the folder.
        os.makedirs(words[1], exist_ok=True)
        words[0] += "."
    flags = ["-" + "".join(letters)] if letters else []
    return subprocess.run(["/linux/bin/cp"] + flags + ["--"] + words, check=False).returncode
