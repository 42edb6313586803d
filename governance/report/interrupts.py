"""Section 6: how often which teams were interrupted.

An interrupt is one team in one calendar week with effort on an escalation, sizing too. Its
people are the most that any of its efforts names.
"""

from collections import defaultdict

from django.db.models import Max, Sum
from django.db.models.functions import TruncWeek

from governance.report.facts import InterruptRow, Interrupts
from governance.report.frame import Frame
from portfolio.queries import CORE, SPECIAL, cost_by, effort_between
from portfolio.weeks import ZERO, weeks_of


def interrupts(frame: Frame) -> Interrupts:
    effort = effort_between(frame.product, frame.first, frame.after).filter(CORE, SPECIAL)
    weekly = effort.annotate(week=TruncWeek("date")).values_list("week", "team__name")
    rows = [
        InterruptRow(
            week=week,
            team=team,
            people=people,
            weeks=weeks_of(minutes),
        )
        for week, team, people, minutes in weekly.annotate(
            most=Max("people"), minutes=Sum("minutes")
        ).order_by("week", "team__name")
    ]
    most: dict[str, int] = defaultdict(int)
    for row in rows:
        most[row.team] = max(most[row.team], row.people)
    minutes = effort.aggregate(n=Sum("minutes"))["n"] or 0
    return Interrupts(
        count=len(rows),
        teams=len(most),
        people=sum(most.values()),
        weeks=weeks_of(minutes),
        cost=sum(cost_by(frame.product, effort, None).values(), start=ZERO),
        rows=rows,
    )
