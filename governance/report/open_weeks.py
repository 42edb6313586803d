"""Team-weeks that nobody confirmed, named where too little is logged for a share (DESIGN 4.2).

A week is confirmed once somebody said what it was, even nothing, or where effort is logged in it.
"""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from company.calendar import sunday_of, thursday_of
from company.histories import rows_of
from governance.report.facts import OpenWeeks
from portfolio.models import Team, TeamWeek

if TYPE_CHECKING:
    from governance.report.period import ReportPeriod

A_WEEK = dt.timedelta(days=7)


def open_weeks(period: "ReportPeriod") -> list[OpenWeeks]:
    """By core team, the ended weeks of the quarter that nobody confirmed; most first.

    Four queries.
    """
    as_of, first = period.as_of, period.quarter_first
    teams = as_of.values(Team, "name", kind=Team.Kind.CORE)
    begun = dict(
        rows_of(Team, period.product).first_of_each().values_list("id", "history_date").order_by()
    )
    known = {(team, thursday_of(day)) for team, day in _logged(period)} | _confirmed(period)
    found = []
    for pk, team in teams.items():
        # Nobody can have confirmed weeks from before the team was known here.
        since = max(first, period.product.local_day(begun[pk])) if pk in begun else first
        missing = [week for week in _weeks(since, period.as_at) if (pk, week) not in known]
        if missing:
            found.append(OpenWeeks(team=team.name, count=len(missing), first=missing[0]))
    return sorted(found, key=lambda row: (-row.count, row.team))


def _logged(period: "ReportPeriod") -> set[tuple[int, dt.date]]:
    effort = period.core_effort(period.quarter_first).values_list("team", "date")
    return set(effort.distinct().order_by())


def _confirmed(period: "ReportPeriod") -> set[tuple[int, dt.date]]:
    said = TeamWeek.objects.filter(
        period.as_of.until(), product=period.product, week__gte=period.quarter_first
    )
    return set(said.values_list("team", "week").order_by())


def _weeks(since: dt.date, until: dt.date) -> Iterator[dt.date]:
    """The Thursdays of whole weeks from `since` on that had ended by `until`."""
    week = thursday_of(since)
    week = week if week >= since else week + A_WEEK
    while sunday_of(week) <= until:
        yield week
        week += A_WEEK
