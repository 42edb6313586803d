"""Section 6: how often which teams were interrupted.

An interrupt is one team in one calendar week with effort on an escalation, sizing too. Its
people are the most that any of its efforts names.
"""

import datetime as dt
from collections import Counter, defaultdict

from django.db.models import Max, Sum
from django.db.models.functions import TruncWeek

from company.units import ZERO, hundredths, weeks_of
from governance.report.facts import InterruptRow, Interrupts
from governance.report.period import ReportPeriod
from portfolio.effort.cost import by_rate, exact_cost
from portfolio.models import Team


def interrupts(period: ReportPeriod) -> Interrupts:
    effort = period.core_effort(period.first).filter(item__among=period.special_this_month)
    weekly = by_rate(effort, period.rates).annotate(week=TruncWeek("date"))
    people: dict[tuple[dt.date, int], int] = defaultdict(int)
    minutes: Counter[tuple[dt.date, int]] = Counter()
    cost = ZERO
    sums = weekly.values_list("week", "team", "rate").annotate(most=Max("people"), n=Sum("minutes"))
    for week, team, rate, most, spent in sums.order_by():
        people[week, team] = max(people[week, team], most)
        minutes[week, team] += spent
        cost += exact_cost(spent, period.rates[rate])
    teams = period.as_of.needed(Team, "name", keys={team for _, team in minutes})
    rows = [
        InterruptRow(
            week=week, team=teams[team].name, people=people[week, team], weeks=weeks_of(spent)
        )
        for (week, team), spent in minutes.items()
    ]
    largest: dict[str, int] = defaultdict(int)
    for row in rows:
        largest[row.team] = max(largest[row.team], row.people)
    return Interrupts(
        count=len(rows),
        teams=len(largest),
        people=sum(largest.values()),
        weeks=weeks_of(minutes.total()),
        cost=hundredths(cost),
        rows=sorted(rows, key=lambda row: (row.week, row.team)),
    )
