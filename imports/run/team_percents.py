"""Effort said in percent of what its team has available, turned into minutes."""

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from company.calendar import bounds, month_bounds, quarter_of, working_days_between
from company.models import Product
from imports.kinds import Kind, Record
from imports.mapping.schema import Part
from imports.values.percents import Percent


class TeamPercents:
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
            whole = a_day * _working_days(self._product, day, self._part.percent_of)
            exact = share * whole / 100
            rounded = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
            # Something is never rounded to nothing.
            record.values["amount"] = rounded or int(exact > 0)
        if not a_day or not record.values["amount"]:
            reason = f"a percentage of what the team {team!r} has available is nothing"
            fix = "Say how many people it has, or leave the row out."
            record.reject(column, team, reason, fix)

    @cached_property
    def _minutes_a_day(self) -> Mapping[str, int]:
        capacity = self._kind.capacity
        return capacity.minutes_a_day(self._product) if capacity else {}


def _working_days(product: Product, day: dt.date, period: str) -> int:
    """How many the period around the day has: one of PERIODS in imports.mapping.schema."""
    if period in ("day", "week"):
        return 1 if period == "day" else 5
    whole = month_bounds(day) if period == "month" else bounds(product, quarter_of(product, day))
    first, after = (each - dt.timedelta(days=1) for each in whole)
    return working_days_between(first, after)
