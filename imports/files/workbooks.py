"""Workbooks as plain rows: all sheets of one, converted once into a file that is quick to read.

The file is the rows of each sheet as CSV in UTF-8, each with the types of its cells before it,
and at its end an index, and where that begins.
"""

import csv
import io
import itertools
import json
import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field

from imports.files import html_tables, ods, xlsx
from imports.files.cell_types import Cell, TypedSheet
from imports.files.headers import UPPER_ROWS, most_wanted
from imports.files.raw import File, TemporaryFile
from imports.files.table import TEXT
from imports.files.unpack import text_of
from imports.files.zip_guard import open_guarded, refuse_damaged
from imports.problems import TooLarge, Unreadable

# Its number changes with the form of these files, which drafts of imports still wait in.
MAGIC = b"Daylight rows 1\r\n"
ENDING = ".rows"
LONGEST_CELL = 131_072
LONGEST_ROW = 2 << 20
MOST_CELLS = 10_000_000
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# Digits that say where the index begins; and so many sheets does a refusal name.
_PLACE, _LISTED = 20, 20
_HTML = re.compile(
    r"\s*(<\?xml[^>]*>\s*|<!--.*?-->\s*)*"
    r"<(!doctype\s+html|html|head|meta|body|table|style|title|script|div|center|font)\b",
    re.IGNORECASE | re.DOTALL,
)
NO_PAGE = (
    "is a web page (HTML) without a table of rows, perhaps one to sign in or of a fault."
    " Export the table again, as CSV or XLSX."
)

type Record = tuple[str, list[str]]


@dataclass
class Sheet:
    """One sheet: where its rows begin, how many there are, and how many of them are filled."""

    name: str
    hidden: bool
    start: int
    rows: int = 0
    filled: int = 0


@dataclass
class Book:
    """The sheets of a converted workbook, and what is to be said of all of it."""

    name: str
    sheets: list[Sheet] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class SheetRows:
    """The rows of one sheet. Each is the types of its cells, and their texts."""

    def __init__(self, file: File, book: Book, sheet: Sheet) -> None:
        self.name, self.warnings = book.name, book.warnings
        self._file, self._sheet = file, sheet

    def records(self) -> Iterator[Record]:
        with self._file.open() as opened:
            opened.seek(self._sheet.start)
            text = io.TextIOWrapper(opened, "utf-8", newline="")
            for types, *cells in itertools.islice(csv.reader(text), self._sheet.rows):
                yield types, cells

    def filled_below(self, row: int) -> int:
        """How many rows below that one are not blank."""
        above = itertools.islice(self.records(), row)
        return self._sheet.filled - sum(any(map(str.strip, cells)) for _, cells in above)


def is_converted(start: bytes) -> bool:
    """Return whether a file that begins like that is rows of ours already."""
    return start.startswith(MAGIC)


def convert_workbook(file: File, start: bytes) -> File | None:
    """Return the workbook or web page as rows, itself where it is that already, None for text.

    Raises Unreadable.
    """
    if is_converted(start):
        return file
    if start.startswith(_ARCHIVES):
        return _from_archive(file)
    if _HTML.match(text_of(start)):
        return _from_page(file, start)
    return None


def index_of(file: File) -> Book:
    """Return the sheets of a converted file, read from its end. Raises Unreadable."""
    with refuse_damaged(file.name), file.open() as opened:
        opened.seek(-_PLACE, io.SEEK_END)
        place = int(opened.read())
        opened.seek(place)
        index = json.loads(opened.read()[:-_PLACE])
        sheets = [Sheet(**each) for each in index.pop("sheets")]
        return Book(sheets=sheets, **index)


def choose_sheet(file: File, name: str, wanted: Collection[str]) -> SheetRows:
    """The sheet of that name; without a name, of those that are not hidden, the first that has
    the most wanted columns, and else the first that has rows. Raises Unreadable.
    """
    book = index_of(file)
    if name:
        return SheetRows(file, book, _named(book, name))

    def promise(sheet: Sheet) -> tuple[int, bool]:
        upper = itertools.islice(SheetRows(file, book, sheet).records(), UPPER_ROWS)
        return most_wanted([cells for _, cells in upper], wanted), sheet.filled > 0

    shown = [sheet for sheet in book.sheets if not sheet.hidden] or book.sheets
    return SheetRows(file, book, max(shown, key=promise))


