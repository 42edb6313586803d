"""OpenDocument spreadsheets: sheets of typed cells, walked with one row in memory at a time.

odfpy would build the whole document first: ten times as slow, and 400 MB for 20,000 rows.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

from defusedxml.ElementTree import iterparse

from imports.files.cell_types import BLANK, MOST_COLUMNS, MOST_ROWS, Cell, TypedSheet, cell_of
from imports.files.table import ERROR, TEXT
from imports.problems import Damaged

CONTENT = "content.xml"
MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_LENGTH = re.compile(r"(-?)PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?")
_ODF = "{urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT = f"{_ODF}table:1.0}}", f"{_ODF}office:1.0}}", f"{_ODF}text:1.0}}"
_STYLE = f"{_ODF}style:1.0}}"
_CELLS = frozenset([f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"])
# LibreOffice says in an attribute of its own that a cell is in error, and calls it a text.
_OWN_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_BLANKS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_NOTES = frozenset([f"{_OFFICE}annotation", f"{_TEXT}note"])

type Element = Any


def sheets_of(archive: zipfile.ZipFile) -> Iterator[TypedSheet]:
    """Each sheet's name, whether it is hidden, and its rows, to be walked before the next."""
    hidden: set[str] = set()
    with archive.open(CONTENT) as file:
        events = iterparse(file, events=("start", "end"))
        for event, element in events:
            if event == "end" and element.tag == f"{_STYLE}style":
                if any(each.get(f"{_TABLE}display") == "false" for each in element):
                    hidden.add(element.get(f"{_STYLE}name"))
            elif event == "start" and element.tag == f"{_TABLE}table":
                rows = _rows(events)
                style = element.get(f"{_TABLE}style-name")
                yield element.get(f"{_TABLE}name", ""), style in hidden, rows
                element.clear()


def _rows(events: Iterator[tuple[str, Element]]) -> Iterator[list[Cell]]:
    """The rows to the end of the table; blank ones below the last filled are left out."""
    blank = number = depth = 0
    for event, element in events:
        if element.tag == f"{_TABLE}table":
            depth += 1 if event == "start" else -1
            if depth < 0:
                return
        elif event == "end" and element.tag == f"{_TABLE}table-row":
            row, times = _cells(element), _times(element, "rows")
            element.clear()
            if not row:
                blank += times
                continue
            number += blank + times
            if number > MOST_ROWS:
                raise Damaged
            yield from chain(repeat([], blank), repeat(row, times))
            blank = 0


def _cells(row: Element) -> list[Cell]:
    """The row's cells to its last filled one."""
    cells: list[Cell] = []
    blank = 0
    for element in row:
        if element.tag not in _CELLS:
            continue
        cell, times = _cell(element), _times(element, "columns")
        if cell == BLANK:
            blank += times
            continue
        if len(cells) + blank + times > MOST_COLUMNS:
            raise Damaged
        cells += [BLANK] * blank + [cell] * times
        blank = 0
    return cells


def _times(element: Element, of: str) -> int:
    """For how many rows or columns the element stands."""
    return int(element.get(f"{_TABLE}number-{of}-repeated", 1))


def _cell(element: Element) -> Cell:
    if element.get(_OWN_TYPE) == "error":
        return ERROR, _text(element)
    match element.get(f"{_OFFICE}value-type"):
        case "float" | "percentage" | "currency":
            value = element.get(f"{_OFFICE}value")
            return cell_of(int(value) if value.isdigit() else float(value))
        case "date":
            return cell_of(dt.datetime.fromisoformat(element.get(f"{_OFFICE}date-value")))
        case "time":
            return cell_of(_length(element.get(f"{_OFFICE}time-value")))
        case "boolean":
            return cell_of(element.get(f"{_OFFICE}boolean-value") == "true")
    text = _text(element)
    return (TEXT, text) if text else BLANK


def _length(text: str) -> dt.timedelta:
    found = _LENGTH.fullmatch(text)
    if found is None:
        raise Damaged
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] else length


def _text(element: Element) -> str:
    paragraphs = element.findall(f"{_TEXT}p")
    return "\n".join("".join(_characters(each)) for each in paragraphs)


def _characters(element: Element) -> Iterator[str]:
    """What stands in a paragraph, but for the notes that are pinned to it."""
    yield element.text or ""
    for each in element:
        if each.tag == f"{_TEXT}s":
            yield " " * min(int(each.get(f"{_TEXT}c", 1)), 1000)
        elif each.tag in _BLANKS:
            yield _BLANKS[each.tag]
        elif each.tag not in _NOTES:
            yield from _characters(each)
        yield each.tail or ""
