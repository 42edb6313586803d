"""Looking back over quarters: specials share and the four questions (DESIGN 4.12)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Max

from company.models import Product
from escalations.models import Escalation
from governance.bands import Band, band_of
from governance.budget import Treasury
from portfolio.models import Baseline, Effort, Item
from portfolio.quarters import Quarter, bounds, quarter_of, running_quarter
from portfolio.queries import CORE, minutes_by_item_and_quarter
from portfolio.weeks import percent_of, weeks_of

DEFAULT_QUARTERS = 4


@dataclass(frozen=True)
class Answer:
    """One of the four questions. `known` is False where the data cannot say."""

    known: bool
    count: int | None = None
    weeks: Decimal | None = None
    share: Decimal | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)


NOT_KNOWN = Answer(known=False)


@dataclass(frozen=True)
class LookBack:
    """One quarter. Weeks; shares in unrounded percent of the quarter's core effort."""

    quarter: Quarter
    total_weeks: Decimal
    special_weeks: Decimal
    share: Decimal | None
    band: Band | None
    unplanned: Answer
    narrow: Answer
    unvalidated: Answer
    deals: Answer


def last_quarter_with_effort(product: Product) -> Quarter:
    """Where a look-back ends: the last quarter with core effort, else the running one."""
    last = Effort.objects.filter(CORE, product=product).aggregate(day=Max("date"))["day"]
    return quarter_of(product, last) if last else running_quarter(product)


def look_back(
    product: Product, quarters: int = DEFAULT_QUARTERS, until: Quarter | None = None
) -> list[LookBack]:
    """The last `quarters` quarters, oldest first, ending with `until`."""
    until = until or last_quarter_with_effort(product)
    wanted = [until.plus(-n) for n in range(quarters)][::-1]
    treasury = Treasury.load(product)
    first, _ = bounds(product, wanted[0])
    _, after = bounds(product, wanted[-1])
    effort = Effort.objects.filter(CORE, product=product, date__gte=first, date__lt=after)
    by_quarter: dict[Quarter, dict[int, int]] = defaultdict(dict)
    for item, sums in minutes_by_item_and_quarter(product, effort).items():
        for quarter, minutes in sums.items():
            by_quarter[quarter][item] = minutes
    names = dict(Item.objects.filter(product=product).values_list("pk", "title"))
    planned = _planned(product, wanted)
    deals = _deals(product)
    return [
        _quarter(treasury, quarter, by_quarter[quarter], names, planned.get(quarter), deals)
        for quarter in wanted
    ]


def _quarter(
    treasury: Treasury, quarter: Quarter, minutes: Mapping[int, int], names: Mapping[int, str],
    planned: set[int] | None, deals: Mapping[int, dict[str, Any]],
) -> LookBack:  # fmt: skip
    special = treasury.special_minutes.get(quarter, 0)
    total = treasury.core_minutes.get(quarter, 0)
    share = percent_of(special, total)
    return LookBack(
        quarter=quarter,
        total_weeks=weeks_of(total),
        special_weeks=weeks_of(special),
        share=share,
        band=band_of(share, treasury.cap_percent(quarter), treasury.policy),
        unplanned=_unplanned(minutes, names, planned, total),
        # Who uses what, and what was validated, no data says yet.
        narrow=NOT_KNOWN,
        unvalidated=NOT_KNOWN,
        deals=_deals_answer(minutes, deals, total),
    )


def _planned(product: Product, quarters: Iterable[Quarter]) -> dict[Quarter, set[int]]:
    """The items of each agreed baseline; a quarter without one is not here."""
    found: dict[Quarter, set[int]] = {}
    rows = Baseline.objects.filter(plan__product=product, plan__quarter__in=list(quarters))
    for baseline in rows.select_related("plan").prefetch_related("lines"):
        items = {line.item_id for line in baseline.lines.all() if line.item_id}
        found[baseline.plan.quarter] = items
    return found


def _unplanned(
    minutes: Mapping[int, int], names: Mapping[int, str], planned: set[int] | None, total: int
) -> Answer:
    """What was worked on that was not in the plan at the start of its quarter."""
    if planned is None:
        return NOT_KNOWN
    found = {item: spent for item, spent in minutes.items() if item not in planned}
    return _answer(found, {item: {"item": item, "title": names[item]} for item in found}, total)


def _deals(product: Product) -> dict[int, dict[str, Any]]:
    """By item, the deal that a special was for and what became of it."""
    rows = Escalation.objects.filter(product=product, item__isnull=False, deal__isnull=False)
    return {
        item: {"escalation": pk, "title": title, "deal": deal, "amount": amount, "outcome": outcome}
        for item, pk, title, deal, amount, outcome in rows.values_list(
            "item", "pk", "title", "deal__name", "deal__amount", "deal__outcome"
        )
    }


def _deals_answer(
    minutes: Mapping[int, int], deals: Mapping[int, dict[str, Any]], total: int
) -> Answer:
    """The specials that were for a deal, each with its outcome."""
    found = {item: spent for item, spent in minutes.items() if item in deals}
    return _answer(found, deals, total) if found else NOT_KNOWN


def _answer(found: Mapping[int, int], rows: Mapping[int, dict[str, Any]], total: int) -> Answer:
    spent = sum(found.values())
    ordered = sorted(found, key=lambda item: (-found[item], item))
    return Answer(
        known=True,
        count=len(found),
        weeks=weeks_of(spent),
        share=percent_of(spent, total),
        rows=[{**rows[item], "weeks": weeks_of(found[item])} for item in ordered],
    )
