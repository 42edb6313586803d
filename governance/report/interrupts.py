"""Section 6: how often which teams were interrupted.

An interrupt is one team in one calendar week with effort on an escalation, sizing too. Its
people are the most that any of its efforts names.
"""

from collections import defaultdict

from django.db.models import Max, Sum
from django.db.models.functions import TruncWeek

from company.units import weeks_of
from governance.report.facts import InterruptRow, Interrupts
from governance.report.period import ReportPeriod
from portfolio.effort.cost import cost_of
from portfolio.models import Team


def interrupts(period: ReportPeriod) -> Interrupts:
    effort = period.core_effort(period.first).filter(item__in=period.special_this_month)
    weekly = effort.annotate(week=TruncWeek("date")).values_list("week", "team")
    found = list(weekly.annotate(most=Max("people"), n=Sum("minutes")).order_by())
    teams = period.as_of.needed(Team, "name", keys={team for _, team, _, _ in found})
    rows = [
        InterruptRow(week=week, team=teams[team].name, people=people, weeks=weeks_of(minutes))
        for week, team, people, minutes in found
    ]
    most: dict[str, int] = defaultdict(int)
    for row in rows:
        most[row.team] = max(most[row.team], row.people)
    return Interrupts(
        count=len(rows),
        teams=len(most),
        people=sum(most.values()),
        weeks=weeks_of(sum(minutes for *_, minutes in found)),
        cost=cost_of(period.product, effort),
        rows=sorted(rows, key=lambda row: (row.week, row.team)),
    )
