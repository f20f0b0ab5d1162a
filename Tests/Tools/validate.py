#!/usr/bin/python3
"""Check messages of the plugin protocol against docs/schemas.

Each line of standard input is KIND, a tab and a JSON document on one line; KIND is manifest, request, reply or facts.
Each line of standard output says "ok", or why not. Exit status: 0 all are good, 1 some are not, 2 bad usage,
77 the module jsonschema is missing (Debian: python3-jsonschema).
"""

import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    sys.exit(77)

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "schemas"
NESTING = 32


def unique(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate object key")
    return members


def integer(digits):
    number = int(digits)
    if not -(2**63) <= number < 2**63:
        raise ValueError("too big integer")
    return number


def real(digits):
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError("real number overflow")
    return number


def refuse(word):
    raise ValueError(f"{word} is not JSON")


def inspect(value, depth=NESTING):
    """What I-JSON forbids and Python's reader lets through."""
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("a NUL")
        value.encode()  # fails on a lone surrogate
    elif isinstance(value, (dict, list)):
        if depth == 0:
            raise ValueError(f"nested deeper than {NESTING}")
        for element in value:
            inspect(element, depth - 1)
        if isinstance(value, dict):
            inspect(list(value.values()), depth)


def read(data):
    value = json.loads(
        data.decode(), object_pairs_hook=unique, parse_int=integer, parse_float=real, parse_constant=refuse)
    inspect(value)
    return value


def validator(kind):
    schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def verdict(validators, line):
    kind, _, document = line.partition(b"\t")
    try:
        value = read(document)
    except (ValueError, RecursionError) as error:
        return f"not I-JSON: {error}"
    error = jsonschema.exceptions.best_match(validators[kind.decode()].iter_errors(value))
    return f"{error.json_path}: {error.message}" if error else "ok"


def main():
    try:
        validators = {kind: validator(kind) for kind in ("manifest", "request", "reply", "facts")}
        good = True
        for line in sys.stdin.buffer:
            text = " ".join(verdict(validators, line.rstrip(b"\n")).split())[:500]
            good = good and text == "ok"
            print(text)
    except KeyError as error:
        print(f"validate.py: unknown kind {error}", file=sys.stderr)
        return 2
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
