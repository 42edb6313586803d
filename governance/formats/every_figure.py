"""Every number of a report in full, where the sections above round for the eye."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from governance.formats.tables import Cell, Table, tables_of

if TYPE_CHECKING:
    from governance.report.sections import Report

EXACT = ("weeks", "money", "percent", "times", "number")
# A row is named by at most so many of its first cells.
MOST_NAMES = 4


@dataclass(frozen=True)
class Entry:
    heading: str
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Part:
    title: str
    entries: Sequence[Entry]


def every_figure(report: "Report") -> list[Part]:
    """By table, each row with its weeks, money and percents in full.

    Tables that have none of these are left out.
    """
    parts = [Part(table.title, _entries(table)) for table in tables_of(report)]
    return [part for part in parts if part.entries]


def _entries(table: Table) -> list[Entry]:
    if table.is_figures:
        found = [_named(str(name.value), value) for name, value in table.rows if _is_exact(value)]
        return [Entry("", tuple(found))] if found else []
    entries = [_entry(table, row) for row in table.rows]
    # A customer who waits for several items has the same figures with each: they are listed once.
    return list(dict.fromkeys(entry for entry in entries if entry.figures))


def _entry(table: Table, row: Sequence[Cell]) -> Entry:
    columns = list(zip(table.columns, row, strict=True))
    return Entry(
        ", ".join(_names(row[table.above :])),
        tuple(_named(column.label, cell) for column, cell in columns if _is_exact(cell)),
    )


def _names(row: Sequence[Cell]) -> list[str]:
    """What the row is called: the words and days in front of its first number."""
    names = []
    for cell in row[:MOST_NAMES]:
        if cell.kind in EXACT or cell.value in ("yes", "no"):
            break
        if cell.value:
            names.append(cell.said)
    return names


def _is_exact(cell: Cell) -> bool:
    return cell.kind in EXACT and cell.value is not None


def _named(label: str, cell: Cell) -> tuple[str, str]:
    """A figure's name and value; the unit moves from name to value, but for points."""
    is_points = label.endswith("points")
    return (label, cell.said) if is_points else (label.rpartition(", ")[0], cell.said_with_unit)
