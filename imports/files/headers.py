"""Finding a table's header and naming its columns."""

import statistics
from collections import Counter
from collections.abc import Collection, Iterable

from imports.files.table import fold

# How far down the header may stand, below the banners that some exports begin with.
UPPER_ROWS = 30


def find_header(records: Iterable[list[str]], wanted: Collection[str]) -> int | None:
    """Return the number of the header's row, from 1: the first with the most wanted names.

    Without any of them, the first that is more than half as wide as most rows are, so that
    banners are passed over. Blank rows and Excel's `sep=;` are never one.
    """
    rows = {n: row for n, row in enumerate(records, start=1) if _may_be_header(row)}
    if not rows:
        return None
    found = {number: _wanted_in(row, wanted) for number, row in rows.items()}
    if any(found.values()):
        return max(rows, key=found.__getitem__)
    widths = {number: sum(map(bool, map(str.strip, row))) for number, row in rows.items()}
    usual = statistics.median_high(widths.values())
    return next(number for number in rows if widths[number] * 2 > usual)


def most_wanted(records: Iterable[list[str]], wanted: Collection[str]) -> int:
    """Return how many of the wanted names the row with most of them has; 0 without rows."""
    return max((_wanted_in(row, wanted) for row in records), default=0)


def unique_names(record: list[str]) -> tuple[str, ...]:
    """Column names, each once: Labels, Labels 2; and `column 3` for one without a name."""
    names: dict[str, None] = {}
    last: Counter[str] = Counter()
    width = max((n for n, cell in enumerate(record, start=1) if cell.strip()), default=0)
    for position, cell in enumerate(record[:width], start=1):
        name = apart = " ".join(cell.split()) or f"column {position}"
        while apart in names:
            last[name] += 1
            apart = f"{name} {last[name] + 1}"
        names[apart] = None
    return tuple(names)


def _may_be_header(record: list[str]) -> bool:
    says_delimiter = record and record[0].strip().casefold().startswith("sep=")
    return any(map(str.strip, record)) and not says_delimiter


def _wanted_in(record: list[str], wanted: Collection[str]) -> int:
    return len({fold(cell) for cell in record} & set(wanted)) if wanted else 0
