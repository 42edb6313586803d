"""Weak displacement: lines that hardly pay for anything. It is shown, never refused (DESIGN 4.5).

Beside it stands how the displaced of the last four quarters ended.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max
from django.db.models.functions import Coalesce

from company.calendar import bounds, running_quarter
from company.models import Product
from company.templatetags.daylight import day
from escalations.displacements.rows import Row
from escalations.models import Displacement, Outcome
from portfolio.effort.queries import core_effort_on
from portfolio.models import Baseline, BaselineLine, Item

QUARTERS = 4


@dataclass(frozen=True)
class PastDisplaced:
    """How the items displaced in the last four ended quarters ended, each counted once.

    `never_started`: no core team has worked on it since; what is left is under way.
    """

    items: int = 0
    delivered: int = 0
    dropped: int = 0
    never_started: int = 0

    @property
    def under_way(self) -> int:
        return self.items - self.delivered - self.dropped - self.never_started

    def said(self) -> str:
        """In a sentence; empty where nothing was displaced."""
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
    """What makes these rows weak, in sentences: one for each line and reason, in their order."""
    named = [(row, row.item) for row in rows if row.item is not None]
    if not named:
        return []
    items = {item.pk for _, item in named}
    agreed, in_baseline = _agreed(product, items)
    displaced = _idle_since(product, items)
    said = []
    for row, item in named:
        if row.quarter in agreed and (row.quarter, item.pk) not in in_baseline:
            said.append(f"{row.quarter}: {item} came into the plan after its baseline was agreed.")
        if item.pk in displaced:
            since = day(displaced[item.pk])
            said.append(
                f"{row.quarter}: {item} was displaced before, on {since},"
                " and nobody has worked on it since."
            )
    return said


def _agreed(
    product: Product, items: set[int]
) -> tuple[set[object], set[tuple[object, int | None]]]:
    """The quarters with a baseline, and in which of them each item stood."""
    baselines = Baseline.objects.filter(plan__product=product)
    lines = BaselineLine.objects.filter(baseline__plan__product=product, item__in=items)
    return (
        set(baselines.values_list("plan__quarter", flat=True)),
        set(lines.values_list("baseline__plan__quarter", "item")),
    )


def _idle_since(product: Product, items: set[int]) -> dict[int, dt.date]:
    """Of those displaced before and not worked on since, the day they were displaced last."""
    rows = Displacement.objects.open().filter(item__in=items)
    last = dict(rows.order_by().values_list("item").annotate(last=Max("decided_at")))
    days = {item: product.local_day(at) for item, at in last.items() if item}
    worked = _last_worked(days)
    return {item: at for item, at in days.items() if item not in worked or worked[item] <= at}


def _last_worked(items: Iterable[int]) -> dict[int, dt.date]:
    """The last day a core team worked on each item."""
    effort = core_effort_on(items).order_by()
    return dict(effort.values_list("item").annotate(last=Max("date")))


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
    worked = _last_worked(last)
    ends = [
        _end(item, product.local_day(last[item.pk][0]), last[item.pk][1], worked.get(item.pk))
        for item in Item.objects.filter(pk__in=last).only("finished_on", "closed_on")
    ]
    return PastDisplaced(
        items=len(ends),
        delivered=ends.count("delivered"),
        dropped=ends.count("dropped"),
        never_started=ends.count("never_started"),
    )


def _end(item: Item, displaced: dt.date, outcome: str, worked: dt.date | None) -> str:
    is_idle = worked is None or worked <= displaced
    if item.finished_on is not None and item.finished_on >= displaced:
        return "delivered"
    if item.closed_on is not None or (outcome == Outcome.DROPPED and is_idle):
        return "dropped"
    return "never_started" if is_idle else "under_way"
