"""Opening a file that somebody exported: one table of named cells, streamed, whatever its dialect.

A file is checked from end to end before its first row is handed out, so that nothing is ever
imported from a file that turns out to be unreadable half-way.
"""

import itertools
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from imports.files.cell_types import TEXT
from imports.files.delimited import Delimited
from imports.files.headers import UPPER_ROWS, fold, header_among, named_apart
from imports.files.total_rows import MOST, Tally
from imports.files.unpack import opened
from imports.files.workbooks import book_of, converted, sheet_of
from imports.problems import Unreadable

MOST_COLUMNS = 4096
_TEXTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `number` is the row a spreadsheet would show: the first of the file is 1.

    `cells` maps each column's name to its text, and `surplus` holds the cells beyond the last.
    `types` says of which type the cells of a workbook are that are no texts (typed_cells).
    `is_summary` says that the row sums up the file and is not one of its rows: what is taken
    for one is told in imports.summaries. Whoever leaves it out warns, since it could be wrong.
    """

    number: int
    cells: dict[str, str]
    surplus: tuple[str, ...] = ()
    is_summary: bool = False
    types: Mapping[str, str] = _TEXTS


class Source(Protocol):
    """Rows of bare cells that can be walked more than once: the cells' types, and their texts.

    `warnings` are complete once it was walked.
    """

    name: str

    @property
    def warnings(self) -> Sequence[str]: ...

    def records(self) -> Iterator[tuple[str, list[str]]]: ...

    def filled_below(self, row: int) -> int: ...


class Table:
    """A file's header and rows. Walking it again reads the file again.

    `total` counts all rows, those that only sum up the file too. `warnings` are sentences about
    the whole file.
    """

    def __init__(self, source: Source, header_row: int, header: tuple[str, ...]) -> None:
        self.header = header
        self._source = source
        self._header_row = header_row
        self.total = source.filled_below(header_row)

    @property
    def warnings(self) -> Sequence[str]:
        return self._source.warnings

    @cached_property
    def summary_rows(self) -> tuple[int, ...]:
        """The numbers of the rows that only sum up the others."""
        return tuple(row.number for row in self.rows() if row.is_summary)

    def rows(self) -> Iterator[Row]:
        """Every row below the header that is not blank, in the file's order."""
        tally, waiting = Tally(len(self.header)), deque[Row]()
        for number, types, record in self._filled():
            tally.note(number, record)
            waiting.append(self._row(number, types, record))
            # Only among the last rows can be one that sums up the others.
            if len(waiting) > MOST:
                yield waiting.popleft()
        summaries = tally.summaries()
        for row in waiting:
            yield replace(row, is_summary=True) if row.number in summaries else row

    def texts(self, columns: Collection[str]) -> Iterator[str]:
        """What stands in these columns, row after row, but for the typed cells of a workbook."""
        places = [self.header.index(column) for column in columns]
        for _, types, record in self._filled():
            for place in places:
                is_text = place >= len(types) or types[place] == TEXT
                if is_text and place < len(record):
                    yield record[place].strip()

    def _row(self, number: int, types: str, record: list[str]) -> Row:
        width = len(self.header)
        short = width - len(record)
        cells = record if short == 0 else record[:width] + [""] * short
        surplus = tuple(record[width:]) if any(map(str.strip, record[width:])) else ()
        named = dict(zip(self.header, cells, strict=True))
        typed = dict(zip(self.header, types, strict=False)) if types else _TEXTS
        return Row(number, named, surplus, types=typed)

    def _filled(self) -> Iterator[tuple[int, str, list[str]]]:
        for number, (types, record) in enumerate(self._source.records(), start=1):
            if number > self._header_row and any(map(str.strip, record)):
                yield number, types, record

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
    path: Path,
    *,
    encoding: str = "",
    delimiter: str = "",
    wanted: Collection[str] = (),
    sheet: str = "",
) -> Table:
    """The table in the file at `path`. Raises Unreadable with a sentence for its owner.

    `encoding` and `delimiter` are found out where they are not given. `wanted` names columns
    that are looked for: the header is the first of the upper rows that has the most of them.
    `sheet` names the sheet of a workbook, else it is the first with the most wanted columns;
    files without sheets take no notice of it.
    """
    folded = frozenset(map(fold, wanted))
    file, start = opened(path)
    book = converted(file, start)
    source: Source = (
        sheet_of(book, sheet, folded) if book else Delimited(file, encoding, delimiter, folded)
    )
    upper = [cells for _, cells in itertools.islice(source.records(), UPPER_ROWS)]
    header_row = header_among(upper, folded)
    if header_row is None:
        raise Unreadable(f"{source.name} is empty. Export it again with a header and its rows.")
    header = named_apart(upper[header_row - 1])
    if len(header) > MOST_COLUMNS:
        raise Unreadable(
            f"{source.name} has {len(header):,} columns and at most {MOST_COLUMNS:,} can be read."
            " Export fewer."
        )
    table = Table(source, header_row, header)
    if not table.total:
        raise Unreadable(
            f"{source.name} has a header and no rows. Is the filter of the export too narrow?"
        )
    return table


def sheet_names(path: Path) -> tuple[str, ...]:
    """The sheets of the workbook at `path` that are not hidden; none of any other file.

    Raises Unreadable.
    """
    book = converted(*opened(path))
    return tuple(each.name for each in book_of(book).sheets if not each.hidden) if book else ()
