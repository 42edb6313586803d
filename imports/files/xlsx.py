"""XLSX through openpyxl's parsers: sheets of typed cells, formulas as their values.

Of a workbook only what cells need is given to openpyxl: over odd looks, names or properties,
which other programs write wrong, it would refuse the whole of it.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator
from itertools import repeat
from typing import Any

from defusedxml.ElementTree import fromstring, iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.worksheet._reader import DATA_TAG, FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import ARC_STYLE, ARC_WORKBOOK, SHARED_STRINGS, SHEET_MAIN_NS

from imports.files.cell_types import BLANK, MOST_COLUMNS, MOST_ROWS, Cell, TypedSheet, cell_of
from imports.files.table import ERROR
from imports.problems import Damaged, Unreadable

_STRICT = b"http://purl.oclc.org/ooxml/"
_MAIN = {"x": SHEET_MAIN_NS}
_ITEM = f"{{{SHEET_MAIN_NS}}}si"
# ECMA-376 part 1, 18.8.30: dates in East Asian editions, which openpyxl does not know.
_EAST_ASIAN_DATES = frozenset([*range(27, 32), 36, *range(50, 59)])
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

# It warns of parts that nobody reads here; a date outside the calendar is an error cell, which
# is said of its row.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")


def sheets_of(name: str, archive: zipfile.ZipFile, said: list[str]) -> Iterator[TypedSheet]:
    """Each sheet's name, whether it is hidden, and its rows, to be walked before the next.

    What is to be said of the whole workbook is added to `said`. Raises Unreadable.
    """
    if ARC_WORKBOOK in archive.namelist() and _STRICT in archive.read(ARC_WORKBOOK)[:4096]:
        raise Unreadable(
            f"{name} is a workbook of the strict form (Strict Open XML), which is not read."
            " Save it as an ordinary Excel workbook (.xlsx), or as CSV."
        )
    # Only these steps of its `read`: the others are about looks, names and properties.
    reader = ExcelReader(archive.fp, read_only=True, data_only=True, keep_links=False)
    reader.read_manifest()
    texts = _shared_texts(reader)
    reader.read_workbook()
    dates, lengths = _formats(archive)
    has_blank_formulas = False
    for sheet, relation in reader.parser.find_sheets():
        # A sheet of a chart has no cells.
        if relation.target in archive.namelist() and "chartsheet" not in relation.Type:
            parser = _Cells(None, texts, True, reader.wb.epoch, dates, lengths)
            rows = _rows(parser, archive, relation.target)
            yield str(sheet.name), sheet.state != "visible", rows
            has_blank_formulas |= parser.has_blank_formulas
    if has_blank_formulas:
        said.append(
            f"{name} holds formulas that no program computed yet: they are read as blank."
            " Open it in a spreadsheet program, save it there, and send it again."
        )


def _shared_texts(reader: Any) -> list[str]:
    """The texts that cells share, as they stand; openpyxl's own way takes twice as long."""
    part, found = reader.package.find(SHARED_STRINGS), []
    if part is None:
        return []
    with reader.archive.open(part.PartName[1:]) as file:
        for _, element in iterparse(file):
            if element.tag == _ITEM:
                # Whole, or in runs of one look each; not how Japanese is pronounced.
                texts = [*element.findall("x:t", _MAIN), *element.findall("x:r/x:t", _MAIN)]
                found.append("".join(each.text or "" for each in texts))
                element.clear()
    return found


def _formats(archive: zipfile.ZipFile) -> tuple[set[int], set[int]]:
    """Which styles show a number as a date, and which as a length of time."""
    dates: set[int] = set()
    lengths: set[int] = set()
    if ARC_STYLE not in archive.namelist():
        return dates, lengths
    styles = fromstring(archive.read(ARC_STYLE))
    own = styles.findall("x:numFmts/x:numFmt", _MAIN)
    codes = {each.get("numFmtId"): each.get("formatCode") for each in own}
    for n, style in enumerate(styles.findall("x:cellXfs/x:xf", _MAIN)):
        number = int(style.get("numFmtId", 0))
        code = codes.get(str(number)) or builtin_format_code(number)
        if is_date_format(code) or (code is None and number in _EAST_ASIAN_DATES):
            dates.add(n)
        if is_timedelta_format(code):
            lengths.add(n)
    return dates, lengths


class _Cells(WorkSheetParser):  # type: ignore[misc]  # openpyxl ships no types
    """Reads cells, and takes note of formulas whose value no program computed yet."""

    has_blank_formulas = False

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        # One that gives an empty text is computed.
        if cell["value"] is None and cell["data_type"] != "str":
            self.has_blank_formulas |= element.find(FORMULA_TAG) is not None
        return cell


def _rows(parser: _Cells, archive: zipfile.ZipFile, part: str) -> Iterator[list[Cell]]:
    """The sheet's rows from its first, those that the part leaves out as blank ones."""
    last = 0
    with archive.open(part) as file:
        for _, element in iterparse(file):
            # What stands behind the rows are looks and links.
            if element.tag == DATA_TAG:
                return
            if element.tag != ROW_TAG:
                continue
            number, cells = parser.parse_row(element)
            element.clear()
            # Rows out of order would be counted under the numbers of others.
            if not last < number <= MOST_ROWS:
                raise Damaged
            yield from repeat([], number - last - 1)
            yield _row(cells)
            last = number


def _row(cells: list[dict[str, Any]]) -> list[Cell]:
    width = max((cell["column"] for cell in cells), default=0)
    if width > MOST_COLUMNS:
        raise Damaged
    row = [BLANK] * width
    for cell in cells:
        row[cell["column"] - 1] = _cell(cell["value"], cell["data_type"])
    return row


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
