"""Rows of results as a table in Markdown."""

import datetime
import os
import platform
from dataclasses import dataclass


@dataclass
class Row:
    section: str
    what: str
    value: float
    against: float | None = None
    whose: str = ""
    limit: float | None = None  # of the ratio
    unit: str = "ms"
    bound: float | None = None  # of the value
    least: float | None = None  # of the value

    @property
    def ratio(self):
        return None if not self.against else self.value / self.against

    @property
    def verdict(self):
        if self.limit is not None and self.ratio is not None:
            return f"at most {self.limit:.1f}: " + ("yes" if self.ratio <= self.limit else "**no**")
        if self.bound is not None:
            return f"at most {self.bound} {self.unit}: " + ("yes" if self.value <= self.bound else "**no**")
        if self.least is not None:
            return f"at least {self.least} {self.unit}: " + ("yes" if self.value >= self.least else "**no**")
        return ""

    def cells(self):
        ratio = f"{self.ratio:.2f} × {self.whose}" if self.ratio is not None else ""
        return [self.section, self.what, f"{self.value:.2f} {self.unit}", ratio, self.verdict]


def markdown(rows, quick):
    head = ["section", "what", "median", "ratio", "asked for"]
    lines = [head] + [row.cells() for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    body = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines]
    body.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "")
    day = datetime.date.today().isoformat()
    return "\n".join([
        "# Benchmarks",
        "",
        "Made by `make bench`" + (" (with few rounds: `--quick`)" if quick else "") + f", {day}: Linux "
        f"{platform.release()}, {os.cpu_count()} × {model}.",
        "",
        "Times are medians of whole processes, started in turn (A B A B), so ratios hold where absolute times drift.",
        "The script is contrib/bench/script-jail: the same zfs, mount, ip, nft and crun calls by hand, with the very same",
        "container. LXC is `lxc-copy -s -B overlay` + `lxc-start`, and `lxc-destroy -f`, from the same busybox root.",
        "",
        *body,
        "",
    ])
