"""CSV and its relatives: which delimiter, and whether the file holds together."""

import csv
import io
import itertools
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import TextIO

from imports.files.cell_types import MOST_COLUMNS
from imports.files.encodings import READ_STRAYS, STRAY, encoding_of
from imports.files.headers import UPPER_ROWS, find_header, most_wanted
from imports.files.raw import File
from imports.problems import Unreadable

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 131_072
LONGEST_ROW = 4 << 20
# No text holds it, so that it is found again behind the last row only where no quote is open.
_AFTER_THE_END = "\x1a\x1aend\x1a\x1a"
# What Excel writes above the header, for itself.
_SAID_DELIMITER = re.compile(r'"?sep=([^\w\s"]|\t)"?\s*', re.IGNORECASE)
# As many rows of another encoding are named, and as much of their cells is shown.
STRAYS_NAMED = 5
LONGEST_STRAY = 60


class Delimited:
    """A text file of delimited cells. Walking it to its end proves that it holds together."""

    def __init__(
        self, file: File, encoding: str, delimiter: str, wanted: Collection[str] = ()
    ) -> None:
        self._file, self.name = file, file.name
        self.encoding, self._has_strays = encoding_of(file, encoding)
        self._strays: dict[int, str] = {}
        self.delimiter = _allowed(delimiter) or self._said() or self._likely(wanted)

    @property
    def warnings(self) -> list[str]:
        """Which rows hold bytes that are no UTF-8, and what was read."""
        sentences = [
            f"row {number} is not written in UTF-8 like the others: it was read as {text!r}, as"
            " Windows writes it (cp1252). Is that right?"
            for number, text in itertools.islice(self._strays.items(), STRAYS_NAMED)
        ]
        more = len(self._strays) - len(sentences)
        return [*sentences, f"{more:,} more rows are not written in UTF-8."] if more else sentences

    def filled_below(self, row: int) -> int:
        """How many rows below that one are not blank. Raises Unreadable."""
        return sum(
            any(map(str.strip, cells))
            for number, (_, cells) in enumerate(self.records(), start=1)
            if number > row
        )

    def _without_marks(self, number: int, record: list[str]) -> list[str]:
        for cell in record:
            if STRAY in cell:
                self._strays.setdefault(number, cell.replace(STRAY, "")[:LONGEST_STRAY])
        return [cell.replace(STRAY, "") for cell in record]

    def records(self) -> Iterator[tuple[str, list[str]]]:
        """The rows as lists of cells; a blank line is an empty list. Raises Unreadable."""
        number = 0
        try:
            for record in self._walk(self.delimiter):
                if record and record[-1].endswith(_AFTER_THE_END):
                    self._refuse_open_quote(number, record)
                    return
                number += 1
                if len(record) > MOST_COLUMNS:
                    raise Unreadable(
                        f"{self._file.name}, row {number}, has {len(record):,} cells, and at most"
                        f" {MOST_COLUMNS:,} can be read. Is the delimiter right?"
                    )
                yield "", self._without_marks(number, record) if self._has_strays else record
        except csv.Error:
            raise Unreadable(
                f"{self._file.name}, row {number + 1}: a cell is longer than"
                f" {LONGEST_CELL:,} characters, or its quote is never closed. Shorten it."
            ) from None

    def _refuse_open_quote(self, number: int, record: list[str]) -> None:
        if record != [_AFTER_THE_END]:
            raise Unreadable(
                f"{self._file.name}, row {number + 1}: a quoted cell never ends, so that it"
                " swallows the rest of the file. Was the file cut off? Export it again."
            )

    def _walk(self, delimiter: str) -> Iterator[list[str]]:
        """Every row, and one more that says that the end was reached."""
        with self._open() as text:
            lines = _Lines(text, self._file.name)
            for record in csv.reader(lines, delimiter=delimiter):
                lines.next_row()
                yield record

    def _open(self) -> TextIO:
        # newline="" leaves line ends inside quoted cells as they are.
        errors = READ_STRAYS if self._has_strays else "strict"
        return io.TextIOWrapper(
            self._file.open(), encoding=self.encoding, errors=errors, newline=""
        )

    def _said(self) -> str:
        with self._open() as text:
            found = _SAID_DELIMITER.fullmatch(text.readline(16))
        return found[1] if found else ""

    def _likely(self, wanted: Collection[str]) -> str:
        """The delimiter that keeps the best of its promises."""
        return max(DELIMITERS, key=lambda each: self._promise(each, wanted))

    def _promise(self, delimiter: str, wanted: Collection[str]) -> tuple[int, int, int, int]:
        """How many wanted columns it finds, how many rows are as wide as the header, how wide.

        Of a single column nothing tells a delimiter but that it does not part the rows.
        """
        # Rows are shortened: of a wrong delimiter they may have millions of cells.
        upper: list[list[str]] = []
        # What breaks off is judged by its beginning, and refused when it is read.
        with suppress(csv.Error, Unreadable):
            upper.extend(
                row[:MOST_COLUMNS] for row in itertools.islice(self._walk(delimiter), UPPER_ROWS)
            )
        row = find_header(upper, wanted)
        width = len(upper[row - 1]) if row else 0
        alike = sum(len(each) == width for each in upper)
        return most_wanted(upper, wanted), alike if width > 1 else 0, width, alike


class _Lines:
    """The lines of a file, and one more. No row of them is longer than memory can bear."""

    def __init__(self, text: TextIO, name: str) -> None:
        self._text, self._name = text, name
        self._row, self._length, self._ended = 1, 0, False

    def next_row(self) -> None:
        self._row, self._length = self._row + 1, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_ROW)
        self._length += len(line)
        # csv bounds a cell and no row: an open quote, or a file of commas, would fill the memory.
        if self._length >= LONGEST_ROW:
            raise Unreadable(
                f"{self._name}, row {self._row}, has more than {LONGEST_ROW:,} characters:"
                " that is no table of rows. Export it again as CSV."
            )
        if not line and self._ended:
            raise StopIteration
        self._ended = not line
        return line or _AFTER_THE_END


def _allowed(delimiter: str) -> str:
    try:
        csv.reader([], delimiter=delimiter or ",")
    except (TypeError, ValueError):
        raise Unreadable(
            f"{delimiter!r} cannot part cells. Declare one character, such as a semicolon."
        ) from None
    return delimiter
