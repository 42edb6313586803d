"""How a file would be read: its first rows field by field, and what rules make of its rows."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from company.models import Product
from company.templatetags.daylight import weeks_from_minutes
from company.texts import long_day
from imports import kinds
from imports.fields import Field, Type
from imports.files.table import Table
from imports.kinds import Kind, Record
from imports.mapping.interpretations import OTHERS, SLICE, UNSORTED, Interpretation
from imports.mapping.schema import Mapping
from imports.problems import BadMapping, Unreadable
from imports.run.result import Result
from imports.run.row_reader import RowReader
from imports.values.rates import CURRENCY

ROWS_SHOWN = 6
# Rules are tried on as many rows, which takes about a second.
ROWS_TRIED = 10_000
FAULTS_SHOWN = 6
MEANINGS_SHOWN = 60


@dataclass(frozen=True)
class PreviewCell:
    """One field's value as it would be kept, or what is wrong with it."""

    name: str
    text: str
    fault: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class PreviewRow:
    """One row as it would be kept; `becomes` says what the rules make of it."""

    number: int
    cells: list[PreviewCell]
    becomes: str = ""


@dataclass(frozen=True)
class ValueQuestion:
    """What a text is taken for, and the buttons that give it a meaning: label, sent, pressed."""

    value: Interpretation
    choices: list[tuple[str, str, bool]]


@dataclass(kw_only=True)
class Preview(Result):
    """What one kind would become of the rows tried: a result of which nothing is imported."""

    kind: Kind
    fields: list[Field] = field(default_factory=list)
    rows: list[PreviewRow] = field(default_factory=list)
    tried: int = 0
    is_whole: bool = True
    faults: Counter[str] = field(default_factory=Counter)
    slices: Counter[str] = field(default_factory=Counter)
    special_rows: int = 0
    special_for: set[str] = field(default_factory=set)
    unsorted: int = 0
    refusal: str = ""
    unread_logs: str = ""
    converted: list[str] = field(default_factory=list)
    # By field, the meanings that its texts may be given: as kept, and as people say it.
    choices: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def fallen(self) -> list[ValueQuestion]:
        """The texts that nobody gave a meaning, the most frequent first."""
        return [self._asked(each) for each in self.meanings.fallen()[:MEANINGS_SHOWN]]

    @property
    def meant(self) -> list[ValueQuestion]:
        """The texts that the mapping, or they themselves, give a meaning."""
        named = [each for each in self.meanings.found() if not each.fell]
        return [self._asked(each) for each in named[:MEANINGS_SHOWN]]

    def _asked(self, one: Interpretation) -> ValueQuestion:
        choices = self.choices.get(one.field, []) if one.text != OTHERS else []
        buttons = []
        for value, label in choices:
            sent = json.dumps([self.kind.name, one.field, one.text, value])
            buttons.append((label, sent, value == one.means and not one.fell))
        return ValueQuestion(one, buttons)

    @property
    def rows_left_out(self) -> int:
        return self.left_out.total()

    @property
    def coming(self) -> int:
        """Return how many of the rows tried would be imported."""
        return self.tried - self.rejected - self.rows_left_out

    @property
    def sorts(self) -> bool:
        """Whether rules sort the rows into slices."""
        return self.kind.slices is not None

    @property
    def worst_faults(self) -> list[tuple[str, int]]:
        return self.faults.most_common(FAULTS_SHOWN)

    @property
    def why_left_out(self) -> list[tuple[str, int]]:
        return self.left_out.most_common()

    @property
    def by_slice(self) -> list[tuple[str, int]]:
        return self.slices.most_common()


def preview(
    table: Table, mapping: Mapping, wanted: Sequence[str], product: Product
) -> list[Preview]:
    """A look for each kind. Reads at most ROWS_TRIED rows and changes nothing."""
    return [_look(kinds.get(name), table, mapping, product) for name in wanted]


def _look(kind: Kind, table: Table, mapping: Mapping, product: Product) -> Preview:
    look = Preview(kind=kind, imported=False)
    try:
        reader = RowReader(kind, mapping, table, product)
    except (BadMapping, Unreadable) as error:
        look.refusal = str(error)
        return look
    given = {*reader.columns, *reader.part.constants}
    look.fields = [each for each in kind.fields if each.name in given - {CURRENCY}]
    look.choices = {each.name: list(each.choices.items()) for each in look.fields if each.choices}
    if kind.slices:
        look.choices[SLICE] = kind.slices(product)
    for row in islice(table.rows(), ROWS_TRIED):
        look.tried += 1
        records = reader.records(row, look)
        for record in records:
            _count(look, record)
        if records and len(look.rows) < ROWS_SHOWN:
            look.rows.append(_shown_row(look.fields, records[0], reader))
    look.converted = reader.rates.sentences()
    look.unread_logs = reader.unread_logs
    look.is_whole = look.tried >= table.total
    return look


def _count(look: Preview, record: Record) -> None:
    if record.problems:
        look.rejected += 1
        # Once for each row, and in the order that a person meets them.
        look.faults.update(dict.fromkeys((f"{p.column}: {p.reason}" for p in record.problems), 1))
        return
    if not look.sorts:
        return
    if record.verdict.special_for is not None:
        look.special_rows += 1
        look.special_for.add(record.verdict.special_for)
    elif record.slice:
        look.slices[record.slice] += 1
    else:
        look.unsorted += 1


def _shown_row(fields: Sequence[Field], record: Record, reader: RowReader) -> PreviewRow:
    faults = {problem.column: problem.reason for problem in record.problems}
    cells = []
    for each in fields:
        column = reader.columns.get(each.name, each.name)
        if each.name in record.values:
            cells.append(_shown(each, record.values[each.name]))
        else:
            text = record.row.cells.get(column, "")
            cells.append(
                PreviewCell(
                    each.name, text, faults.get(column) or faults.get(each.name, "not read")
                )
            )
    return PreviewRow(record.row.number, cells, _becomes(record))


def _becomes(record: Record) -> str:
    if record.verdict.special_for is not None:
        return f"special for {record.verdict.special_for or 'nobody named'}"
    return record.slice or UNSORTED


def _shown(each: Field, value: Any) -> PreviewCell:
    if value is None or value == "":
        return PreviewCell(each.name, "")
    if each.type is Type.MINUTES:
        return PreviewCell(each.name, f"{weeks_from_minutes(value)} wk", is_number=True)
    if isinstance(value, dt.date):
        return PreviewCell(each.name, long_day(value))
    if isinstance(value, bool):
        return PreviewCell(each.name, "yes" if value else "no")
    return PreviewCell(each.name, str(value), is_number=isinstance(value, int | Decimal))
