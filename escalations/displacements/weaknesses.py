"""Displacement that hardly costs anybody anything. It is shown, never refused (DESIGN 4.5).

Beside it stands how the items displaced in the last four quarters ended.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from company.cached_reads import cached_until_changed
from company.calendar import bounds, running_quarter
from company.models import Product
from company.templatetags.daylight import day
from escalations.displacements.rows import Row
from escalations.models import Displacement, Outcome
from portfolio.effort.queries import CORE
from portfolio.models import Baseline, BaselineLine, Effort, Item

QUARTERS = 4


@dataclass(frozen=True)
class PastDisplaced:
    """How the items displaced in the last four ended quarters ended, each counted once.

    `never_started`: no core team has worked on it since; the remaining ones are under way.
    """

    items: int = 0
    delivered: int = 0
    dropped: int = 0
    never_started: int = 0

    @property
    def under_way(self) -> int:
        return self.items - self.delivered - self.dropped - self.never_started

    def said(self) -> str:
        """All of it in one sentence; empty where nothing was displaced."""
        if not self.items:
            return ""
        counts = [
            (self.delivered, "delivered later"),
            (self.dropped, "dropped"),
            (self.never_started, "never started since"),
            (self.under_way, "under way"),
        ]
        ended = ", ".join(f"{count} {name}" for count, name in counts if count)
        many = "items" if self.items > 1 else "item"
        return f"Of {self.items} {many} displaced in the last four quarters: {ended}."


def weaknesses(product: Product, rows: Iterable[Row]) -> list[str]:
    """A sentence for each line and reason that makes these rows weak, in their order."""
    named = [(row, row.item) for row in rows if row.item is not None]
    if not named:
        return []
    items = {item.pk for _, item in named}
    agreed, in_baseline = _agreed(product, items)
    displaced = _idle_since(product, items)
    sentences = []
    for row, item in named:
        if row.quarter in agreed and (row.quarter, item.pk) not in in_baseline:
            sentences.append(
                f"{row.quarter.label}: {item} came into the plan after its baseline was agreed."
            )
        if item.pk in displaced:
            since = day(displaced[item.pk])
            sentences.append(
                f"{row.quarter.label}: {item} was displaced before, on {since},"
                " and nobody has worked on it since."
            )
    return sentences


def _agreed(
    product: Product, items: set[int]
) -> tuple[set[object], set[tuple[object, int | None]]]:
    """The quarters with a baseline, and the pairs of quarter and item id in their baselines."""
    baselines = Baseline.objects.filter(plan__product=product)
    lines = BaselineLine.objects.filter(baseline__plan__product=product, item__among=items)
    return (
        set(baselines.values_list("plan__quarter", flat=True)),
        set(lines.values_list("baseline__plan__quarter", "item")),
    )


def _idle_since(product: Product, items: set[int]) -> dict[int, dt.date]:
    """By item id, the day it was last displaced, if no core team worked on it since."""
    rows = Displacement.objects.open().filter(item__among=items)
    last = dict(rows.order_by().values_list("item").annotate(last=Max("decided_at")))
    days = {item: product.local_day(at) for item, at in last.items() if item}
    worked = _last_worked(days)
    return {item: at for item, at in days.items() if item not in worked or worked[item] <= at}


def _last_worked(items: Collection[int]) -> dict[int, dt.date]:
    """The last day a core team worked on each item."""
    rows = _with_last_worked(items).values_list("pk", "last")
    return {item: last for item, last in rows if last is not None}


def _with_last_worked(items: Collection[int]) -> QuerySet[Any]:
    """These items, with `last`: the last day a core team worked on each.

    A subquery each, by index: grouping would read their whole history.
    """
    days = Effort.objects.filter(CORE, item=OuterRef("pk")).order_by("-date").values("date")[:1]
    return Item.objects.filter(pk__among=items).annotate(last=Subquery(days)).order_by()


@cached_until_changed
def past_displaced(product: Product) -> PastDisplaced:
    """How the items that were displaced in the four quarters before this one ended."""
    running = running_quarter(product)
    first, _ = bounds(product, running.plus(-QUARTERS))
    after, _ = bounds(product, running)
    rows = Displacement.objects.filter(
        escalation__product=product,
        decided_at__gte=product.midnight(first),
        decided_at__lt=product.midnight(after),
    )
    lost = rows.annotate(lost=Coalesce("item", "kept_out")).order_by("decided_at", "pk")
    last = {
        pk: (at, outcome) for pk, at, outcome in lost.values_list("lost", "decided_at", "outcome")
    }
    columns = ("pk", "finished_on", "closed_on", "last")
    ends = [
        _end(item, product.local_day(last[item.pk][0]), last[item.pk][1])
        for item in _with_last_worked(last).values_list(*columns, named=True)
    ]
    return PastDisplaced(
        items=len(ends),
        delivered=ends.count("delivered"),
        dropped=ends.count("dropped"),
        never_started=ends.count("never_started"),
    )


def _end(item: Any, displaced: dt.date, outcome: str) -> str:
    is_idle = item.last is None or item.last <= displaced
    if item.finished_on is not None and item.finished_on >= displaced:
        return "delivered"
    if item.closed_on is not None or (outcome == Outcome.DROPPED and is_idle):
        return "dropped"
    return "never_started" if is_idle else "under_way"