def _named(book: Book, name: str) -> Sheet:
    for same in (str, str.casefold):
        for sheet in book.sheets:
            if same(sheet.name) == same(name):
                return sheet
    more = len(book.sheets) - _LISTED
    known = ", ".join(sheet.name for sheet in book.sheets[:_LISTED])
    raise Unreadable(
        f"{book.name} has no sheet {name!r}. Its sheets: {known}"
        + (f" and {more} more." if more > 0 else ".")
    )


class _Writer:
    """Writes a converted file, row by row."""

    def __init__(self, name: str) -> None:
        self.book = Book(name)
        self.file = TemporaryFile(name)
        self.file.write(MAGIC)
        self._csv = csv.writer(_Text(self.file), lineterminator="\r\n")
        self._cells = 0

    def begin(self, name: str, *, hidden: bool = False) -> None:
        self.book.sheets.append(Sheet(name, hidden, self.file.size))

    def add(self, row: list[Cell]) -> None:
        sheet, length = self.book.sheets[-1], len(row)
        while length and not row[length - 1][1]:
            length -= 1
        texts = [text for _, text in row[:length]]
        characters = sum(map(len, texts))
        too_long = characters > LONGEST_CELL and max(map(len, texts)) > LONGEST_CELL
        self._cells += length
        if too_long or characters > LONGEST_ROW or self._cells > MOST_CELLS:
            raise TooLarge
        types = "".join([kind for kind, _ in row[:length]]).rstrip(TEXT)
        self._csv.writerow([types, *texts])
        sheet.rows += 1
        sheet.filled += any(map(str.strip, texts))

    def end(self) -> TemporaryFile:
        """The whole file, with its index."""
        place = self.file.size
        self.file.write(json.dumps(asdict(self.book)).encode())
        self.file.write(f"{place:0{_PLACE}}".encode())
        return self.file


class _Text:
    """Text into a temporary file."""

    def __init__(self, file: TemporaryFile) -> None:
        self._file = file

    def write(self, text: str) -> None:
        self._file.write(text.encode())


def _from_archive(file: File) -> File:
    writer = _Writer(file.name)
    with refuse_damaged(file.name), file.open() as opened, open_guarded(opened) as archive:
        for name, hidden, rows in _sheets_of(file.name, archive, writer.book.warnings):
            writer.begin(name, hidden=hidden)
            for row in rows:
                writer.add(row)
    if not writer.book.sheets:
        raise Unreadable(f"{file.name} has no sheet of cells. Save the sheet as CSV.")
    return writer.end()


def _sheets_of(name: str, archive: zipfile.ZipFile, said: list[str]) -> Iterator[TypedSheet]:
    """The archive's sheets. Raises Unreadable for what is no workbook."""
    names = {each.casefold().lstrip("/"): each for each in archive.namelist()}
    if ods.CONTENT in names:
        mimetype = archive.read(names["mimetype"])[:200] if "mimetype" in names else b""
        if mimetype.startswith(ods.MIMETYPE):
            return ods.sheets_of(archive)
        raise Unreadable(
            f"{name} is an OpenDocument file, not a spreadsheet. Save its table as CSV or XLSX."
        )
    if "[content_types].xml" not in names:
        raise Unreadable(f"{name} is a ZIP archive, not a workbook. Unpack it first.")
    if "xl/workbook.bin" in names:
        raise Unreadable(f"{name} is a binary workbook (.xlsb). Save it as XLSX or CSV.")
    if names.keys() & {"word/document.xml", "ppt/presentation.xml"}:
        raise Unreadable(f"{name} is a document, not a workbook. Save its table as CSV or XLSX.")
    return xlsx.sheets_of(name, archive, said)


def _from_page(file: File, start: bytes) -> File:
    writer = _Writer(file.name)
    with refuse_damaged(file.name), file.open() as opened:
        for row in html_tables.rows_of(opened, start):
            if row is None:
                writer.begin(f"Table {len(writer.book.sheets) + 1}")
            else:
                writer.add([(TEXT, text) for text in row])
    if not any(sheet.filled > 1 for sheet in writer.book.sheets):
        raise Unreadable(f"{file.name} {NO_PAGE}")
    return writer.end()
