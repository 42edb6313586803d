"""Finding a table's header and naming its columns."""

import itertools
from collections.abc import Collection, Iterable

# How far down the header may stand, below the banners that some exports begin with.
UPPER_ROWS = 30


def fold(name: str) -> str:
    """A column's or field's name without case, spaces, underscores and hyphens."""
    return "".join(c for c in name.casefold() if c not in " _-\u00a0\n\t")


def header_among(records: Iterable[list[str]], wanted: Collection[str]) -> int | None:
    """The number of the row that is the header: the first with the most wanted names.

    Without any of them, the first that is not blank and not Excel's `sep=;`.
    """
    best, most = None, -1
    for number, record in enumerate(records, start=1):
        if not any(map(str.strip, record)) or record[0].strip().casefold().startswith("sep="):
            continue
        found = len({fold(cell) for cell in record} & set(wanted))
        if found > most:
            best, most = number, found
    return best


def named_apart(record: list[str]) -> tuple[str, ...]:
    """Column names, each once: Labels, Labels 2; and `column 3` for one without a name."""
    names: dict[str, None] = {}
    while record and not record[-1].strip():
        record = record[:-1]
    for position, cell in enumerate(record, start=1):
        name = " ".join(cell.split()) or f"column {position}"
        repeats = itertools.chain([name], (f"{name} {n}" for n in itertools.count(2)))
        names[next(each for each in repeats if each not in names)] = None
    return tuple(names)
