"""Opening a file that somebody exported: one table of named cells, streamed, whatever its dialect.

A file is checked from end to end before its first row is handed out, so that nothing is ever
imported from a file that turns out to be unreadable half-way.
"""

import itertools
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from imports import delimited, sheets
from imports.headers import UPPER_ROWS, fold, header_among, named_apart
from imports.problems import Unreadable

MOST_COLUMNS = 4096

_NO_TABLE = "not a table. Save it as CSV or XLSX."
_PACKED = "compressed. Unpack it first."
_SIGNATURES = (
    (b"\x89PNG", f"an image, {_NO_TABLE}"),
    (b"\xff\xd8\xff", f"an image, {_NO_TABLE}"),
    (b"GIF8", f"an image, {_NO_TABLE}"),
    (b"%PDF", f"a PDF document, {_NO_TABLE}"),
    (b"SQLite format 3", f"a database, {_NO_TABLE}"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls). Save it as CSV or XLSX."),
    (b"\x1f\x8b", _PACKED),
    (b"\xfd7zXZ", _PACKED),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `number` is the row a spreadsheet would show: the first of the file is 1.

    `cells` maps each column's name to its text, and `surplus` holds the cells beyond the last.
    """

    number: int
    cells: dict[str, str]
    surplus: tuple[str, ...] = ()


class Source(Protocol):
    """Rows of bare cells that can be walked more than once."""

    def records(self) -> Iterable[list[str]]: ...


class Table:
    """A file's header and rows. Walking it again reads the file again."""

    def __init__(self, source: Source, header_row: int, header: tuple[str, ...]) -> None:
        self.header = header
        self._source = source
        self._header_row = header_row
        self.total = sum(1 for _ in self._filled())

    def rows(self) -> Iterator[Row]:
        """Every row below the header that is not blank, in the file's order."""
        width = len(self.header)
        for number, record in self._filled():
            short = width - len(record)
            cells = record if short == 0 else record[:width] + [""] * short
            surplus = tuple(record[width:]) if any(map(str.strip, record[width:])) else ()
            yield Row(number, dict(zip(self.header, cells, strict=True)), surplus)

    def _filled(self) -> Iterator[tuple[int, list[str]]]:
        for number, record in enumerate(self._source.records(), start=1):
            if number > self._header_row and any(map(str.strip, record)):
                yield number, record

    def named(self, column: str) -> str | None:
        """The header's own spelling of `column`, whatever its case, spaces and underscores."""
        if column in self.header:
            return column
        return next((name for name in self.header if fold(name) == fold(column)), None)

    def repeats(self, column: str) -> tuple[str, ...]:
        """`column` and its repetitions: Labels, Labels 2, Labels 3."""
        found = itertools.takewhile(
            self.header.__contains__, (f"{column} {n}" for n in itertools.count(2))
        )
        return (column, *found)


def open_table(
    path: Path, *, encoding: str = "", delimiter: str = "", wanted: Collection[str] = ()
) -> Table:
    """The table in the file at `path`. Raises Unreadable with a sentence for its owner.

    `encoding` and `delimiter` are found out where they are not given. `wanted` names columns
    that are looked for: the header is the first of the upper rows that has the most of them.
    """
    start = _beginning(path)
    source: Source
    if start.startswith(b"PK\x03\x04"):
        source = sheets.Workbook(path)
    else:
        _refuse_other_kinds(path, start)
        source = delimited.Delimited(path, encoding, delimiter, _wanted(wanted))
    upper = list(itertools.islice(source.records(), UPPER_ROWS))
    header_row = header_among(upper, _wanted(wanted))
    if header_row is None:
        raise Unreadable(f"{path.name} is empty. Export it again with a header and its rows.")
    table = Table(source, header_row, named_apart(upper[header_row - 1]))
    if len(table.header) > MOST_COLUMNS:
        raise Unreadable(
            f"{path.name} has {len(table.header)} columns and at most {MOST_COLUMNS} can be read."
            " Export fewer."
        )
    if not table.total:
        raise Unreadable(
            f"{path.name} has a header and no rows. Is the filter of the export too narrow?"
        )
    return table


def _wanted(names: Collection[str]) -> frozenset[str]:
    return frozenset(fold(name) for name in names)


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except FileNotFoundError:
        raise Unreadable(f"There is no file {path}. Check its name.") from None
    except OSError as error:
        raise Unreadable(f"{path} cannot be opened: {error.strerror}.") from None
    if not start:
        raise Unreadable(f"{path.name} is empty. Export it again with a header and its rows.")
    return start


def _refuse_other_kinds(path: Path, start: bytes) -> None:
    for signature, said in _SIGNATURES:
        if start.startswith(signature):
            raise Unreadable(f"{path.name} is {said}")
