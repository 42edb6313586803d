"""What the core teams worked on in a period, with each item as it was known."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from portfolio.as_of import AsOf, Known
from portfolio.models import Item


@dataclass(frozen=True)
class Worked:
    """Core minutes by month (its first day) and item id, and what each item was."""

    specials: int
    by_month: Mapping[tuple[dt.date, int], int]
    # By item id: title, slice_id, customer_id.
    items: Known

    @classmethod
    def between(cls, as_of: AsOf, first: dt.date, after: dt.date) -> Self:
        """Effort from `first` up to the day before `after`, in two queries and the core teams'."""
        effort = as_of.core_effort.filter(date__gte=first, date__lt=after)
        rows = effort.annotate(month=TruncMonth("date")).values_list("month", "item")
        by_month = {(m, item): int(n) for m, item, n in rows.annotate(n=Sum("minutes")).order_by()}
        keys = {item for _, item in by_month}
        items = as_of.needed(Item, "title", "slice_id", "customer_id", keys=keys)
        return cls(as_of.specials, by_month, items)

    def minutes(self, since: dt.date | None = None) -> Counter[int]:
        """Minutes by item id; with `since`, only of months that begin then or later."""
        sums: Counter[int] = Counter()
        for (month, item), minutes in self.by_month.items():
            if since is None or month >= since:
                sums[item] += minutes
        return sums

    def special(self, since: dt.date | None = None) -> dict[int, int]:
        """The minutes on items that were in the specials slice, by item id."""
        return {pk: n for pk, n in self.minutes(since).items() if self.is_special(pk)}

    def is_special(self, item: int) -> bool:
        return bool(self.items[item].slice_id == self.specials)
