"""Effort said in percent of what its team has available in a day, week, month or quarter."""

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from company.models import Product
from imports.files.cell_types import NOUNS, NUMBER, TEXT
from imports.kinds import Kind, Record
from imports.mapping.part import Part
from imports.problems import BadValue, Problem
from imports.run.effort_splitting import is_working_day
from imports.values import numbers


class Percent(Decimal):
    """So many percent of what is not known yet."""


def percent(text: str, kind: str = TEXT, sign: str = "") -> Percent:
    """The percentage that a cell says, with its sign or without. Raises BadValue.

    A workbook keeps 20% as 0.2: a typed number up to 1 is a share of the whole.
    """
    if kind not in (TEXT, NUMBER):
        raise BadValue(f"{text!r} is {NOUNS[kind]}", "Give the percentage as a number.")
    if kind == TEXT:
        number = numbers.number(text.strip().removesuffix("%"), sign)
    else:
        number = Decimal(text) * 100 if Decimal(text) <= 1 else Decimal(text)
    if number < 0:
        raise BadValue(f"{text!r} is negative", "Time spent is more than 0.")
    return Percent(number)


def minutes_of(share: Percent, a_day: int, day: dt.date, period: str, year_start: int) -> int:
    """Whole minutes, half up: that percentage of the working days of the period around `day`.

    `a_day` is what the team has on one of them; `year_start` the month a fiscal year begins in.
    """
    whole = a_day * _working_days(day, period, year_start)
    exact = share * whole / 100
    rounded = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    return rounded or int(exact > 0)


class Percents:
    """Turns amounts in percent into the minutes of their teams."""

    def __init__(self, kind: Kind, part: Part, product: Product) -> None:
        self._kind, self._part, self._product = kind, part, product

    def take(self, record: Record, column: str) -> None:
        """The record's amount, if it is one in percent. `column` is where its team stands."""
        share, day = record.values.get("amount"), record.values.get("date")
        team = record.values.get("team", "")
        if not isinstance(share, Percent) or day is None or not team:
            return
        if a_day := self._minutes_a_day.get(team.casefold(), 0):
            start = self._product.fiscal_year_start
            minutes = minutes_of(share, a_day, day, self._part.percent_of, start)
            record.values["amount"] = minutes
        if not a_day or not record.values["amount"]:
            reason = f"a percentage of what the team {team!r} has available is nothing"
            fix = "Say how many people it has, or leave the row out."
            record.problems.append(Problem(column, team, reason, fix))

    @cached_property
    def _minutes_a_day(self) -> Mapping[str, int]:
        capacity = self._kind.capacity
        return capacity.minutes_a_day(self._product) if capacity else {}


def _working_days(day: dt.date, period: str, year_start: int) -> int:
    if period in ("day", "week"):
        return 1 if period == "day" else 5
    first = day.replace(day=1)
    months = 1 if period == "month" else 3
    for _ in range((day.month - year_start) % months if period == "quarter" else 0):
        first = (first - dt.timedelta(days=1)).replace(day=1)
    after = first
    for _ in range(months):
        after = (after + dt.timedelta(days=31)).replace(day=1)
    days = (first + dt.timedelta(days=n) for n in range((after - first).days))
    return sum(map(is_working_day, days))
