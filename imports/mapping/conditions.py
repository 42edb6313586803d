"""Rules in the table at hand: whether a row fits, and what a rule then says of it."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from imports.mapping.columns import Choice, Columns, Place, columns_in, names_in
from imports.mapping.rules import Condition, Rule, Test
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


class Fitting:
    """A condition in one table."""

    def __init__(self, table: Columns, condition: Condition, calendar: Calendar) -> None:
        self._tests = [_Question(table, test, calendar) for test in condition.tests]

    def __call__(self, cells: Cells) -> bool:
        return all(question.fits(cells) for question in self._tests)

    def reason(self, cells: Cells) -> str:
        """Why the row fits, in a sentence that many rows share."""
        return " and ".join(question.reason(cells) for question in self._tests)


class _Question:
    """One test in one table. A column and its repetitions answer it together."""

    def __init__(self, table: Columns, test: Test, calendar: Calendar) -> None:
        self.columns = all_columns(table, test.columns)
        self._calendar = calendar
        there = (header for name in names_in(test.columns) if (header := table.named(name)))
        self._test = replace(test, columns=tuple(dict.fromkeys(there)) or test.columns)
        self._blank = test.test == "blank"
        self._fits = _answer(test, calendar)

    def fits(self, cells: Cells) -> bool:
        if not self.columns and not self._blank:
            return False
        return self._fits([cells[column].strip().casefold() for column in self.columns])

    def reason(self, cells: Cells) -> str:
        """The test; of the texts that it looks for, the one that the row has."""
        for text in self._test.texts if self._test.test in ("is", "has") else ():
            said = _answer(replace(self._test, texts=(text,)), self._calendar)
            for column in self.columns:
                if said([cells[column].strip().casefold()]):
                    return str(replace(self._test, columns=column, texts=(text,)))
        return str(self._test)


def all_columns(table: Columns, choice: Choice) -> tuple[str, ...]:
    """Every column of the choice that the table has, with all repetitions."""
    found = columns_in(table, choice)
    if isinstance(choice, str):
        found = [table.repeats(found[0][0])]
    return tuple(dict.fromkeys(column for repeats in found for column in repeats))


def labels_in(cell: str) -> list[str]:
    """The labels of a cell, which commas, semicolons or line breaks part."""
    return [label.strip() for label in _BETWEEN_LABELS.split(cell)]


def _answer(test: Test, calendar: Calendar) -> Fits:
    texts = [text.strip().casefold() for text in test.texts]
    match test.test:
        case "is":
            return lambda said: any(cell in texts for cell in said)
        case "is_not":
            return lambda said: not any(cell in texts for cell in said)
        case "contains":
            return lambda said: any(text in cell for cell in said for text in texts)
        case "has":
            return lambda said: any(label in texts for cell in said for label in labels_in(cell))
        case "blank":
            return lambda said: any(said) is not test.wanted
    return lambda said: any(_lies_in(cell, texts, calendar) for cell in said)


def _lies_in(cell: str, wanted: Iterable[str], calendar: Calendar) -> bool:
    """Whether the cell is a date of the past or the future; today is neither."""
    try:
        day = dates.day_of(cell, calendar.form, calendar.zone) if cell else calendar.today
    except BadValue:
        return False
    return ("past" in wanted and day < calendar.today) or (
        "future" in wanted and day > calendar.today
    )


@dataclass(slots=True)
class Verdict:
    """What the first rule that fits makes of a row: a slice, or a special for a customer."""

    slice_key: str = ""
    special_for: str | None = None
    column: str = ""
    from_label: bool = False


class Sorter:
    """One rule in one table."""

    def __init__(self, table: Columns, rule: Rule, calendar: Calendar) -> None:
        self._rule = rule
        tests = rule.condition.tests
        self._labels = all_columns(table, tests[0].columns) if rule.prefixes else ()
        further = Condition(tests[1:]) if rule.prefixes else rule.condition
        self._fits = Fitting(table, further, calendar)
        self._prefixes = [prefix.strip() for prefix in rule.prefixes]
        named = rule.special_for_column
        self._customer = Place(table, named) if named else None

    def verdict(self, cells: Cells) -> Verdict | None:
        """What the rule says of the row; None where it does not fit."""
        if not self._fits(cells):
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
