"""What was built, item by item, and between which shares of it was for one customer.

Specials and items marked as for one customer are known; of the others somebody says what they were.
Until then an item may have been either, so the share lies between what is known and that with
everything unsorted.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q, QuerySet

from company.calendar import Quarter, bounds
from company.models import Product
from company.units import ZERO, percent_of, weeks_of
from portfolio.effort.queries import (
    CORE,
    effort_between,
    last_quarter_with_effort,
    minutes_by_item,
)
from portfolio.models import Item, SortedItem

DEFAULT_QUARTERS = 4
MOST_QUARTERS = 40
Answer = SortedItem.Answer
# Answers that say an item was for all.
FOR_ALL = frozenset({Answer.PLANNED.value, Answer.FAULT.value})
SKIPPED = Answer.SKIP.value


class BuiltItem(NamedTuple):
    """One item and its size: its core minutes, or 1 where items are counted.

    A tuple, since thousands are made for each page.
    """

    pk: int
    title: str
    size: int
    customer: int | None
    is_special: bool
    answer: str | None
    at: dt.datetime | None

    @property
    def is_for_one(self) -> bool:
        return self.is_special or self.customer is not None

    @property
    def is_sorted(self) -> bool:
        """Whether somebody said for whom it was.

        Skipping does not say; nor does an answer whose mark was taken off the item since.
        """
        return self.is_for_one or self.answer in FOR_ALL

    @property
    def is_skipped(self) -> bool:
        return self.answer == SKIPPED


@dataclass(frozen=True)
class Built:
    """What was built, the largest first, and the quarters looked at.

    An item counts by the core teams' minutes in these quarters. Where no effort was ever logged,
    each finished item counts one, and there are no quarters.
    """

    quarters: Sequence[Quarter]
    items: Sequence[BuiltItem]

    @classmethod
    def load(cls, product: Product, quarters: int = DEFAULT_QUARTERS) -> "Built":
        """Read it in three queries."""
        last = last_quarter_with_effort(product)
        if last is None:
            return cls([], _largest_first(_counted(product)))
        span = [last.plus(-n) for n in range(quarters)][::-1]
        first, after = bounds(product, span[0])[0], bounds(product, last)[1]
        minutes = minutes_by_item(effort_between(product, first, after).filter(CORE))
        items = Item.objects.filter(pk__among=list(minutes))
        return cls(span, _largest_first(_built(items, minutes)))

    @property
    def is_by_weeks(self) -> bool:
        return bool(self.quarters)

    @cached_property
    def total(self) -> int:
        return sum(item.size for item in self.items)

    @cached_property
    def for_one(self) -> Sequence[BuiltItem]:
        return [item for item in self.items if item.is_for_one]

    @cached_property
    def unsorted(self) -> Sequence[BuiltItem]:
        """In the order they are asked about: skipped ones last, the longest ago first."""
        left = [item for item in self.items if not item.is_sorted]
        skipped = [item for item in left if item.is_skipped]
        skipped.sort(key=lambda item: (item.at, item.pk))
        return [item for item in left if not item.is_skipped] + skipped

    @property
    def skipped(self) -> int:
        return sum(item.is_skipped for item in self.unsorted)

    @property
    def sorted_count(self) -> int:
        return len(self.items) - len(self.unsorted)

    @cached_property
    def for_one_size(self) -> int:
        return sum(item.size for item in self.for_one)

    @property
    def for_one_weeks(self) -> Decimal:
        return weeks_of(self.for_one_size)

    @cached_property
    def unsorted_size(self) -> int:
        return sum(item.size for item in self.unsorted)

    @property
    def lower(self) -> Decimal:
        """Percent of all, unrounded, that is known to have been for one customer."""
        return self._percent(self.for_one_size)

    @property
    def upper(self) -> Decimal:
        """Percent of all, unrounded, if all that is unsorted was for one customer."""
        return self._percent(self.for_one_size + self.unsorted_size)

    @property
    def sorted_share(self) -> Decimal:
        return self._percent(self.total - self.unsorted_size)

    @property
    def unsorted_share(self) -> Decimal:
        return self._percent(self.unsorted_size)

    def _percent(self, size: int) -> Decimal:
        return percent_of(size, self.total) or ZERO


def _counted(product: Product) -> Iterator[BuiltItem]:
    """Each item that is out: finished, or core work that has no date and was not dropped."""
    is_out = Q(finished_on__isnull=False) | Q(
        ~Q(slice__is_specials=True), started_on__isnull=True, closed_on__isnull=True
    )
    return _built(Item.objects.filter(is_out, product=product), None)


def _built(items: QuerySet[Item], sizes: Mapping[int, int] | None) -> Iterator[BuiltItem]:
    rows = items.order_by("pk").values_list(
        "pk", "title", "customer", "slice__is_specials", "sorting__answer", "sorting__at"
    )
    for pk, title, customer, is_special, answer, at in rows:
        size = 1 if sizes is None else sizes[pk]
        yield BuiltItem(pk, title, size, customer, bool(is_special), answer, at)


def _largest_first(items: Iterator[BuiltItem]) -> list[BuiltItem]:
    return sorted(items, key=lambda item: -item.size)
