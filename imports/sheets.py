"""XLSX: one sheet of a workbook, formulas as their values."""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from imports.delimited import Delimited
from imports.files import File, Scratch
from imports.headers import UPPER_ROWS, wanted_among
from imports.number_formats import Shown, shown_by
from imports.packages import Enough, Package, refusing
from imports.problems import Unreadable
from imports.sheet_rows import Keep, SharedTexts, SheetRows

_LISTED = 20


@dataclass(frozen=True)
class Sheet:
    """One sheet's name, the part of the package that holds it, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


class Workbook:
    """An open workbook: its sheets, and what their cells refer to."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        self._name = name
        self._package = Package(file)
        part = _workbook_part(name, self._package)
        said = self._package.elements(part)
        relations = self._package.relations(part)
        self._parts = {relation.kind: relation.part for relation in relations.values()}
        self._from_1904 = any(
            element == "workbookPr" and each.get("date1904") in ("1", "true")
            for element, each in said
        )
        self.sheets = [
            Sheet(each["name"], relation.part, each.get("state", "visible") != "visible")
            for element, each in said
            if element == "sheet" and (relation := relations.get(each.get("id", "")))
            if relation.kind == "worksheet"
        ]

    def upper_rows(self, sheet: Sheet) -> list[list[str]]:
        """The first rows of a sheet, as far down as a header may stand."""
        rows: list[list[str]] = []

        def keep(row: list[str]) -> None:
            rows.append(row)
            if len(rows) == UPPER_ROWS:
                raise Enough

        self.walk(sheet, keep)
        return rows

    def walk(self, sheet: Sheet, keep: Keep) -> None:
        """Hand every row of the sheet to `keep`; it may raise Enough."""
        rows = SheetRows(self._texts, self._styles, keep, from_1904=self._from_1904)
        self._package.parse(sheet.part, rows.prepare)

    @cached_property
    def _texts(self) -> SharedTexts:
        texts = SharedTexts(self._name)
        if part := self._parts.get("sharedStrings"):
            self._package.parse(part, texts.prepare)
        return texts

    @cached_property
    def _styles(self) -> list[Shown]:
        """What each style of cells makes of a number."""
        part = self._parts.get("styles")
        said = self._package.elements(part) if part else []
        codes = {each["numFmtId"]: each["formatCode"] for name, each in said if name == "numFmt"}
        # Styles by name are listed first, in the same words; cells refer to those that follow.
        starts = [at for at, (name, _) in enumerate(said) if name == "cellXfs"] or [len(said)]
        numbers = [each.get("numFmtId", "0") for name, each in said[starts[0] :] if name == "xf"]
        return [shown_by(int(number), codes.get(number)) for number in numbers] or [Shown.NUMBER]


def rows_of(file: File, name: str, wanted: Collection[str]) -> Delimited:
    """The rows of one sheet as delimited text, row for row. Raises Unreadable.

    The sheet is the one of that name; without a name, of those that are not hidden, the first
    that has the most wanted columns, and else the first that has rows.
    """
    scratch = Scratch(file.name)
    with refusing(file.name), file.open() as packed:
        book = Workbook(file.name, packed)
        sheet = _named(file, book, name) if name else _likely(file, book, wanted)
        book.walk(sheet, csv.writer(_Text(scratch), lineterminator="\r\n").writerow)
    return Delimited(scratch, "utf-8", ",")


def names_of(file: File) -> tuple[str, ...]:
    """The names of the sheets that are not hidden. Raises Unreadable."""
    with refusing(file.name), file.open() as packed:
        sheets = Workbook(file.name, packed).sheets
        return tuple(sheet.name for sheet in sheets if not sheet.hidden)


class _Text:
    """Text into a scratch file."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch

    def write(self, text: str) -> None:
        self._scratch.write(text.encode())


def _named(file: File, book: Workbook, name: str) -> Sheet:
    for same in (str, str.casefold):
        for sheet in book.sheets:
            if same(sheet.name) == same(name):
                return sheet
    more = len(book.sheets) - _LISTED
    known = ", ".join(sheet.name for sheet in book.sheets[:_LISTED])
    raise Unreadable(
        f"{file.name} has no sheet {name!r}. Its sheets: {known}"
        + (f" and {more} more." if more > 0 else ".")
    )


def _likely(file: File, book: Workbook, wanted: Collection[str]) -> Sheet:
    def promise(sheet: Sheet) -> tuple[int, bool]:
        rows = book.upper_rows(sheet)
        return wanted_among(rows, wanted), any(map(any, rows))

    shown = [sheet for sheet in book.sheets if not sheet.hidden] or book.sheets
    if not shown:
        raise Unreadable(f"{file.name} has no sheet of cells. Save the sheet as CSV.")
    return max(shown, key=promise)


def _workbook_part(name: str, package: Package) -> str:
    """The part that lists the sheets. Raises Unreadable for what is no such workbook."""
    found = [each.part for each in package.relations().values() if each.kind == "officeDocument"]
    if found and found[0].endswith(".bin"):
        raise Unreadable(f"{name} is a binary workbook (.xlsb). Save it as XLSX or CSV.")
    if found and package.elements(found[0])[0][0] == "workbook":
        return found[0]
    if found:
        raise Unreadable(f"{name} is a document, not a workbook. Save its table as CSV or XLSX.")
    if package.has("content.xml"):
        raise Unreadable(f"{name} is an OpenDocument file. Save it as CSV or XLSX.")
    raise Unreadable(f"{name} is a ZIP archive, not a workbook. Unpack it first.")
