#!/usr/bin/env python3
"""Measures jailer beside others, in one run on one machine, and prints a table.

usage: bench.py PRODUCTS [--quick] [--only SECTION]… [--place FOLDER] [--write FILE]
Run it as root, by `make bench`. What counts are the ratios: the times of one run share one machine and one hour."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

import sections
import table
import world

SECTIONS = ["dispatch", "start", "size", "jails", "lists", "jailconf", "freebsd-list"]


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("products", type=os.path.abspath)
    parser.add_argument("--quick", action="store_true", help="few rounds: to see whether it works")
    parser.add_argument("--only", action="append", metavar="SECTION", choices=SECTIONS, help="one of " + ", ".join(SECTIONS))
    # On the disk, not in memory: jailer syncs its journal, and that shall cost what it costs.
    parser.add_argument("--place", metavar="FOLDER", default="/var/tmp", help="where the jails lie (by default /var/tmp)")
    parser.add_argument("--write", metavar="FILE", type=os.path.abspath, help="write the table there too")
    return parser.parse_args()


def outside(options):
    if os.geteuid() != 0:
        raise SystemExit("bench: needs root")
    place = tempfile.mkdtemp(prefix="jailer-bench.", dir=options.place)
    os.chmod(place, 0o755)
    try:
        return world.enter(place)
    finally:
        shutil.rmtree(place)


def inside(options, place):
    world.become_init()
    prefix = world.prepare(place, options.products)
    bench = sections.Bench(place, prefix, options.products, quick=options.quick)
    rows = []
    for section in options.only or SECTIONS:
        print(f"{section} …", file=sys.stderr, flush=True)
        rows += getattr(bench, section.replace("-", "_"))()
    text = table.markdown(rows, quick=options.quick)
    print(text)
    if options.write:
        with open(options.write, "w", encoding="utf-8") as file:
            file.write(text)
    # Only this program's end unmounts what is in `place`, and zfs-fuse has to be gone before.
    bench.close()
    return 0


if __name__ == "__main__":
    given = arguments()
    inner = os.environ.get("JAILER_BENCH_PLACE")
    sys.exit(inside(given, inner) if inner else outside(given))
