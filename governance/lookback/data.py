"""What a look-back is computed from, read once in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from company.calendar import Quarter, bounds
from company.models import Product
from escalations.models import Escalation
from governance.budget import BudgetSnapshot, budgets_of
from portfolio.effort.item_sums import ItemSums
from portfolio.effort.queries import CORE, minutes_by_quarter_and_item
from portfolio.items.queries import FEW
from portfolio.models import Baseline, BaselineLine, Effort, Item, Usage


@dataclass(frozen=True)
class Work:
    """An item that the core teams worked on, as it stands today.

    `is_for_all`: core work for no one customer. `is_out`: finished; an item without any date counts
    as finished, one that only has a start does not. `validated` is None where nobody said.
    """

    title: str
    is_special: bool
    is_for_all: bool
    is_out: bool
    validated: bool | None
    users: int


@dataclass(frozen=True)
class Served:
    """A special that was for a deal, and the deal."""

    escalation: int
    title: str
    deal_id: int
    deal: str
    amount: Decimal
    outcome: str


@dataclass(frozen=True)
class History:
    """Some quarters of one product, oldest first. Core effort in minutes, by item id.

    `planned` are the items of each agreed baseline; `late_on` the day of those agreed late, and
    `before_plan` what each item took before it. `users` are the names of an item's customers where
    few use it, `served` the specials that were for a deal, `split` the minutes nobody logged.
    """

    quarters: Sequence[Quarter]
    snapshot: BudgetSnapshot
    minutes: Mapping[Quarter, Mapping[int, int]]
    split: Mapping[Quarter, int]
    items: Mapping[int, Work]
    planned: Mapping[Quarter, Set[int]]
    late_on: Mapping[Quarter, dt.date]
    before_plan: Mapping[Quarter, Mapping[int, int]]
    users: Mapping[int, list[str]]
    served: Mapping[int, Served]

    @classmethod
    def load(cls, product: Product, quarters: Sequence[Quarter]) -> "History":
        """Read all of it in a fixed number of queries."""
        first, _ = bounds(product, quarters[0])
        _, after = bounds(product, quarters[-1])
        sums = ItemSums.between(product, first, after)
        minutes = sums.by_quarter_and_item()
        items = _items({item for spent in minutes.values() for item in spent})
        baselines = _baselines(product, quarters)
        late_on = {b.plan.quarter: b.agreed_on for b in baselines if b.is_late}
        return cls(
            quarters=quarters,
            snapshot=budgets_of(product),
            minutes=minutes,
            split=sums.split_by_quarter(),
            items=items,
            planned=_planned(baselines),
            late_on=late_on,
            before_plan=_before_plan(product, late_on),
            users=_names([pk for pk, work in items.items() if 0 < work.users <= FEW]),
            served=_served(items.keys()),
        )

    def spent(self, quarter: Quarter) -> Mapping[int, int]:
        """The minutes of each item in the quarter."""
        return self.minutes.get(quarter, {})

    def spent_by_plan(self, quarter: Quarter) -> dict[int, int]:
        """Minutes of each item in the quarter, without work from before a plan agreed late."""
        before = self.before_plan.get(quarter, {})
        rest = {item: n - before.get(item, 0) for item, n in self.spent(quarter).items()}
        return {item: minutes for item, minutes in rest.items() if minutes}

    def total(self, quarter: Quarter) -> int:
        return self.snapshot.core_minutes.get(quarter, 0)


def _items(keys: Collection[int]) -> dict[int, Work]:
    rows = Item.objects.filter(pk__among=list(keys)).annotate(users=Count("usage"))
    facts = (
        "pk",
        "title",
        "slice__is_specials",
        "customer",
        "started_on",
        "finished_on",
        "validated",
        "users",
    )
    return {
        row["pk"]: Work(
            title=row["title"],
            is_special=bool(row["slice__is_specials"]),
            is_for_all=not row["slice__is_specials"] and row["customer"] is None,
            is_out=row["finished_on"] is not None or row["started_on"] is None,
            validated=row["validated"],
            users=row["users"],
        )
        for row in rows.order_by().values(*facts)
    }


def _baselines(product: Product, quarters: Iterable[Quarter]) -> list[Baseline]:
    rows = Baseline.objects.filter(plan__product=product, plan__quarter__in=list(quarters))
    return list(rows.select_related("plan__product"))


def _planned(baselines: Sequence[Baseline]) -> dict[Quarter, Set[int]]:
    """The items of each baseline, which never change."""
    found: dict[int, set[int]] = {baseline.pk: set() for baseline in baselines}
    lines = BaselineLine.objects.filter(baseline__among=list(found), item__isnull=False)
    for baseline, item in lines.values_list("baseline", "item").order_by():
        found[baseline].add(item)
    return {baseline.plan.quarter: found[baseline.pk] for baseline in baselines}


def _before_plan(
    product: Product, late_on: Mapping[Quarter, dt.date]
) -> dict[Quarter, dict[int, int]]:
    """Minutes by quarter and item id before the day on which a late plan was agreed."""
    if not late_on:
        return {}
    spans = Q()
    for quarter, day in late_on.items():
        spans |= Q(date__gte=bounds(product, quarter)[0], date__lt=day)
    effort = Effort.objects.filter(CORE, spans, product=product)
    return minutes_by_quarter_and_item(product, effort)


def _names(item_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Usage.objects.filter(item__among=item_ids).order_by("customer__name")
    for item, name in rows.values_list("item", "customer__name"):
        found[item].append(name)
    return found


def _served(item_ids: Collection[int]) -> dict[int, Served]:
    rows = Escalation.objects.filter(item__among=list(item_ids), deal__isnull=False)
    fields = ("item", "pk", "title", "deal", "deal__name", "deal__amount", "deal__outcome")
    return {item: Served(*rest) for item, *rest in rows.values_list(*fields).order_by()}
