"""Effort said in percent of what its team has available, turned into minutes."""

from collections.abc import Mapping
from functools import cached_property

from company.models import Product
from imports.kinds import Kind, Record
from imports.mapping.schema import Part
from imports.problems import Problem
from imports.values.percents import Percent, minutes_of


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
