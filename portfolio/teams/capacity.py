"""What the teams propose as capacity, and what they logged week by week."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from company.calendar import Quarter, bounds, monday_of, thursday_of
from company.models import Product
from company.units import hundredths, weeks_of
from portfolio.effort.queries import CORE, SPECIAL, effort_between, split_weeks
from portfolio.models import Team
from portfolio.plan.queries import WEEKS_PER_QUARTER, capacity_of


@dataclass(frozen=True)
class Proposal:
    """What one team proposes a quarter: people x 13 x availability; and what it logged in it."""

    team: Team
    weeks: Decimal
    logged: Decimal


@dataclass(frozen=True)
class Week:
    """One calendar week: engineer-weeks by team, in all, and core teams' on specials."""

    monday: dt.date
    # Each team with its weeks; None where it logged nothing.
    by_team: list[tuple[Team, Decimal | None]]
    total: Decimal
    special: Decimal

    @property
    def thursday(self) -> dt.date:
        """The day its own pages are addressed by."""
        return thursday_of(self.monday)


@dataclass(frozen=True)
class Teamwork:
    proposals: list[Proposal]
    weeks: list[Week]
    split_weeks: Decimal

    @property
    def logging(self) -> list[Team]:
        return [row.team for row in self.proposals]


def teamwork(product: Product, quarter: Quarter) -> Teamwork:
    """The teams, core ones first, with their effort in the quarter, the latest week first."""
    teams = list(Team.objects.filter(product=product).order_by("kind", "name"))
    cells: dict[dt.date, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    special: dict[dt.date, int] = defaultdict(int)
    whole: dict[int, int] = defaultdict(int)
    effort = effort_between(product, *bounds(product, quarter)).values_list("date", "team")
    core_special = Coalesce(Sum("minutes", filter=Q(CORE, SPECIAL)), 0)
    for day, team, minutes, on_specials in effort.annotate(
        n=Sum("minutes"), s=core_special
    ).order_by():
        monday = monday_of(day)
        cells[monday][team] += minutes
        special[monday] += on_specials
        whole[team] += minutes
    proposals = [Proposal(team, _proposed(team), weeks_of(whole[team.pk])) for team in teams]
    weeks = [
        Week(
            monday=monday,
            by_team=[(t, weeks_of(by[t.pk]) if t.pk in by else None) for t in teams],
            total=weeks_of(sum(by.values())),
            special=weeks_of(special[monday]),
        )
        for monday, by in sorted(cells.items(), reverse=True)
    ]
    split = split_weeks(effort_between(product, *bounds(product, quarter)))
    return Teamwork(proposals, weeks, split)


def proposed_with(product: Product, team: Team) -> Decimal:
    """What the core teams would propose if this team were as given, saved or not."""
    others = Team.objects.filter(product=product, kind=Team.Kind.CORE).exclude(pk=team.pk)
    shares = [(each.people, each.availability) for each in others]
    if team.kind == Team.Kind.CORE:
        shares.append((team.people, team.availability))
    return capacity_of(shares)


def _proposed(team: Team) -> Decimal:
    return hundredths(team.people * WEEKS_PER_QUARTER * team.availability)
