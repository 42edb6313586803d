"""What was built, as far as it is sorted: the figures of a page to take along."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from company.units import ZERO, percent_of, weeks_of
from portfolio.sorting.built import Built, BuiltItem

LARGEST = 10


@dataclass(frozen=True)
class CustomerSum:
    """What was built for one customer alone: how many items, their size, its share of all.

    No customer: specials whose escalation names none yet.
    """

    customer: int | None
    name: str
    items: int
    size: int
    share: Decimal

    @property
    def weeks(self) -> Decimal:
        return weeks_of(self.size)


@dataclass(frozen=True)
class ItemForOne:
    item: BuiltItem
    name: str
    share: Decimal

    @property
    def weeks(self) -> Decimal:
        return weeks_of(self.item.size)


def largest_for_one(built: Built, names: Mapping[int, str]) -> list[ItemForOne]:
    """The ten largest items that were for one customer."""
    return [
        ItemForOne(item, names.get(item.customer or 0, ""), _share(item.size, built))
        for item in built.for_one[:LARGEST]
    ]


def by_customer(built: Built, names: Mapping[int, str]) -> Sequence[CustomerSum]:
    """By customer, the largest sum first; all shares together are `Built.lower`."""
    sizes: Counter[int | None] = Counter()
    items: Counter[int | None] = Counter()
    for item in built.for_one:
        sizes[item.customer] += item.size
        items[item.customer] += 1
    sums = [
        CustomerSum(pk, names.get(pk or 0, ""), items[pk], size, _share(size, built))
        for pk, size in sizes.items()
    ]
    return sorted(sums, key=lambda each: (-each.size, each.name))


def _share(size: int, built: Built) -> Decimal:
    return percent_of(size, built.total) or ZERO
