"""What happened to a team's week: who confirmed it, and what they changed of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from company.units import weeks_of
from portfolio.effort.weeks import WeekFacts
from portfolio.models import Item, TeamWeek


@dataclass(frozen=True)
class Step:
    """One confirmation, and each item whose weeks or people it changed, in words."""

    said: TeamWeek
    changes: Sequence[str]


def story_of(facts: WeekFacts) -> list[Step]:
    """The confirmations of a week, the latest first. One query."""
    items = {int(pk) for each in facts.confirmations for pk in each.changes}
    rows = Item.objects.filter(pk__among=items).values_list("pk", "title")
    titles = dict(rows.order_by())
    return [Step(each, list(_said(each, titles))) for each in facts.confirmations]


def _said(said: TeamWeek, titles: dict[int, str]) -> list[str]:
    found = []
    for pk, (before, after, people_before, people_after) in said.changes.items():
        title = titles.get(int(pk), "an item that is gone")
        if before != after:
            found.append(f"{title} {weeks_of(before)} → {weeks_of(after)} wk")
        if people_before and people_after and people_before != people_after:
            found.append(f"{title}: {people_before} → {people_after} people")
    return found
