"""The confirmations of a team's week: who made them, and what they changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from company.units import weeks_of
from portfolio.effort.weeks import WeekFacts
from portfolio.models import Item, TeamWeek


@dataclass(frozen=True)
class Step:
    """One confirmation, and a sentence on each item whose weeks or people it changed."""

    said: TeamWeek
    changes: Sequence[str]


def story_of(facts: WeekFacts) -> list[Step]:
    """The confirmations of a week, the latest first. One query."""
    items = {int(pk) for each in facts.confirmations for pk in each.changes}
    rows = Item.objects.filter(pk__among=items).values_list("pk", "title")
    titles = dict(rows.order_by())
    return [Step(each, list(_said(each, titles))) for each in facts.confirmations]


def _said(confirmed: TeamWeek, titles: dict[int, str]) -> list[str]:
    sentences = []
    for pk, (before, after, people_before, people_after) in confirmed.changes.items():
        title = titles.get(int(pk), "an item that is gone")
        if before != after:
            sentences.append(f"{title} {weeks_of(before)} → {weeks_of(after)} wk")
        if people_before and people_after and people_before != people_after:
            sentences.append(f"{title}: {people_before} → {people_after} people")
    return sentences
