"""Core work for one customer: beside the specials share, never inside it and never hidden."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from company.units import ZERO, weeks_of
from portfolio.as_of import AsOf
from portfolio.effort.queries import minutes_by_item
from portfolio.items.queries import specials_slice
from portfolio.models import Customer, Item


@dataclass(frozen=True)
class ItemForOne:
    """A core item that is marked as for one customer, with what the core teams spent on it."""

    item: int
    title: str
    customer: int
    customer_name: str
    weeks: Decimal


@dataclass(frozen=True)
class OneCustomerWork:
    """All such work of a period, in weeks; `rows` are its items, the largest first."""

    weeks: Decimal = ZERO
    rows: Sequence[ItemForOne] = field(default_factory=list)

    @property
    def items(self) -> int:
        return len(self.rows)

    @property
    def customers(self) -> int:
        return len({row.customer for row in self.rows})


def work_for_one_customer(as_of: AsOf, first: dt.date, after: dt.date) -> OneCustomerWork:
    """Core effort from `first` up to the day before `after` on items marked as for one customer.

    Without those of escalations, which are in the specials slice. Items and their customers as
    they were known then.
    """
    worked = minutes_by_item(as_of.core_effort.filter(date__gte=first, date__lt=after))
    known = as_of.needed(Item, "title", "slice_id", "customer_id", keys=worked.keys())
    specials = specials_slice(as_of.product).pk
    for_one = {
        pk: item for pk, item in known.items() if item.customer_id and item.slice_id != specials
    }
    names = as_of.needed(Customer, "name", keys={item.customer_id for item in for_one.values()})
    rows = [
        ItemForOne(
            pk, item.title, item.customer_id, names[item.customer_id].name, weeks_of(worked[pk])
        )
        for pk, item in for_one.items()
    ]
    minutes = sum(worked[pk] for pk in for_one)
    return OneCustomerWork(
        weeks_of(minutes), sorted(rows, key=lambda row: (-worked[row.item], row.item))
    )
