"""The facts of a report as tables, made from the fields of their types.

CSV, the spreadsheet, slides and mail are written from these, so that each of them has every
fact. Weeks, money and percents are the facts' hundredths; nothing is computed here.
"""

import datetime as dt
import types
import typing
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from company.calendar import Quarter
from company.texts import long_day
from company.units import hundredths
from governance.formats.words import (
    KEYS,
    NAMED_BY,
    NUMBERS,
    UNITS,
    Kind,
    choice,
    kind_of,
    name_of,
    title_of,
)

if TYPE_CHECKING:
    from governance.report.sections import Report

type Value = str | int | Decimal | dt.date | Quarter | None
FIGURES = "figures"
# Facts of the report that are no section, and still belong in every file.
BESIDE = ("policy",)


@dataclass(frozen=True)
class Column:
    """One column, or one figure: the dotted path of its fact, its label, and its kind."""

    key: str
    label: str
    kind: Kind
    # An id or a key: programs need it to name the row; people see it last.
    is_number: bool = False


@dataclass(frozen=True)
class Cell:
    """One value with its kind; `currency` is set for money alone."""

    value: Value
    kind: Kind
    currency: str = ""

    @property
    def written(self) -> str:
        """As a program reads it: 18000.00, 2026-11-30, 2026Q4; empty for None."""
        if isinstance(self.value, dt.date):
            return self.value.isoformat()
        return "" if self.value is None else str(self.value)

    @property
    def said(self) -> str:
        """As people read it, to the hundredth: 18,000.00, 30 Nov 2026, Q4 2026; a dash for None."""
        value = self.value
        if value is None or value == "":
            return "\u2013"
        if isinstance(value, Decimal):
            return f"{value:,.2f}".replace("-", "\u2212")
        if isinstance(value, dt.date):
            return long_day(value)
        return value.label if isinstance(value, Quarter) else str(value)

    @property
    def said_with_unit(self) -> str:
        """As people read it, with its unit: 3.25 wk, EUR 18,000.00, 11.60%."""
        if not isinstance(self.value, Decimal):
            return self.said
        after = {"weeks": " wk", "percent": "%", "times": " times"}.get(self.kind, "")
        before = f"{self.currency} " if self.kind == "money" else ""
        return f"{before}{self.said}{after}"


@dataclass(frozen=True)
class Table:
    """Rows of one section. `key` is the field that holds them, "figures" for its single facts,
    which stand in rows of a name and a value.
    """

    section: str
    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    # How many of the first columns name the outer row, in a table of rows within rows.
    above: int = 0
    # The path of the fact in each row, where the rows are figures.
    keys: Sequence[str] = ()

    @property
    def is_figures(self) -> bool:
        return self.key == FIGURES

    def figure(self, key: str) -> Sequence[Cell]:
        """The name and the value of one figure."""
        return self.rows[self.keys.index(key)]

    def picked(self, *keys: str) -> "Table":
        """The same rows with these columns only, in this order."""
        places = [[column.key for column in self.columns].index(key) for key in keys]
        return Table(
            self.section,
            self.key,
            self.title,
            [self.columns[place] for place in places],
            [[row[place] for place in places] for row in self.rows],
        )


def tables_of(report: "Report") -> list[Table]:
    """Every fact, by section in the report's order; a section's own rows come first."""
    hints = typing.get_type_hints(type(report))
    names = [each.name for each in report.sections()]
    return [
        table
        for name in [*names, *BESIDE]
        for table in section_tables(name, hints[name], getattr(report, name), report.currency)
    ]


def section_tables(section: str, hint: Any, facts: Any, currency: str) -> list[Table]:
    """The tables of one section. `hint` is the type of `facts`, read by its dataclass fields."""
    if row := _row_type(hint):
        return _rows(section, "", row, facts, currency)
    if not is_dataclass(hint):
        return [_single(section, hint, facts, currency)]
    found = []
    # Its own rows stand before all else.
    for name, inner in sorted(_hints(hint), key=lambda each: each[0] != "rows"):
        if row := _row_type(inner):
            key = "" if name == "rows" else name
            found += _rows(section, key, row, getattr(facts, name), currency)
    if figures := list(_flat(hint, facts, currency)):
        # A section that has no rows of its own is its figures.
        place = len(found) if any(not table.key for table in found) else 0
        found.insert(place, _figures(section, figures))
    return found


def _single(section: str, hint: Any, value: Any, currency: str) -> Table:
    """A section that is one plain value, as a table with one figure."""
    column = _column("", section, hint)
    cell = _cell("", section, column.kind, value, currency)
    return _figures(section, [(column, cell)])


def _figures(section: str, found: Sequence[tuple[Column, Cell]]) -> Table:
    rows = [[Cell(column.label, "text"), cell] for column, cell in found]
    columns = [Column("figure", "Figure", "text"), Column("value", "Value", "text")]
    title = title_of(section) if section == "headline" else f"{title_of(section)}: figures"
    keys = [column.key for column, _ in found]
    return Table(section, FIGURES, title, columns, rows, keys=keys)


def _rows(section: str, key: str, hint: Any, rows: Sequence[Any], currency: str) -> list[Table]:
    """A table of these rows, and one of each list that they hold."""
    columns = sorted(_columns(hint, currency), key=lambda column: column.is_number)
    found = []
    for row in rows:
        by_key = {column.key: cell for column, cell in _flat(hint, row, currency)}
        found.append([by_key[column.key] for column in columns])
    tables = [Table(section, key, title_of(section, key), columns, found)]
    for name, inner in _hints(hint):
        if below := _row_type(inner):
            tables.append(_inner(section, name, hint, below, rows, currency))
    return tables


