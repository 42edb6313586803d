"""What the teams of the demonstration worked on: specials first, then the plan's lines."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial

from company.units import MINUTES_PER_WEEK, minutes_of
from demo.facts import QuarterFacts, RequestFacts, Span
from demo.plans import Happening
from demo.world import World
from portfolio.effort.actions import EffortInput, log_effort
from portfolio.models import Item, Line, Team

# The percent of an average week that each week of a quarter has: holidays, the last push.
FULLNESS = (94, 100, 103, 101, 98, 104, 97, 102, 100, 105, 99, 103, 94, 100)
UNCATEGORISED = "uncategorised"


def logging(world: World) -> Iterator[Happening]:
    """One log of effort for each day on which the product's teams logged any."""
    for row in world.facts.quarters:
        if row.shares:
            sheet = Timesheet(world, row)
            for n, day in enumerate(sheet.days):
                yield _moment(world, day), 18, partial(sheet.log, n)


def _moment(world: World, day: dt.date) -> str:
    return f"t{(day - world.dates.today).days:+d}"


@dataclass
class Timesheet:
    """The effort of one quarter, log by log."""

    world: World
    row: QuarterFacts

    @cached_property
    def days(self) -> list[dt.date]:
        return self.world.dates.logging_days(self.row.n)

    @cached_property
    def week_minutes(self) -> int:
        """The minutes of the core teams in an average week of this quarter."""
        return minutes_of(Decimal(self.row.effort)) // self.world.dates.thursdays(self.row.n)

    def log(self, n: int) -> None:
        day = self.days[n]
        specials = list(self._specials(day))
        core = sum(x.minutes for x in specials if x.team.kind == x.team.Kind.CORE)
        rows = [*specials, *self._roadmap(day, self._total(n) - core)]
        world = self.world
        log_effort(product=world.product, rows=rows, actor=world.actor("engineering"))

    def _total(self, n: int) -> int:
        """The minutes of the n-th log; those of an ended quarter add up to its effort exactly."""
        if self.row.n == 0:
            full = self.week_minutes * FULLNESS[n % len(FULLNESS)] // 100
            return full if self.days[n].weekday() == 3 else full // 5
        whole = minutes_of(Decimal(self.row.effort))
        weights = FULLNESS[: len(self.days)]
        # The difference of two running sums: rounding each log alone would miss the total.
        upto = [whole * sum(weights[:k]) // sum(weights) for k in (n, n + 1)]
        return upto[1] - upto[0]

    def _specials(self, day: dt.date) -> Iterator[EffortInput]:
        for request in self.world.facts.requests:
            for span in request.effort:
                minutes = self._minutes(span, day)
                if minutes:
                    yield self._on_special(request, span, day, minutes)

    def _minutes(self, span: Span, day: dt.date) -> int:
        first, last = self.world.dates.day(span.start), self.world.dates.day(span.end)
        # `weekly` tells the running quarter only, also where its window begins before it.
        if not first <= day <= last or (span.weekly and self.row.n != 0):
            return 0
        whole = minutes_of(span.amount)
        if span.weekly:
            return whole if day.weekday() == 3 else whole // 5
        days = [each for each in self.days if first <= each <= last]
        n = days.index(day)
        return whole * (n + 1) // len(days) - whole * n // len(days)

    def _on_special(
        self, request: RequestFacts, span: Span, day: dt.date, minutes: int
    ) -> EffortInput:
        escalation = self.world.requests[request.key]
        item = escalation.item
        if item is None:
            raise ValueError(f"{request.key} was worked on before anybody sized it.")
        return EffortInput(self.world.teams[span.team], item, day, minutes, span.people)

    def _roadmap(self, day: dt.date, rest: int) -> Iterator[EffortInput]:
        """What specials left of the week, by slice, then by each line's weeks and pace.

        Rounded on the running sum, so that the rows add up to the minute.
        """
        draws = self._draws()
        whole, drawn, done = sum(draws.values()), 0.0, 0
        for item, weight in draws.items():
            drawn += weight
            minutes = round(rest * drawn / whole) - done
            done += minutes
            if minutes:
                people = max(1, round(minutes / MINUTES_PER_WEEK))
                team = self._team_of.get(item.pk, self._first_team)
                yield EffortInput(team, item, day, minutes, people)

    def _draws(self) -> dict[Item, float]:
        """The share of each item in the minutes that specials left."""
        lines = self._lines()
        return {
            item: percent * weight / sum(lines[key].values())
            for key, percent in self.row.shares.items()
            for item, weight in lines[key].items()
        }

    def _lines(self) -> dict[str, dict[Item, float]]:
        """By slice key, the items worked on and the weight of each."""
        found: dict[str, dict[Item, float]] = defaultdict(dict)
        quarter = self.world.quarter(self.row.n)
        lines = Line.objects.filter(plan__product=self.world.product, plan__quarter=quarter)
        for line in lines.filter(item__isnull=False, weeks__gt=0).select_related("item__slice"):
            item = line.item
            if item and item.slice and not item.slice.is_specials:
                found[item.slice.key][item] = float(line.weeks) * self._pace.get(item.pk, 1.0)
        for facts in self.world.facts.items:
            if not facts.slice:
                found[UNCATEGORISED][self.world.items[facts.key]] = facts.pace
        return found

    @cached_property
    def _pace(self) -> dict[int, float]:
        return {self.world.items[each.key].pk: each.pace for each in self.world.facts.items}

    @cached_property
    def _first_team(self) -> Team:
        """The team of items that name none, such as requests taken into the plan."""
        core = (team for team in self.world.teams.values() if team.kind == Team.Kind.CORE)
        return next(core)

    @cached_property
    def _team_of(self) -> dict[int, Team]:
        return {
            self.world.items[each.key].pk: self.world.teams[each.team]
            for each in self.world.facts.items
            if each.team
        }
