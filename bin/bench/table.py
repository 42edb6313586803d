"""One table, in Markdown, the slowest first, with what each is to reach."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

# DESIGN 9: times a trivial page; the monthly report may take twice that.
TARGET, REPORT_TARGET, GROWTH_TARGET = 5, 10, 1.10


@dataclass(frozen=True)
class Row:
    name: str
    ms: float
    ratio: float
    # The same ratio where something changed since the page was read last.
    anew: float
    growth: float
    queries: int
    queries_later: int
    kib: float

    @property
    def target(self) -> int:
        return REPORT_TARGET if ":report" in self.name else TARGET

    @property
    def over(self) -> str:
        """What it does not reach, in a word."""
        found = []
        if self.ratio > self.target:
            found.append("slow")
        if self.growth > GROWTH_TARGET:
            found.append("grows")
        if self.queries != self.queries_later:
            found.append("queries")
        return ", ".join(found)


def print_table(rows: Iterable[Row]) -> None:
    rows = sorted(rows, key=lambda row: (-row.ratio, -row.anew))
    lines = [
        "| page | ms | x trivial | target | after a change | N=2 / N=1 | target | queries | KiB"
        " | over |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---|",
    ]
    for row in rows:
        queries = f"{row.queries}"
        if row.queries_later != row.queries:
            queries += f" / {row.queries_later}"
        lines.append(
            f"| {row.name} | {row.ms:.1f} | {row.ratio:.1f} | {row.target} | {row.anew:.1f}"
            f" | {row.growth:.2f} | {GROWTH_TARGET} | {queries} | {row.kib:.1f} | {row.over} |"
        )
    slow = sum(row.ratio > row.target for row in rows)
    grows = sum(row.growth > GROWTH_TARGET for row in rows)
    lines.append(f"\n{len(rows)} measured; {slow} slower than their target, {grows} grow.\n")
    sys.stdout.write("\n".join(lines))
    sys.stdout.write("\n")
