"""What the core teams spent in a period, item by item."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import overload

from django.db.models import Q

from company.cached_reads import cached_until_changed
from company.models import Product
from company.units import percent_of, weeks_of
from portfolio.effort.cost import rates_of
from portfolio.effort.item_sums import ItemSums
from portfolio.models import Item
from portfolio.plan.slice_shares import UNCATEGORISED


@dataclass(frozen=True, slots=True)
class WorkRow:
    """An item and its minutes; `slice` is its slice's key, None where uncategorised."""

    item: int
    title: str
    slice: str | None
    name: str | None
    minutes: int


class WorkRows(Sequence[WorkRow]):
    """The rows, most minutes first.

    Titles are read only for the rows that are looked at: a page shows a few of thousands.
    """

    def __init__(self, minutes: Mapping[int, int]) -> None:
        self._sums = sorted(minutes.items(), key=lambda pair: (-pair[1], pair[0]))

    def __len__(self) -> int:
        return len(self._sums)

    @overload
    def __getitem__(self, place: int) -> WorkRow: ...

    @overload
    def __getitem__(self, place: slice) -> list[WorkRow]: ...

    def __getitem__(self, place: int | slice) -> WorkRow | list[WorkRow]:
        if isinstance(place, slice):
            return _named(self._sums[place])
        return _named([self._sums[place]])[0]

    def __iter__(self) -> Iterator[WorkRow]:
        return iter(self[:])


def _named(sums: Sequence[tuple[int, int]]) -> list[WorkRow]:
    facts = Item.objects.filter(pk__among=[item for item, _ in sums]).order_by()
    rows = facts.values_list("pk", "title", "slice__key", "slice__name")
    named = {pk: (title, key, name) for pk, title, key, name in rows}
    return [WorkRow(item, *named[item], minutes) for item, minutes in sums]


@dataclass(frozen=True)
class Work:
    """Core effort of a period, one row an item.

    `weeks` and `cost` are of the rows, `all_weeks` of all slices.
    """

    rows: WorkRows
    weeks: Decimal
    cost: Decimal
    all_weeks: Decimal
    split_weeks: Decimal

    @property
    def share(self) -> Decimal | None:
        return percent_of(self.weeks, self.all_weeks)


@cached_until_changed
def work_by_item(product: Product, first: dt.date, after: dt.date, slice_key: str = "") -> Work:
    """What the core teams spent on each item from `first` to the day before `after`.

    `slice_key` leaves the items of one slice, "uncategorised" those in none.
    """
    rates = rates_of(product)
    everything = ItemSums.between(product, first, after, [rate.from_date for rate in rates])
    of_slice = Q(item__slice__key=slice_key)
    if slice_key == UNCATEGORISED:
        of_slice = Q(item__slice__isnull=True)
    chosen = everything.where(of_slice) if slice_key else everything
    minutes = chosen.by_item()
    total = weeks_of(minutes.total())
    return Work(
        rows=WorkRows(minutes),
        weeks=total,
        cost=chosen.cost(rates),
        all_weeks=weeks_of(everything.by_item().total()) if slice_key else total,
        split_weeks=weeks_of(sum(chosen.split_by_quarter().values())),
    )
