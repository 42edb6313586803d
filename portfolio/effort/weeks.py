"""One team's calendar week: what is logged, what the last one suggests, who confirmed it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Max, Q, QuerySet, Sum

from company.calendar import monday_of, sunday_of, thursday_of, today
from company.models import Product
from company.units import MINUTES_PER_WEEK, weeks_of
from company.versions import digest_of
from portfolio.models import Effort, Item, Team, TeamWeek

A_WEEK = dt.timedelta(days=7)
# Weeks that lie further back suggest nothing.
LOOKS_BACK = 5 * A_WEEK
# Effort that people logged, and may correct; what an import brought is corrected in its file.
BY_HAND = Q(import_key="", is_split=False)


@dataclass(frozen=True)
class WeekRow:
    """A team's minutes on one item in a week, and the most people at once."""

    item: Item
    minutes: int
    people: int = 1

    @property
    def weeks(self) -> Decimal:
        return weeks_of(self.minutes)


@dataclass(frozen=True)
class WeekFacts:
    """A team's week, dated by its Thursday: `rows` by hand, and what imports brought in."""

    team: Team
    week: dt.date
    rows: Sequence[WeekRow]
    brought_in: Sequence[WeekRow]
    # The rows by hand of the latest week before it, if nothing is logged in this one.
    suggested: Sequence[WeekRow]
    suggested_week: dt.date | None
    # The latest first.
    confirmations: Sequence[TeamWeek]

    @property
    def monday(self) -> dt.date:
        return monday_of(self.week)

    @property
    def full_minutes(self) -> int:
        return full_minutes(self.team)

    @property
    def full_weeks(self) -> Decimal:
        """Engineer-weeks the team has in a week: people x availability."""
        return weeks_of(self.full_minutes)

    @property
    def minutes(self) -> int:
        """All minutes logged, by hand and by imports."""
        return sum(row.minutes for row in (*self.rows, *self.brought_in))

    @property
    def logged_weeks(self) -> Decimal:
        return weeks_of(self.minutes)

    @property
    def brought_in_weeks(self) -> Decimal:
        return weeks_of(sum(row.minutes for row in self.brought_in))

    @property
    def offered(self) -> Sequence[WeekRow]:
        """The rows by hand, or those suggested where there are none."""
        return self.rows or self.suggested

    @property
    def offered_weeks(self) -> Decimal:
        return weeks_of(sum(row.minutes for row in self.offered))

    @property
    def confirmed(self) -> TeamWeek | None:
        """The latest confirmation, or None."""
        return next(iter(self.confirmations), None)

    @cached_property
    def version(self) -> str:
        """Its version, which moves with everything logged by hand."""
        return digest_of([(row.item.pk, row.minutes, row.people) for row in self.rows])

    @cached_property
    def offer(self) -> str:
        """A digest that moves with what is offered to be confirmed."""
        return digest_of([(row.item.pk, row.minutes, row.people) for row in self.offered])


def full_minutes(team: Team) -> int:
    """What the team has in one week, in whole minutes."""
    return round(team.people * team.availability * MINUTES_PER_WEEK)


def effort_in(team: Team, week: dt.date) -> QuerySet[Effort]:
    """The team's effort of the days of that week."""
    return Effort.objects.filter(team=team, date__range=(monday_of(week), sunday_of(week)))


def week_facts(team: Team, week: dt.date) -> WeekFacts:
    """The facts of the week that the day lies in, in a fixed number of queries."""
    week = thursday_of(week)
    rows = rows_by_hand(team, week)
    brought = _rows(effort_in(team, week).exclude(BY_HAND))
    suggested, since = ([], None) if rows or brought else _suggestion(team, week)
    said = TeamWeek.objects.filter(team=team, week=week).select_related("by").order_by("-pk")
    return WeekFacts(team, week, rows, brought, suggested, since, list(said))


def rows_by_hand(team: Team, week: dt.date) -> list[WeekRow]:
    """What people logged in the week, the most first."""
    return _rows(effort_in(team, week).filter(BY_HAND))


def _suggestion(team: Team, week: dt.date) -> tuple[list[WeekRow], dt.date | None]:
    """The rows by hand of the latest earlier week, and its Thursday.

    Without items that were finished or closed before this week.
    """
    monday = monday_of(week)
    earlier = Effort.objects.filter(BY_HAND, team=team, date__lt=monday)
    last = earlier.filter(date__gte=monday - LOOKS_BACK).aggregate(last=Max("date"))["last"]
    if last is None:
        return [], None
    rows = rows_by_hand(team, last)
    return [row for row in rows if not _ended(row.item, monday)], thursday_of(last)


def _ended(item: Item, monday: dt.date) -> bool:
    return any(day is not None and day < monday for day in (item.finished_on, item.closed_on))


def _rows(effort: QuerySet[Effort]) -> list[WeekRow]:
    sums = effort.values_list("item").annotate(n=Sum("minutes"), most=Max("people"))
    found = list(sums.order_by("-n", "item"))
    items = Item.objects.select_related("slice").in_bulk([item for item, _, _ in found])
    return [WeekRow(items[item], int(n), most) for item, n, most in found]


@dataclass(frozen=True)
class TeamState:
    """How much of a team's last week and of the running one is logged and confirmed."""

    team: Team
    weeks: Sequence["WeekState"]

    @property
    def wanted(self) -> dt.date:
        """The week to log next."""
        return wanted_of(self.weeks)


@dataclass(frozen=True)
class WeekState:
    week: dt.date
    minutes: int
    confirmed_by: str | None

    @property
    def monday(self) -> dt.date:
        return monday_of(self.week)

    @property
    def logged_weeks(self) -> Decimal:
        return weeks_of(self.minutes)


def wanted_of(weeks: Sequence[WeekState]) -> dt.date:
    """The Thursday of the week to log next: last week until something is known of it."""
    last, running = weeks
    is_known = last.minutes or last.confirmed_by is not None
    return running.week if is_known else last.week


def states_of(product: Product) -> list[TeamState]:
    """Every team's last week and the running one. Three queries."""
    running = thursday_of(today(product))
    weeks = (running - A_WEEK, running)
    first, last = monday_of(weeks[0]), sunday_of(running)
    minutes: dict[tuple[int, dt.date], int] = {}
    effort = Effort.objects.filter(product=product, date__range=(first, last))
    for team, day, n in effort.values_list("team", "date").annotate(n=Sum("minutes")).order_by():
        key = team, thursday_of(day)
        minutes[key] = minutes.get(key, 0) + int(n)
    confirmations = TeamWeek.objects.filter(product=product, week__in=weeks).select_related("by")
    by = {(row.team_id, row.week): str(row.by or "the command line") for row in confirmations}
    teams = Team.objects.filter(product=product).select_related("lead").order_by("kind", "name")
    return [
        TeamState(
            team,
            [WeekState(w, minutes.get((team.pk, w), 0), by.get((team.pk, w))) for w in weeks],
        )
        for team in teams
    ]
