"""Opening a file that somebody exported: one table of named cells, streamed, whatever its dialect.

A file is checked from end to end before its first row is handed out, so that nothing is ever
imported from a file that turns out to be unreadable half-way.
"""

import itertools
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from imports.files.delimited import Delimited
from imports.files.headers import UPPER_ROWS, find_header, unique_names
from imports.files.table import NO_TYPES, Row, Table, fold
from imports.files.total_rows import MOST, TotalRowFinder
from imports.files.unpack import open_file
from imports.files.workbooks import SheetRows, choose_sheet, convert_workbook, index_of
from imports.problems import Unreadable

MOST_COLUMNS = 4096


# Rows of bare cells that can be walked more than once: the cells' types, and their texts.
type Source = Delimited | SheetRows


class FileTable(Table):
    """The table of one file."""

    def __init__(self, source: Source, header_row: int, header: tuple[str, ...]) -> None:
        self.header = header
        self._source = source
        self._header_row = header_row
        self.total = source.filled_below(header_row)

    @property
    def warnings(self) -> Sequence[str]:
        return self._source.warnings

    def rows(self) -> Iterator[Row]:
        tally, waiting = TotalRowFinder(len(self.header)), deque[Row]()
        for number, types, record in self._filled():
            tally.note(number, record)
            waiting.append(self._row(number, types, record))
            # Only among the last rows can be one that sums up the others.
            if len(waiting) > MOST:
                yield waiting.popleft()
        summaries = tally.summaries()
        for row in waiting:
            yield replace(row, is_summary=True) if row.number in summaries else row

    def _row(self, number: int, types: str, record: list[str]) -> Row:
        width = len(self.header)
        short = width - len(record)
        cells = record if short == 0 else record[:width] + [""] * short
        surplus = tuple(record[width:]) if any(map(str.strip, record[width:])) else ()
        named = dict(zip(self.header, cells, strict=True))
        typed = dict(zip(self.header, types, strict=False)) if types else NO_TYPES
        return Row(number, named, surplus, types=typed)

    def _filled(self) -> Iterator[tuple[int, str, list[str]]]:
        for number, (types, record) in enumerate(self._source.records(), start=1):
            if number > self._header_row and any(map(str.strip, record)):
                yield number, types, record


def open_table(
    path: Path,
    *,
    encoding: str = "",
    delimiter: str = "",
    wanted: Collection[str] = (),
    sheet: str = "",
) -> Table:
    """Return the table in the file at `path`. Raises Unreadable with a sentence for its owner.

    `encoding` and `delimiter` are found out where they are not given. `wanted` names columns
    that are looked for: the header is the first of the upper rows that has the most of them.
    `sheet` names the sheet of a workbook, else it is the first with the most wanted columns;
    files without sheets take no notice of it.
    """
    folded = frozenset(map(fold, wanted))
    file, start = open_file(path)
    book = convert_workbook(file, start)
    source: Source = (
        choose_sheet(book, sheet, folded) if book else Delimited(file, encoding, delimiter, folded)
    )
    upper = [cells for _, cells in itertools.islice(source.records(), UPPER_ROWS)]
    header_row = find_header(upper, folded)
    if header_row is None:
        raise Unreadable(f"{source.name} is empty. Export it again with a header and its rows.")
    header = unique_names(upper[header_row - 1])
    if len(header) > MOST_COLUMNS:
        raise Unreadable(
            f"{source.name} has {len(header):,} columns and at most {MOST_COLUMNS:,} can be read."
            " Export fewer."
        )
    table = FileTable(source, header_row, header)
    if not table.total:
        raise Unreadable(
            f"{source.name} has a header and no rows. Is the filter of the export too narrow?"
        )
    return table


def sheet_names(path: Path) -> tuple[str, ...]:
    """Return the names of the workbook's sheets that are not hidden; none of any other file.

    Raises Unreadable.
    """
    book = convert_workbook(*open_file(path))
    return tuple(each.name for each in index_of(book).sheets if not each.hidden) if book else ()
