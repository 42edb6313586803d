"""Conditions and rules in the table at hand: whether a row fits, and what a rule makes of it."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from imports.kinds import Verdict
from imports.mapping.columns import names_in
from imports.mapping.rules import Rule, Test
from imports.mapping.table_columns import Columns, Place, all_columns
from imports.problems import BadValue
from imports.values import dates

type Cells = Mapping[str, str]
type Fits = Callable[[list[str]], bool]

_BETWEEN_LABELS = re.compile(r"[,;\n]")


@dataclass(frozen=True)
class Calendar:
    """What tells past from future: the product's today and zone, and how the file writes dates."""

    today: dt.date
    zone: str
    form: str


class TableCondition:
    """Tests in one table, which a row fits when it answers all of them."""

    def __init__(self, table: Columns, tests: Sequence[Test], calendar: Calendar) -> None:
        """Raises Unreadable where a column lacks."""
        self._tests = [_TableTest(table, test, calendar) for test in tests]

    def fits(self, cells: Cells) -> bool:
        return all(test.fits(cells) for test in self._tests)

    def reason(self, cells: Cells) -> str:
        """Return why the row fits, as a phrase that many rows share."""
        return " and ".join(test.reason(cells) for test in self._tests)


class _TableTest:
    """One test in one table. A column and its repetitions answer it together."""

    def __init__(self, table: Columns, test: Test, calendar: Calendar) -> None:
        self.columns = all_columns(table, test.column)
        self._test, self._calendar = test, calendar
        there = (header for name in names_in(test.column) if (header := table.named(name)))
        self._named = tuple(dict.fromkeys(there)) or test.column
        self._fits = _answer(test, test.texts, calendar)

    def fits(self, cells: Cells) -> bool:
        # A column that the file lacks says nothing, and can only be asked whether it is blank.
        if not self.columns and self._test.blank is None:
            return False
        return self._fits([cells[column].strip().casefold() for column in self.columns])

    def reason(self, cells: Cells) -> str:
        """The test; of the texts that it looks for, the one that the row has."""
        test = self._test
        for text in test.texts if test.test in ("is", "has") else ():
            fits = _answer(test, (text,), self._calendar)
            for column in self.columns:
                if fits([cells[column].strip().casefold()]):
                    return test.in_words(column, (text,))
        return test.in_words(self._named, test.texts)


def labels_in(cell: str) -> list[str]:
    """Return the labels of a cell, which commas, semicolons or line breaks part."""
    return [label.strip() for label in _BETWEEN_LABELS.split(cell)]


def _answer(test: Test, wanted: Iterable[str], calendar: Calendar) -> Fits:
    """What tells whether cells in small letters answer the test, for one of these texts."""
    texts = [text.strip().casefold() for text in wanted]
    match test.test:
        case "is":
            return lambda cells: any(cell in texts for cell in cells)
        case "is_not":
            return lambda cells: not any(cell in texts for cell in cells)
        case "contains":
            return lambda cells: any(text in cell for cell in cells for text in texts)
        case "has":
            return lambda cells: any(label in texts for cell in cells for label in labels_in(cell))
        case "blank":
            return lambda cells: any(cells) is not test.blank
    return lambda cells: any(_lies_in(cell, texts, calendar) for cell in cells)


def _lies_in(cell: str, wanted: Iterable[str], calendar: Calendar) -> bool:
    """Whether the cell is a date of the past or the future; today is neither."""
    try:
        day = dates.day_of(cell, calendar.form, calendar.zone) if cell else calendar.today
    except BadValue:
        return False
    return ("past" in wanted and day < calendar.today) or (
        "future" in wanted and day > calendar.today
    )


class TableRule:
    """One rule in one table."""

    def __init__(self, table: Columns, rule: Rule, calendar: Calendar) -> None:
        self._rule = rule
        self._labels = all_columns(table, rule.column) if rule.prefixes else ()
        # Of a prefix the label itself is the first test: it must be found, and not only fit.
        tests = rule.and_ if rule.prefixes else rule.tests
        self._condition = TableCondition(table, tests, calendar)
        self._prefixes = [prefix.strip() for prefix in rule.prefixes]
        named = rule.special_for_column
        self._customer = Place(table, named) if named else None

    def verdict(self, cells: Cells) -> Verdict | None:
        """Return what the rule makes of the row; None where it does not fit."""
        if not self._condition.fits(cells):
            return None
        if self._prefixes:
            return self._label(cells)
        if self._customer:
            text, column = self._customer.find(cells)
            return Verdict(special_for=text, column=column)
        return Verdict(self._rule.slice, self._rule.special_for or None)

    def _label(self, cells: Cells) -> Verdict | None:
        """The customer whom a label names behind one of the prefixes."""
        for column in self._labels:
            for label in labels_in(cells[column]):
                for prefix in self._prefixes:
                    if label.casefold().startswith(prefix.casefold()):
                        return Verdict("", label[len(prefix) :].strip(), column, from_label=True)
        return None
