"""CSV and its relatives: which encoding, which delimiter, and whether it holds together."""

import codecs
import csv
import itertools
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TextIO

from imports.headers import UPPER_ROWS, fold, header_among
from imports.problems import Unreadable

DELIMITERS = (",", ";", "\t", "|")
BLOCK = 1 << 18
LONGEST_CELL = 131_072
LONGEST_LINE = 4 << 20
# No text holds it, so that it is found again behind the last row only where no quote is open.
_AFTER_THE_END = "\x1a\x1aend\x1a\x1a"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Delimited:
    """A text file of delimited cells, checked whole when it is opened."""

    def __init__(
        self, path: Path, encoding: str, delimiter: str, wanted: Collection[str] = ()
    ) -> None:
        self.path = path
        self.encoding = encoding_of(path, encoding)
        self.delimiter = delimiter or self._likely_delimiter(wanted)
        self._check()

    def records(self) -> Iterator[list[str]]:
        """The rows as lists of cells; a blank line is an empty list."""
        with self._open() as file:
            yield from csv.reader(_lines(file, self.path), delimiter=self.delimiter)

    def _open(self) -> TextIO:
        # newline="" leaves line ends inside quoted cells as they are.
        return self.path.open(encoding=self.encoding, newline="")

    def _likely_delimiter(self, wanted: Collection[str]) -> str:
        """The delimiter that finds the most wanted columns, else the widest first row."""
        return max(DELIMITERS, key=lambda each: self._promise(each, wanted))

    def _promise(self, delimiter: str, wanted: Collection[str]) -> tuple[int, int]:
        with self._open() as file:
            reader = csv.reader(_lines(file, self.path), delimiter=delimiter)
            try:
                upper = list(itertools.islice(reader, UPPER_ROWS))
            except csv.Error:
                return (-1, 0)
        row = header_among(upper, wanted)
        header = upper[row - 1] if row else []
        return len({fold(cell) for cell in header} & set(wanted)), len(header)

    def _check(self) -> None:
        """Walk the whole file once. Raises Unreadable for what would fail half-way."""
        number, last = 0, []
        with self._open() as file:
            lines = itertools.chain(_lines(file, self.path), [_AFTER_THE_END])
            try:
                for record in csv.reader(lines, delimiter=self.delimiter):
                    number, last = number + 1, record
            except csv.Error:
                raise Unreadable(
                    f"{self.path.name}, row {number + 1}: a cell is longer than"
                    f" {LONGEST_CELL:,} characters, or its quote is never closed. Shorten it."
                ) from None
        if last != [_AFTER_THE_END]:
            raise Unreadable(
                f"{self.path.name}, row {number}: a quoted cell never ends, so that it swallows"
                " the rest of the file. Was the file cut off? Export it again."
            )


def _lines(file: TextIO, path: Path) -> Iterator[str]:
    """The lines of the file, none of them longer than memory can bear."""
    while line := file.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE:
            raise Unreadable(
                f"{path.name} has a line of more than {LONGEST_LINE:,} characters:"
                " that is no table of rows. Export it again as CSV."
            )
        yield line


def encoding_of(path: Path, declared: str = "") -> str:
    """The encoding that the whole file is in. Raises Unreadable.

    A byte order mark goes before what the mapping declares; without either, UTF-8 if every
    byte fits, else cp1252, else Latin-1, in which every byte means something.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return _proven(path, encoding)
    if declared:
        return _proven(path, _known(declared))
    if guess := _utf_16_without_mark(start):
        return _proven(path, guess)
    return next(each for each in ("utf-8", "cp1252", "latin-1") if _fits(path, each))


def _known(declared: str) -> str:
    try:
        return codecs.lookup(declared).name
    except LookupError:
        raise Unreadable(
            f"{declared!r} is no encoding. Try utf-8, cp1252, latin-1 or utf-16."
        ) from None


def _utf_16_without_mark(start: bytes) -> str:
    """UTF-16 of mostly Western text has a NUL in nearly every second byte."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) // 4 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(start) // 4 and not odd else ""


def _proven(path: Path, encoding: str) -> str:
    if not _fits(path, encoding):
        raise Unreadable(
            f"{path.name} is not in {encoding.removesuffix('-sig')} as declared."
            " Leave encoding out of the mapping, or declare the right one."
        )
    return encoding


def _fits(path: Path, encoding: str) -> bool:
    """Whether the file decodes. Raises Unreadable for a NUL, or where it ends inside a character.

    A file that is UTF-8 but for its cut last character is not taken for cp1252.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    beyond_ascii = False
    with path.open("rb") as file:
        try:
            while block := file.read(BLOCK):
                text = decoder.decode(block)
                beyond_ascii = beyond_ascii or not text.isascii()
                if "\0" in text:
                    raise Unreadable(
                        f"{path.name} holds NUL bytes: it is not a text file."
                        " Export it as CSV or XLSX."
                    )
        except UnicodeDecodeError:
            return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        if beyond_ascii or encoding.startswith("utf-16"):
            raise Unreadable(
                f"{path.name} ends in the middle of a character: it was cut off. Export it again."
            ) from None
        return False
    return True
