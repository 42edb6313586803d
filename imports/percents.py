"""Effort said in percent of what its team has available in a day, week, month or quarter."""

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from imports import values
from imports.problems import BadValue
from imports.splitting import is_working_day


class Percent(Decimal):
    """So many percent of what is not known yet."""


def percent(text: str, sign: str = "") -> Percent:
    """The percentage that `text` writes, with its sign or without. Raises BadValue."""
    number = values.number(text.strip().removesuffix("%"), sign)
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


def team_minutes(minutes: Mapping[str, int], team: str) -> int:
    """What the team has on a working day. Raises BadValue where it has nobody."""
    if found := minutes.get(team.casefold(), 0):
        return found
    raise BadValue(
        f"the team {team!r} has nobody available, so that a percentage of it is nothing",
        "Add the team, and say how many people it has.",
    )


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
