"""On Fridays of the running quarter the teams' leads confirm the week's effort."""

import datetime as dt
from collections.abc import Iterator
from functools import partial

from company.calendar import thursday_of
from demo.plans import Happening
from demo.world import World
from portfolio.effort.week_actions import confirm_week
from portfolio.effort.weeks import A_WEEK, rows_by_hand
from portfolio.models import Team
from portfolio.teams.friday import ask_leads

FRIDAY_AFTER = dt.timedelta(days=1)


def confirming(world: World) -> Iterator[Happening]:
    """The confirmations of every ended week but the last, whose leads have not answered yet."""
    running = thursday_of(world.dates.today)
    weeks = sorted({thursday_of(day) for day in world.dates.logging_days(0)})
    for week in weeks:
        days = (week + FRIDAY_AFTER - world.dates.today).days
        if week < running - A_WEEK:
            for team in world.teams.values():
                if team.lead is not None:
                    yield f"t{days:+d}", 20, partial(_confirm, team, week)
        elif days <= 0:
            yield f"t{days:+d}", 20, partial(ask_leads, world.product)


def _confirm(team: Team, week: dt.date) -> None:
    confirm_week(team=team, week=week, rows=rows_by_hand(team, week), actor=team.lead)
