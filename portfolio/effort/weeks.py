"""One team's calendar week: what is logged of it, what the last one suggests, who confirmed it."""

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
# A split that is older suggests nothing any more.
LOOKS_BACK = 5 * A_WEEK
# What somebody logged, and may correct here; what an import brought is corrected in its file.
BY_HAND = Q(import_key="", is_split=False)


@dataclass(frozen=True)
class WeekRow:
    """What a team did on one item in a week, and how many people at most."""

    item: Item
    minutes: int
    people: int = 1

    @property
    def weeks(self) -> Decimal:
        return weeks_of(self.minutes)


@dataclass(frozen=True)
class WeekFacts:
    """A team's week, known by its Thursday: `rows` by hand, and what imports brought in."""

    team: Team
    week: dt.date
    rows: Sequence[WeekRow]
    brought_in: Sequence[WeekRow]
    # What was logged by hand in the latest week before it, where nothing is logged of this one.
    suggested: Sequence[WeekRow]
    suggested_week: dt.date | None
    # The latest first, with who it was.
    confirmations: Sequence[TeamWeek]

    @property
    def monday(self) -> dt.date:
        return monday_of(self.week)

    @property
    def full_minutes(self) -> int:
        return full_minutes(self.team)

    @property
    def full_weeks(self) -> Decimal:
        """What the team has in a week: people times availability."""
        return weeks_of(self.full_minutes)

    @property
    def minutes(self) -> int:
        """All that is logged, by hand and by imports."""
        return sum(row.minutes for row in (*self.rows, *self.brought_in))

    @property
    def logged_weeks(self) -> Decimal:
        return weeks_of(self.minutes)

    @property
    def brought_in_weeks(self) -> Decimal:
        return weeks_of(sum(row.minutes for row in self.brought_in))

    @property
    def offered(self) -> Sequence[WeekRow]:
        """What is logged by hand, or suggested where nothing is."""
        return self.rows or self.suggested

    @property
    def offered_weeks(self) -> Decimal:
        return weeks_of(sum(row.minutes for row in self.offered))

    @property
    def confirmed(self) -> TeamWeek | None:
        """The latest confirmation."""
        return next(iter(self.confirmations), None)

    @cached_property
    def version(self) -> str:
        """Moves with everything that is logged by hand."""
        return digest_of([(row.item.pk, row.minutes, row.people) for row in self.rows])

    @cached_property
    def offer(self) -> str:
        """Moves with what is offered to be confirmed."""
        return digest_of([(row.item.pk, row.minutes, row.people) for row in self.offered])


def full_minutes(team: Team) -> int:
    """What the team has in one week, in whole minutes."""
    return round(team.people * team.availability * MINUTES_PER_WEEK)


def effort_in(team: Team, week: dt.date) -> QuerySet[Effort]:
    """The team's effort of the days of that week."""
    return Effort.objects.filter(team=team, date__range=(monday_of(week), sunday_of(week)))


def week_facts(team: Team, week: dt.date) -> WeekFacts:
    """A fixed number of queries, whatever is logged."""
    week = thursday_of(week)
    rows = rows_by_hand(team, week)
    brought = _rows(effort_in(team, week).exclude(BY_HAND))
    suggested, since = ([], None) if rows or brought else _suggestion(team, week)
    said = TeamWeek.objects.filter(team=team, week=week).select_related("by").order_by("-pk")
    return WeekFacts(team, week, rows, brought, suggested, since, list(said))


def rows_by_hand(team: Team, week: dt.date) -> list[WeekRow]:
    """What somebody logged of the week, the most first."""
    return _rows(effort_in(team, week).filter(BY_HAND))


def _suggestion(team: Team, week: dt.date) -> tuple[list[WeekRow], dt.date | None]:
    """The latest earlier week's rows by hand, without items that were finished or dropped since."""
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
    """How far a team's last week and the running one are logged and confirmed."""

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
    """Last week as long as nothing is known of it, else the running one."""
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
    said = TeamWeek.objects.filter(product=product, week__in=weeks).select_related("by")
    by = {(row.team_id, row.week): str(row.by or "the command line") for row in said}
    teams = Team.objects.filter(product=product).select_related("lead").order_by("kind", "name")
    return [
        TeamState(
            team,
            [WeekState(w, minutes.get((team.pk, w), 0), by.get((team.pk, w))) for w in weeks],
        )
        for team in teams
    ]
