"""What the simulated teams log: specials first, then the lines of the plan."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from company.calendar import Quarter, quarter_of
from company.models import Role
from company.units import MINUTES_PER_DAY
from demo.scale.request import Request
from demo.scale.simulation import Simulation
from demo.scale.sizes import share
from demo.scale.timeline import Life
from portfolio.models import Item, Team
from portfolio.plan.actions import is_special

type Worked = list[tuple[Item, int, int]]  # item, minutes, people


def logging(sim: Simulation, active: dict[int, Request]) -> Life:
    """One log at the end of each week and of each quarter, until all rows are written."""
    days = workdays(sim)
    upto = {day: sim.scale.effort * (n + 1) // len(days) for n, day in enumerate(days)}
    written = 0
    for days_of_week in _weeks_within_quarters(sim, days):
        yield sim.at(days_of_week[-1], 17.5)
        rows = upto[days_of_week[-1]] - written
        written += rows
        Log(sim, days_of_week, active).write(rows)


def workdays(sim: Simulation) -> list[dt.date]:
    """Monday to Friday, from the company's first day to yesterday."""
    first, last = sim.company.start, sim.product.local_day(sim.timeline.until)
    days = (first + dt.timedelta(days=n) for n in range((last - first).days))
    return [day for day in days if day.weekday() < 5]


def _weeks_within_quarters(sim: Simulation, days: list[dt.date]) -> Iterator[list[dt.date]]:
    """The days of one week that lie in one quarter, for each in turn."""
    days_of_week: list[dt.date] = []
    key = None
    for day in days:
        found = (day.isocalendar()[:2], quarter_of(sim.product, day))
        if days_of_week and found != key:
            yield days_of_week
            days_of_week = []
        days_of_week.append(day)
        key = found
    if days_of_week:
        yield days_of_week


class Log:
    """The effort of all teams in these days of one week."""

    def __init__(self, sim: Simulation, days: list[dt.date], active: dict[int, Request]) -> None:
        self.sim, self.days, self.active = sim, days, active
        self.begun: dict[int, Item] = {}
        self.quarter: Quarter = quarter_of(sim.product, days[-1])
        self.draw = Random(f"week {(sim.product.local_day(sim.timeline.until) - days[0]).days}")  # noqa: S311 (no secret)

    def write(self, rows: int) -> None:
        """Write exactly this many rows: for specials, for services, and for lines of the plan."""
        teams, lines = self.sim.company.teams, self._lines()
        specials = self._specials(rows // 3)
        services = self.sim.company.services[: min(1, rows // 12)]
        rest = rows - sum(map(len, specials.values())) - len(services)
        for team in services:
            self._row(team, self._any_item(lines), self.days[0], 900, 2)
        for n, team in enumerate(teams):
            mine, quota = specials.get(n, []), share(rest, n, len(teams))
            for item, minutes, people in mine:
                self._row(team, item, self.draw.choice(self.days), minutes, people)
            whole = self._minutes(team) - sum(minutes for _, minutes, _ in mine)
            if quota:
                self._roadmap(team, lines.get(n) or lines[-1], max(quota, whole), quota)
        for item in self.begun.values():
            self.sim.note(item, self.sim.company.people[Role.ENGINEERING][0])

    def _minutes(self, team: Team) -> int:
        """The team's minutes in these days: a little more or less than its weeks."""
        full = team.people * team.availability * MINUTES_PER_DAY * len(self.days)
        return int(full * Decimal(self.draw.uniform(0.92, 1.02)))

    def _lines(self) -> dict[int, list[tuple[Item, float]]]:
        """By team, the items it works on and the weight of each; -1 has those of all teams."""
        found: dict[int, list[tuple[Item, float]]] = defaultdict(list)
        for line in self.sim.books[self.quarter].lines.values():
            item = line.item
            if item is None or is_special(item) or not line.weeks:
                continue
            found[-1].append((item, float(line.weeks)))
            if not self.sim.is_finished(item.pk, self.days[0]):
                found[self.sim.team_of[item.pk]].append((item, float(line.weeks)))
        return found

    def _any_item(self, lines: dict[int, list[tuple[Item, float]]]) -> Item:
        found = next(iter(self.active.values()), None)
        return found.item if found else lines[-1][0][0]

    def _specials(self, most: int) -> dict[int, Worked]:
        """The work due on each special, by team."""
        found: dict[int, Worked] = defaultdict(list)
        for request in list(self.active.values())[:most]:
            minutes = request.due(self.sim.now) - request.minutes_done
            if minutes > 0:
                team = self.sim.team_of[request.item.pk]
                people = max(1, round(minutes / MINUTES_PER_DAY / len(self.days)))
                found[team].append((request.item, minutes, people))
                request.minutes_done += minutes
        return found

    def _roadmap(
        self, team: Team, lines: list[tuple[Item, float]], minutes: int, rows: int
    ) -> None:
        """Spread the minutes over so many rows by the lines' weeks, to the minute."""
        first = self.draw.randrange(len(lines))
        chosen = [lines[(first + n) % len(lines)] for n in range(rows)]
        whole, drawn, done = sum(weight for _, weight in chosen), 0.0, 0
        for n, (item, weight) in enumerate(chosen):
            drawn += weight
            upto = max(done + 1, int(minutes * drawn / whole))
            day = self.days[n * len(self.days) // rows]
            self._row(team, item, day, upto - done, max(1, (upto - done) // MINUTES_PER_DAY))
            done = upto

    def _row(self, team: Team, item: Item, day: dt.date, minutes: int, people: int) -> None:
        sim = self.sim
        sim.records.effort.append((team.pk, item.pk, day, minutes, people))
        if not is_special(item) and (item.started_on is None or day < item.started_on):
            item.started_on = day
            self.begun[item.pk] = item
        if team.kind == Team.Kind.CORE:
            sim.spent[item.pk][self.quarter] += minutes
            sim.core_minutes[self.quarter] += minutes
            if is_special(item):
                sim.special_minutes[self.quarter] += minutes
