"""Confirming a team's week: its effort becomes what was said, and what changed is on record."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from company import clock
from company.access import require
from company.calendar import FIRST_YEAR, thursday_of
from company.models import Person
from company.notices import settle_key
from company.refusals import Malformed
from company.versions import Expected, refuse_stale
from ledger import chain
from portfolio.effort import sums
from portfolio.effort.actions import EffortInput, last_day, later_than, refuse_out_of_bounds
from portfolio.effort.weeks import BY_HAND, WeekFacts, WeekRow, effort_in, week_facts
from portfolio.models import Effort, Team, TeamWeek

type ByItem = Mapping[int, WeekRow]


@transaction.atomic
def confirm_week(
    *,
    team: Team,
    week: dt.date,
    rows: Sequence[WeekRow],
    actor: Person | None,
    expected: Expected = None,
    by_link: bool = False,
) -> TeamWeek:
    """Make the team's effort by hand in that week exactly these rows, and confirm it.

    Rows of one item add up; items that no row names lose their effort. Imported effort is never
    touched. Where the week is so already and confirmed, nothing is done: sent twice, it counts
    once. `expected` are the versions of the week that may be changed. Raises PermissionDenied,
    Malformed, and Stale with the week's facts.
    """
    if actor is not None:
        require(actor, team.product_id, "log effort")
    chain.lock(team.product)
    week = _checked(team, week)
    wanted = _by_item(rows)
    _refuse(team, week, wanted.values())
    now = week_facts(team, week)
    standing = _by_item(now.rows)
    # Whoever wants what others have entered meanwhile is not refused for their version.
    if standing != wanted:
        refuse_stale(expected, now, now.version, _last_by(now))
    elif now.confirmed is not None and now.confirmed.minutes == _minutes(wanted):
        return now.confirmed
    _set(team, week, standing, wanted)
    return _confirmed(team, week, standing, wanted, actor, by_link)


def _checked(team: Team, week: dt.date) -> dt.date:
    if week.year < FIRST_YEAR:
        raise Malformed(week=f"{week} is not a day from {FIRST_YEAR} on.")
    week, last = thursday_of(week), last_day(team.product)
    if week > last:
        raise Malformed(week=later_than(week, last))
    return week


def _refuse(team: Team, week: dt.date, rows: Iterable[WeekRow]) -> None:
    for n, row in enumerate(rows, start=1):
        if row.item.product_id != team.product_id:
            raise Malformed(rows=f"Row {n}: the item must belong to {team.product.slug}.")
        refuse_out_of_bounds(n, EffortInput(team, row.item, week, row.minutes, row.people), week)


def _by_item(rows: Iterable[WeekRow]) -> dict[int, WeekRow]:
    by_item: dict[int, WeekRow] = {}
    for row in rows:
        if row.minutes:
            same = by_item.get(row.item.pk, WeekRow(row.item, 0, 1))
            people = max(same.people, row.people)
            by_item[row.item.pk] = WeekRow(row.item, same.minutes + row.minutes, people)
    return by_item


def _minutes(rows: ByItem) -> int:
    return sum(row.minutes for row in rows.values())


def _last_by(facts: WeekFacts) -> str:
    return str(facts.confirmed.by or "") if facts.confirmed else ""


def _set(team: Team, week: dt.date, standing: ByItem, wanted: ByItem) -> None:
    """Change only the items that differ, so that rows keep their own days."""
    differing = [pk for pk in {*standing, *wanted} if standing.get(pk) != wanted.get(pk)]
    stored: dict[int, list[Effort]] = {}
    for each in effort_in(team, week).filter(BY_HAND, item__among=differing).order_by("-pk"):
        stored.setdefault(each.item_id, []).append(each)
    days = {each.date for rows in stored.values() for each in rows}
    for pk in differing:
        if pk not in wanted:
            Effort.objects.filter(pk__in=[each.pk for each in stored[pk]]).delete()
        elif pk not in standing:
            _add(team, week, wanted[pk])
            days.add(week)
        else:
            _change(stored[pk], wanted[pk].minutes - standing[pk].minutes, wanted[pk].people)
    if days:
        sums.forget(team.product, days)
        sums.keep(team.product)


def _add(team: Team, week: dt.date, row: WeekRow) -> None:
    Effort.objects.create(
        product=team.product,
        team=team,
        item=row.item,
        date=week,
        minutes=row.minutes,
        people=row.people,
    )


def _change(stored: Sequence[Effort], more: int, people: int) -> None:
    """Give an item's rows so many minutes more, or take them, from the latest row on."""
    for each in stored:
        left = each.minutes + more
        if left < 1:
            each.delete()
            more = left
            continue
        each.minutes, each.people, more = left, people, 0
        each.save(update_fields=["minutes", "people"])


def _confirmed(
    team: Team,
    week: dt.date,
    standing: ByItem,
    wanted: ByItem,
    actor: Person | None,
    by_link: bool,
) -> TeamWeek:
    now = clock.now()
    made = TeamWeek.objects.create(
        product=team.product,
        team=team,
        week=week,
        minutes=_minutes(wanted),
        changes=_changes(standing, wanted),
        by=actor,
        by_link=by_link,
        at=now,
    )
    settle_key(f"week:{team.pk}:{week}")
    chain.append(
        team.product,
        "week_confirmed",
        actor,
        now,
        seals=[made],
        team=team.pk,
        week=week,
        minutes=made.minutes,
    )
    return made


def _changes(standing: ByItem, wanted: ByItem) -> dict[str, list[int]]:
    changes = {}
    for pk in sorted({*standing, *wanted}):
        before, after = standing.get(pk), wanted.get(pk)
        if before != after:
            changes[str(pk)] = [
                before.minutes if before else 0,
                after.minutes if after else 0,
                before.people if before else 0,
                after.people if after else 0,
            ]
    return changes
