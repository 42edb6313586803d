"""Core work for one customer: beside the specials share, never inside it and never hidden."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Sum

from company.models import Product
from portfolio.queries import CORE, effort_between
from portfolio.weeks import ZERO, weeks_of


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


def work_for_one_customer(product: Product, first: dt.date, after: dt.date) -> OneCustomerWork:
    """Core effort from `first` up to the day before `after` on items marked as for one customer.

    Without those of escalations, which are in the specials slice. One query; items and their
    customers as they stand today.
    """
    effort = effort_between(product, first, after).filter(CORE, item__customer__isnull=False)
    sums = (
        effort.exclude(item__slice__is_specials=True)
        .values_list("item", "item__title", "item__customer", "item__customer__name")
        .annotate(minutes=Sum("minutes"))
        .order_by("-minutes", "item")
    )
    found = list(sums)
    rows = [
        ItemForOne(item, title, customer, name, weeks_of(minutes))
        for item, title, customer, name, minutes in found
    ]
    return OneCustomerWork(weeks_of(sum(minutes for *_, minutes in found)), rows)
