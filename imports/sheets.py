"""XLSX: the first sheet that has rows, formulas as their values."""

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from imports.problems import Unreadable

MOST_BYTES = 400 << 20
MOST_CELLS = 20_000_000
BLOCK = 1 << 20
_CELL = re.compile(rb' r="([A-Z]{1,3})([0-9]{1,7})"')

type Cell = str | float | int | bool | dt.date | dt.time | dt.datetime | dt.timedelta


class Workbook:
    """An XLSX file's first filled sheet. Its unpacked size is bounded before it is opened."""

    def __init__(self, path: Path) -> None:
        _refuse_bomb(path)
        try:
            self._book = CalamineWorkbook.from_path(str(path))
            sheets = (self._book.get_sheet_by_name(name) for name in self._book.sheet_names)
            self._sheet = next((s for s in sheets if s.total_height), None)
        except (CalamineError, OSError, ValueError) as error:
            raise Unreadable(
                f"{path.name} cannot be read as a workbook ({error}). Save it again as XLSX or CSV."
            ) from None

    def records(self) -> Iterator[list[str]]:
        """The rows as texts, rows above the first filled one included as empty lists."""
        if self._sheet is None:
            return
        for cells in self._sheet.to_python(skip_empty_area=False):
            yield [text_of(cell) for cell in cells]


def text_of(cell: Cell) -> str:
    """What a CSV export of the same cell would hold: ISO dates, h:mm:ss, plain numbers."""
    if isinstance(cell, float):
        # Ten decimals are more than a sheet shows, and hide the noise of binary fractions.
        return f"{cell:.10f}".rstrip("0").rstrip(".")
    if isinstance(cell, dt.timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ") if cell.time() != dt.time() else cell.date().isoformat()
    return str(cell)


def _refuse_bomb(path: Path) -> None:
    """Raises Unreadable for a workbook that would not fit into memory, before it is opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if not any(member.filename == "xl/workbook.xml" for member in members):
                raise Unreadable(f"{path.name} is a ZIP archive, not a workbook. Unpack it first.")
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise _too_large(path)
            for member in members:
                if member.filename.startswith("xl/worksheets/sheet"):
                    _refuse_vast(path, archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError):
        raise Unreadable(
            f"{path.name} is a damaged or locked workbook. Save it again as XLSX or CSV."
        ) from None


def _refuse_vast(path: Path, archive: zipfile.ZipFile, sheet: zipfile.ZipInfo) -> None:
    """Two far corners make a sheet of billions of cells, which the reader would all allocate."""
    rows = columns = 0
    rest = b""
    with archive.open(sheet) as file:
        while block := file.read(BLOCK):
            for found in _CELL.finditer(rest + block):
                rows = max(rows, int(found[2]))
                columns = max(columns, _column_number(found[1]))
            rest = block[-24:]
            if rows * columns > MOST_CELLS:
                raise _too_large(path)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_large(path: Path) -> Unreadable:
    return Unreadable(
        f"{path.name} unpacks to more than a workbook of {MOST_CELLS:,} cells may take."
        " Save the sheet as CSV."
    )
