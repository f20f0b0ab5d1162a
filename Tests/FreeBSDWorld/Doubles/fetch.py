"""Test double of fetch(1): http from this machine alone."""
import os
import sys
import urllib.error
import urllib.request

import world
from world import Failure

USAGE = """usage: fetch [-146AadFlMmnPpqRrsUv] [-B bytes]
       [--bind-address=host] [--ca-cert=file] [--ca-path=dir] [--cert=file]
       [--crl=file] [-i file] [--key=file] [-N file] [--no-passive] [--no-proxy=list]
       [--no-sslv3] [--no-tlsv1] [--no-verify-hostname] [--no-verify-peer] [-o file]
       [--referer=URL] [-S bytes] [-T seconds] [--user-agent=agent-string] [-w seconds] URL ..."""


def main(argv):
    chosen, words = world.options(argv, "146AaB:dFi:lMmN:no:PpqRrS:sT:Uvw:", USAGE)
    if not words:
        raise world.usage(USAGE)
    for url in words:
        target = dict(chosen).get("-o", url.rsplit("/", 1)[-1])
        try:
            with urllib.request.urlopen(url, timeout=float(dict(chosen).get("-T", "30"))) as answer:
                data = answer.read()
        except (urllib.error.URLError, OSError) as error:
            raise Failure(f"{url}: {getattr(error, 'reason', error)}") from None
        if target == "-":
            sys.stdout.buffer.write(data)
            continue
        with open(os.path.join(target, url.rsplit("/", 1)[-1]) if os.path.isdir(target) else target, "wb") as file:
            file.write(data)
