"""On Friday each team's lead is asked, by notice and mail, whether the week was as the last."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from company import clock
from company.access import may
from company.calendar import FRIDAY, thursday_of
from company.models import Notice, NotifyBy, Product
from company.notices import notify
from company.templatetags.daylight import day
from company.units import MINUTES_PER_DAY, minutes_of
from portfolio.effort.weeks import A_WEEK, WeekFacts, WeekRow, rows_by_hand, week_facts
from portfolio.models import Team, TeamWeek
from portfolio.teams.week_links import path_of_link

# The hour of the product's own Friday from which leads are asked.
ASK_FROM = 14
# Items named in one sentence.
MOST_NAMED = 4
# A difference in minutes worth naming: half a day of one engineer.
WORTH_NAMING = MINUTES_PER_DAY // 2


def ask_leads(product: Product) -> int:
    """Ask the lead of each team whose week nobody confirmed, once. Returns how many were asked now.

    From Friday afternoon to Sunday night, so that a worker that stood still catches up.
    """
    now = clock.now().astimezone(ZoneInfo(product.time_zone))
    if (now.weekday(), now.hour) < (FRIDAY, ASK_FROM):
        return 0
    week = thursday_of(now.date())
    confirmed = TeamWeek.objects.filter(product=product, week=week).values("team")
    teams = Team.objects.filter(product=product, lead__isnull=False).exclude(pk__in=confirmed)
    return sum(_ask(team, week) for team in teams.select_related("product", "lead"))


def _ask(team: Team, week: dt.date) -> bool:
    lead, key = team.lead, f"week:{team.pk}:{week}"
    if lead is None or lead.notify_by == NotifyBy.NONE:
        return False
    if not may(lead, team.product_id, "log effort"):
        return False
    if Notice.objects.filter(person=lead, key=key).exists():
        return False
    notify(
        [lead],
        product=team.product,
        kind=Notice.Kind.TEAM_WEEK,
        text=question(week_facts(team, week)),
        path=path_of_link(team, week, lead),
        key=key,
        at=clock.now(),
        is_mailed=True,
    )
    return True


def question(facts: WeekFacts) -> str:
    """What the lead is asked: the rows on offer against last week's, in a sentence or two."""
    begins = f"{facts.team}, week of {day(facts.monday)}"
    of = f"{facts.offered_weeks} of {facts.full_weeks} wk"
    if facts.rows:
        differs = _except(facts.rows, rows_by_hand(facts.team, facts.week - A_WEEK))
        return f"{begins}: {differs}. {of}; confirm it, or say what it was."
    if facts.suggested:
        return f"{begins}: as last week ({_named(facts.suggested)})? {of}; confirm it in one click."
    if facts.brought_in:
        return (
            f"{begins}: {facts.brought_in_weeks} of {facts.full_weeks} wk came by an import."
            " Was that all?"
        )
    return f"{begins}: nothing is logged of {facts.full_weeks} wk. What did the team work on?"


def _named(rows: Sequence[WeekRow]) -> str:
    said = [f"{row.item} {row.weeks}" for row in rows[:MOST_NAMED]]
    more = len(rows) - MOST_NAMED
    return ", ".join(said) + (f" and {more} more" if more > 0 else "")


def _except(rows: Sequence[WeekRow], before: Sequence[WeekRow]) -> str:
    """ "as last week, except SSO 0.50 instead of 0.83": what differs by half a day or more."""
    if not before:
        return _named(rows)
    was = {row.item.pk: row for row in before}
    now = {row.item.pk: row for row in rows}
    differs: list[tuple[int, str]] = []
    for pk, row in (was | now).items():
        then, weeks = was.get(pk, WeekRow(row.item, 0)), now.get(pk, WeekRow(row.item, 0)).weeks
        size = abs(minutes_of(weeks - then.weeks))
        if size >= WORTH_NAMING:
            differs.append((size, f"{row.item} {weeks} instead of {then.weeks}"))
    if not differs:
        return "as last week"
    said = [sentence for _, sentence in sorted(differs, reverse=True)]
    more = f" and {len(said) - MOST_NAMED} more" if len(said) > MOST_NAMED else ""
    return f"as last week, except {', '.join(said[:MOST_NAMED])}{more}"