def _inner(
    section: str, name: str, outer: Any, inner: Any, rows: Sequence[Any], currency: str
) -> Table:
    """The lists that rows hold, as one table; the first columns name the row each belongs to."""
    names = NAMED_BY.get(outer.__name__, (fields(outer)[0].name,))
    above = [column for column in _columns(outer, currency) if column.key in names]
    below = sorted(_columns(inner, currency), key=lambda column: column.is_number)
    found = []
    for row in rows:
        first = {column.key: cell for column, cell in _flat(outer, row, currency)}
        for inner_row in getattr(row, name):
            rest = {column.key: cell for column, cell in _flat(inner, inner_row, currency)}
            found.append([*(first[c.key] for c in above), *(rest[c.key] for c in below)])
    return Table(section, name, title_of(section, name), [*above, *below], found, len(above))


def _columns(hint: Any, currency: str) -> list[Column]:
    return [leaf.column for leaf in _leaves(hint, currency)]


def _with_unit(column: Column, currency: str) -> Column:
    unit = currency if column.kind == "money" else UNITS.get(column.kind)
    if unit is None or column.label.endswith("points"):
        return column
    label = column.label.removesuffix(" weeks")
    return replace(column, label=f"{label}, {unit}")


def _flat(hint: Any, facts: Any, currency: str) -> Iterator[tuple[Column, Cell]]:
    """Each single fact as a cell with its column; facts of nested dataclasses have dotted paths."""
    for leaf in _leaves(hint, currency):
        value = facts
        for step in leaf.path:
            value = None if value is None else getattr(value, step)
        yield leaf.column, _cell(leaf.owner, leaf.path[-1], leaf.column.kind, value, currency)


class Leaf(NamedTuple):
    """A single fact: its column, the path that leads to it, and the type that has it."""

    column: Column
    path: tuple[str, ...]
    owner: str


@cache
def _leaves(hint: Any, currency: str) -> list[Leaf]:
    """Every single fact of a type. Found once: a report has thousands of rows of few types."""
    return [
        Leaf(_with_unit(column, currency), tuple(column.key.split(".")), owner)
        for column, owner in _named_leaves(hint)
    ]


def _named_leaves(hint: Any, path: str = "", said: str = "") -> Iterator[tuple[Column, str]]:
    """For each single fact its column, and the name of the dataclass that has it."""
    for name, inner in _hints(hint):
        key = f"{path}{name}"
        if _row_type(inner):
            continue
        if _holds_facts(inner):
            label = "" if inner.__name__.lower() == name else name_of(hint.__name__, name)
            yield from _named_leaves(inner, f"{key}.", label)
            continue
        column = _column(hint.__name__, name, inner)
        label = column.label if not said else f"{said}: {column.label[0].lower()}{column.label[1:]}"
        yield replace(column, key=key, label=label), hint.__name__


def _holds_facts(hint: Any) -> bool:
    """True for a dataclass of further facts; Quarter is one too, but stands for one value."""
    return is_dataclass(hint) and hint is not Quarter


def _is_number(owner: str, name: str, hint: Any) -> bool:
    return (hint is int and name in NUMBERS) or f"{owner}.{name}" in KEYS


def _column(owner: str, name: str, hint: Any) -> Column:
    kind: Kind = "text"
    if hint is Decimal:
        kind = kind_of(name)
    elif hint is Quarter:
        kind = "quarter"
    elif hint is dt.date:
        kind = "date"
    elif hint is int:
        kind = "whole"
    label = name_of(owner, name)
    return Column(name, label[0].upper() + label[1:], kind, _is_number(owner, name, hint))


def _cell(owner: str, name: str, kind: Kind, value: Any, currency: str) -> Cell:
    if isinstance(value, Decimal):
        return Cell(hundredths(value), kind, currency)
    if isinstance(value, bool):
        return Cell("yes" if value else "no", kind)
    if isinstance(value, Enum):
        return Cell(str(getattr(value, "label", value.value)), kind)
    if isinstance(value, list):
        return Cell("; ".join(printable(str(each)) for each in value), kind)
    if isinstance(value, str):
        return Cell(printable(choice(owner, name, value)), kind)
    return Cell(value, kind)


def _hints(hint: Any) -> list[tuple[str, Any]]:
    """The fields of a dataclass in their order, each with its type without None."""
    found = typing.get_type_hints(hint)
    return [(each.name, _without_none(found[each.name])) for each in fields(hint)]


def _without_none(hint: Any) -> Any:
    """`X` of a type that is `X | None`; any other type as it is."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        (hint,) = (arg for arg in typing.get_args(hint) if arg is not types.NoneType)
    return hint


def _row_type(hint: Any) -> Any:
    """The dataclass of the rows, for a list of dataclasses; None for anything else."""
    if typing.get_origin(hint) is list:
        (inner,) = typing.get_args(hint)
        return inner if is_dataclass(inner) else None
    return None


def printable(text: str) -> str:
    """The text without characters that files of office programs may not hold; lines stay lines."""
    if text.isprintable():
        return text
    return "".join(
        " " if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" else c for c in text
    )
