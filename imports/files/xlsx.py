"""XLSX through openpyxl's read-only reader: sheets of typed cells, formulas as their values.

Of a workbook only what cells need is read: over odd looks, names or properties, which other
programs write wrong, openpyxl would refuse the whole of it.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import IO, Any, ClassVar

from defusedxml.ElementTree import fromstring, iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.xml.constants import ARC_STYLE, ARC_WORKBOOK, SHARED_STRINGS, SHEET_MAIN_NS

from imports.files.cell_types import BLANK, Cell, cell_of
from imports.files.table import ERROR
from imports.problems import Damaged, Unreadable

MOST_COLUMNS = 16_384
_STRICT = b"http://purl.oclc.org/ooxml/"
_MAIN = {"x": SHEET_MAIN_NS}
_ITEM = f"{{{SHEET_MAIN_NS}}}si"
# ECMA-376 part 1, 18.8.30: dates in East Asian editions, which openpyxl does not know.
_EAST_ASIAN_DATES = frozenset([*range(27, 32), 36, *range(50, 59)])
_END_OF_ROWS = re.compile(rb"</((?:[\w.-]+:)?)sheetData\s*>")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

# It warns of parts that nobody reads here; a date outside the calendar is an error cell, which
# is said of its row.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")

type Sheet = tuple[str, bool, Iterator[list[Cell]]]


def sheets_of(name: str, archive: zipfile.ZipFile) -> Iterator[Sheet]:
    """Each sheet's name, whether it is hidden, and its rows from the first. Raises Unreadable."""
    if ARC_WORKBOOK in archive.namelist() and _STRICT in archive.read(ARC_WORKBOOK)[:4096]:
        raise Unreadable(
            f"{name} is a workbook of the strict form (Strict Open XML), which is not read."
            " Save it as an ordinary Excel workbook (.xlsx), or as CSV."
        )
    reader = _Reader(archive.fp, read_only=True, data_only=True, keep_links=False)
    reader.archive = _Parts(archive)
    reader.read()
    for sheet in reader.wb.worksheets:
        # What the sheet says of its own size is often wrong.
        sheet.reset_dimensions()
        yield str(sheet.title), sheet.sheet_state != "visible", _rows(sheet)


def _rows(sheet: Any) -> Iterator[list[Cell]]:
    for row in sheet.iter_rows():
        if len(row) > MOST_COLUMNS:
            raise Damaged
        yield [_cell(cell.value, cell.data_type) for cell in row]


def _cell(value: object, data_type: str) -> Cell:
    if data_type == "e":
        return ERROR, str(value)
    if isinstance(value, str):
        return cell_of(_text(value))
    return BLANK if value is None else cell_of(value)


def _text(text: str) -> str:
    """The text with its `_x000D_` as characters; what no text can hold stays as it is."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)


class _Reader(ExcelReader):  # type: ignore[misc]  # openpyxl ships no types
    """Reads no more than the cells and what they refer to."""

    def read(self) -> None:
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        if ARC_STYLE in self.valid_files:
            self._read_formats(fromstring(self.archive.read(ARC_STYLE)))
        self.read_worksheets()

    def read_strings(self) -> None:
        """The texts that cells share, as they stand; openpyxl's own way takes twice as long."""
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as file:
            for _, element in iterparse(file):
                if element.tag == _ITEM:
                    # Whole, or in runs of one look each; not how Japanese is pronounced.
                    texts = [*element.findall("x:t", _MAIN), *element.findall("x:r/x:t", _MAIN)]
                    self.shared_strings.append("".join(each.text or "" for each in texts))
                    element.clear()

    def _read_formats(self, styles: Any) -> None:
        """Which styles show a number as a date, and which as a length of time."""
        own = styles.findall("x:numFmts/x:numFmt", _MAIN)
        codes = {each.get("numFmtId"): each.get("formatCode") for each in own}
        dates, lengths = set(), set()
        for n, style in enumerate(styles.findall("x:cellXfs/x:xf", _MAIN)):
            number = int(style.get("numFmtId", 0))
            code = codes.get(str(number)) or builtin_format_code(number)
            if is_date_format(code) or (code is None and number in _EAST_ASIAN_DATES):
                dates.add(n)
            if is_timedelta_format(code):
                lengths.add(n)
        self.wb._date_formats, self.wb._timedelta_formats = dates, lengths

    def read_chartsheet(self, *_: object) -> None:
        """A sheet of a chart has no cells."""


class _Parts:
    """The parts of an archive as openpyxl asks for them; of a sheet those up to its last row."""

    filename: ClassVar[str] = ""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.read, self.namelist = archive.read, archive.namelist
        self._archive = archive

    def open(self, name: str, mode: str = "r") -> "_ToTheLastRow":
        return _ToTheLastRow(self._archive.open(name))


class _ToTheLastRow:
    """A part that ends with its rows: what stands behind them are looks and links."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part = part
        self._tail = b""
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        if self._ended:
            return b""
        block = self._part.read(size)
        found = _END_OF_ROWS.search(self._tail + block)
        if found is None:
            self._tail = (self._tail + block)[-64:]
            return block
        self._ended = True
        rest = (self._tail + block)[len(self._tail) : found.end()]
        return rest + b"</" + found[1] + b"worksheet>"

    def close(self) -> None:
        self._part.close()

    def __enter__(self) -> "_ToTheLastRow":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
