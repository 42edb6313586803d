"""Effort said in percent of what its team has available in a day, week, month or quarter."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from imports.files.table import NOUNS, NUMBER, TEXT
from imports.problems import BadValue
from imports.values import numbers
from imports.values.days import is_working_day


class Percent(Decimal):
    """A percentage of what a team has available, which is not known yet."""


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
