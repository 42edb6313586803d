"""The calendar: fiscal quarters of a product, months, weeks of the year and working days.

A fiscal year is named after the calendar year it ends in: with a year that starts in
February, 2026Q4 runs from November 2025 to January 2026.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

from company import clock
from company.models import Product

# What people may write; what is computed from it may reach a quarter further.
FIRST_YEAR, LAST_YEAR = 1900, 2999
FRIDAY = 4


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """One fiscal quarter, written 2026Q4."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}Q{self.number}"

    @property
    def label(self) -> str:
        """As people read it: Q4 2026."""
        return f"Q{self.number} {self.year}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The quarter written like 2026Q4. Raises ValueError."""
        found = re.fullmatch(r"([0-9]{4})Q([1-4])", text.strip().upper())
        if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            raise ValueError(f"{text!r} is not a quarter. Write it like 2026Q4.")
        return cls(int(found[1]), int(found[2]))

    def plus(self, quarters: int) -> "Quarter":
        """The quarter that many later (or earlier, when negative)."""
        index = self.year * 4 + self.number - 1 + quarters
        return Quarter(index // 4, index % 4 + 1)

    @property
    def earlier(self) -> "Quarter | None":
        """The quarter before, for links to page back; None before the first."""
        return None if self == Quarter(FIRST_YEAR, 1) else self.previous

    @property
    def later(self) -> "Quarter | None":
        """The quarter after, for links to page on; None after the last."""
        return None if self == Quarter(LAST_YEAR, 4) else self.next

    @property
    def next(self) -> "Quarter":
        return self.plus(1)

    @property
    def previous(self) -> "Quarter":
        return self.plus(-1)


def by_quarter[Value](values: Mapping[Quarter, Value]) -> dict[str, Value]:
    """The values by quarter as text ("2026Q4"), as the ledger writes them."""
    return {str(quarter): value for quarter, value in values.items()}


def quarter_of(product: Product, day: dt.date) -> Quarter:
    """The fiscal quarter of the product in which `day` lies."""
    start = product.fiscal_year_start
    # A fiscal year is named after the year it ends in; one from January ends in its own.
    ends_next_year = start > 1 and day.month >= start
    return Quarter(day.year + ends_next_year, (day.month - start) % 12 // 3 + 1)


def bounds(product: Product, quarter: Quarter) -> tuple[dt.date, dt.date]:
    """The first day of the quarter and the first day after it."""
    start = product.fiscal_year_start
    months = (quarter.year - (start > 1)) * 12 + start - 1 + (quarter.number - 1) * 3
    return _first_of(months), _first_of(months + 3)


def is_working_day(day: dt.date) -> bool:
    return day.weekday() <= FRIDAY


def working_days_after(day: dt.date, count: int) -> dt.date:
    """The working day that is `count` working days after `day`, which itself does not count."""
    while count:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(first: dt.date, last: dt.date) -> int:
    """How many working days there are after `first`, up to and with `last`."""
    # By whole weeks, each with five working days, so that only the odd days are walked through.
    weeks, rest = divmod(max(0, (last - first).days), 7)
    odd = (first + dt.timedelta(days=n) for n in range(1, rest + 1))
    return weeks * 5 + sum(map(is_working_day, odd))


def first_working_day(day: dt.date) -> dt.date:
    """The first working day of the month that the day lies in."""
    return working_days_after(day.replace(day=1) - dt.timedelta(days=1), 1)


def tenth_working_day(product: Product, quarter: Quarter) -> dt.date:
    """The tenth working day of the quarter.

    A plan agreed by the end of this day counts as agreed at the start (DESIGN 4.1).
    """
    first, _ = bounds(product, quarter)
    return working_days_after(first - dt.timedelta(days=1), 10)


def months_of(product: Product, quarter: Quarter) -> list[dt.date]:
    """The first days of the quarter's three months."""
    first, _ = bounds(product, quarter)
    return [_first_of(first.year * 12 + first.month - 1 + n) for n in range(3)]


def month_bounds(month: dt.date) -> tuple[dt.date, dt.date]:
    """The first day of the month of `month` and the first day after it."""
    index = month.year * 12 + month.month - 1
    return _first_of(index), _first_of(index + 1)


def today(product: Product) -> dt.date:
    """The calendar day that it is now in the product's time zone."""
    return product.local_day(clock.now())


def running_quarter(product: Product) -> Quarter:
    """The fiscal quarter that it is now in the product's time zone."""
    return quarter_of(product, today(product))


def thursday_of(day: dt.date) -> dt.date:
    """The Thursday of the day's week, which dates a weekly entry (DESIGN section 1)."""
    return day + dt.timedelta(days=3 - day.weekday())


def monday_of(day: dt.date) -> dt.date:
    """The first day of the day's week."""
    return day - dt.timedelta(days=day.weekday())


def sunday_of(day: dt.date) -> dt.date:
    """The last day of the day's week: no effort is later than the running one's."""
    return day + dt.timedelta(days=6 - day.weekday())


def _first_of(months: int) -> dt.date:
    return dt.date(months // 12, months % 12 + 1, 1)


if TYPE_CHECKING:
    QuarterText = models.CharField[Quarter | str, Quarter]
    OptionalText = models.CharField[Quarter | str | None, Quarter | None]
else:  # Django's fields take their types in its stubs only
    QuarterText = OptionalText = models.CharField


@cache
def _kept_quarter(text: str) -> Quarter:
    """The quarter of a stored text, such as 2026Q4.

    Cached: there are few quarters, and a page may read thousands of rows of each.
    """
    return Quarter(int(text[:4]), int(text[-1]))


class KeptAsText:
    """A model field that stores a quarter as its text, whose order is that of time."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "max_length": 6})
        # CharField's length validator would take len() of a Quarter, which has none.
        kept: Any = self  # a field, whose validators Django's stubs do not know here
        kept.validators = [v for v in kept.validators if not isinstance(v, MaxLengthValidator)]

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()  # type: ignore[misc]  # a field's
        del options["max_length"]
        return name, path, args, options

    def from_db_value(self, value: str | None, *_: Any) -> Quarter | None:
        return None if value is None else _kept_quarter(value)

    def to_python(self, value: Any) -> Any:
        if value in (None, "") or isinstance(value, Quarter):
            return value or None
        try:
            return Quarter.parse(str(value))
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(value)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))  # type: ignore[attr-defined]  # a field's


class QuarterField(KeptAsText, QuarterText):
    """A column that holds a quarter."""


class OptionalQuarterField(KeptAsText, OptionalText):
    """A column that holds a quarter or NULL."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "null": True, "blank": True})
