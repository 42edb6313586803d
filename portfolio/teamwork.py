"""What the teams propose, and what they logged: week by week, and item by item."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from company.calendar import Quarter, bounds
from company.models import Product
from company.units import hundredths, percent_of, weeks_of
from portfolio.models import Effort, Team
from portfolio.queries import (
    CORE,
    SPECIAL,
    WEEKS_PER_QUARTER,
    cost_of,
    effort_between,
    split_weeks,
    total_minutes,
)
from portfolio.slice_shares import UNCATEGORISED


@dataclass(frozen=True)
class Proposal:
    """What one team adds to the capacity: people x 13 x availability; services teams nothing."""

    team: Team
    weeks: Decimal
    logged: Decimal


@dataclass(frozen=True)
class Week:
    """One calendar week: engineer-weeks by team, in all, and the core teams' on specials."""

    monday: dt.date
    by_team: list[Decimal | None]
    total: Decimal
    special: Decimal


@dataclass(frozen=True)
class Teamwork:
    proposals: list[Proposal]
    weeks: list[Week]
    split_weeks: Decimal

    @property
    def logging(self) -> list[Team]:
        return [row.team for row in self.proposals]


def teamwork(product: Product, quarter: Quarter) -> Teamwork:
    """The teams, core ones first, and their effort in the quarter, the latest week first."""
    teams = list(Team.objects.filter(product=product).order_by("kind", "name"))
    cells: dict[dt.date, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    special: dict[dt.date, int] = defaultdict(int)
    whole: dict[int, int] = defaultdict(int)
    effort = effort_between(product, *bounds(product, quarter)).values_list("date", "team")
    core_special = Coalesce(Sum("minutes", filter=Q(CORE, SPECIAL)), 0)
    for day, team, minutes, on_specials in effort.annotate(
        n=Sum("minutes"), s=core_special
    ).order_by():
        monday = day - dt.timedelta(days=day.weekday())
        cells[monday][team] += minutes
        special[monday] += on_specials
        whole[team] += minutes
    proposals = [Proposal(team, _proposed(team), weeks_of(whole[team.pk])) for team in teams]
    weeks = [
        Week(
            monday=monday,
            by_team=[weeks_of(by[t.pk]) if t.pk in by else None for t in teams],
            total=weeks_of(sum(by.values())),
            special=weeks_of(special[monday]),
        )
        for monday, by in sorted(cells.items(), reverse=True)
    ]
    split = split_weeks(effort_between(product, *bounds(product, quarter)))
    return Teamwork(proposals, weeks, split)


def _proposed(team: Team) -> Decimal:
    return hundredths(team.people * WEEKS_PER_QUARTER * team.availability)


@dataclass(frozen=True)
class Work:
    """Core effort of a period: one row per item, most first; the sums of the rows, and of all.

    A row has item, title, slice (its key, None when uncategorised), the slice's name and minutes.
    """

    rows: QuerySet[Effort, Any]
    weeks: Decimal
    cost: Decimal
    all_weeks: Decimal
    split_weeks: Decimal

    @property
    def share(self) -> Decimal | None:
        return percent_of(self.weeks, self.all_weeks)


def work_by_item(product: Product, first: dt.date, after: dt.date, slice_key: str = "") -> Work:
    """What the core teams spent on each item from `first` to the day before `after`.

    `slice_key` leaves only one slice's items, "uncategorised" those in none.
    """
    everything = effort_between(product, first, after).filter(CORE)
    effort = everything
    if slice_key == UNCATEGORISED:
        effort = everything.filter(item__slice__isnull=True)
    elif slice_key:
        effort = everything.filter(item__slice__key=slice_key)
    named = {
        "title": F("item__title"),
        "slice": F("item__slice__key"),
        "name": F("item__slice__name"),
    }
    return Work(
        rows=effort.values("item", **named)
        .annotate(minutes=Sum("minutes"))
        .order_by("-minutes", "item"),
        weeks=weeks_of(total_minutes(effort)),
        cost=cost_of(product, effort),
        all_weeks=weeks_of(total_minutes(everything)),
        split_weeks=split_weeks(effort),
    )
