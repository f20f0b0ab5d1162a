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
    chosen = dict(chosen)
    for url in words:
        name = url.rsplit("/", 1)[-1]
        target = chosen.get("-o", name)
        one(url, chosen, os.path.join(target, name) if os.path.isdir(target) else target)


def one(url, chosen, target):
    """-r goes on where the file ends; what is not whole is removed, unless -R, or -F with -r, keeps it."""
    there = os.path.getsize(target) if "-r" in chosen and os.path.exists(target) else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={there}-"} if there else {})
    try:
        with urllib.request.urlopen(request, timeout=float(chosen.get("-T", "30"))) as answer:
            if target == "-":
                sys.stdout.buffer.write(answer.read())
                return
            expected = int(answer.headers.get("Content-Length", 0))
            with open(target, "ab" if answer.status == 206 else "wb", buffering=0) as file:
                got = 0
                while data := answer.read1(65536):
                    file.write(data)
                    got += len(data)
    except urllib.error.HTTPError as error:
        raise Failure(f"{url}: {error.reason}") from None
    except (urllib.error.URLError, OSError) as error:
        raise Failure(f"{url}: {getattr(error, 'reason', error)}") from None
    if got < expected:
        if "-R" not in chosen and "-F" not in chosen:
            os.unlink(target)
        raise Failure(f"{target} appears to be truncated: {got}/{expected} bytes")
