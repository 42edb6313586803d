"""What the core teams spent in a period, item by item."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum

from company.models import Product
from company.units import percent_of, weeks_of
from portfolio.effort.cost import cost_of
from portfolio.effort.queries import CORE, effort_between, split_weeks, total_minutes
from portfolio.models import Effort
from portfolio.plan.slice_shares import UNCATEGORISED


@dataclass(frozen=True)
class Work:
    """Core effort of a period: one row per item, most first; the sums of the rows, and of all.

    A row has item, title, slice (its key, None when uncategorised), the slice's name and minutes.
    """

    rows: QuerySet[Effort, Any]
    weeks: Decimal
    cost: Decimal
    all_weeks: Decimal
    split_weeks: Decimal

    @property
    def share(self) -> Decimal | None:
        return percent_of(self.weeks, self.all_weeks)


def work_by_item(product: Product, first: dt.date, after: dt.date, slice_key: str = "") -> Work:
    """What the core teams spent on each item from `first` to the day before `after`.

    `slice_key` leaves only one slice's items, "uncategorised" those in none.
    """
    everything = effort_between(product, first, after).filter(CORE)
    effort = everything
    if slice_key == UNCATEGORISED:
        effort = everything.filter(item__slice__isnull=True)
    elif slice_key:
        effort = everything.filter(item__slice__key=slice_key)
    named = {
        "title": F("item__title"),
        "slice": F("item__slice__key"),
        "name": F("item__slice__name"),
    }
    return Work(
        rows=effort.values("item", **named)
        .annotate(minutes=Sum("minutes"))
        .order_by("-minutes", "item"),
        weeks=weeks_of(total_minutes(effort)),
        cost=cost_of(product, effort),
        all_weeks=weeks_of(total_minutes(everything)),
        split_weeks=split_weeks(effort),
    )
