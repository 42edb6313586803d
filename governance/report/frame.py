"""What every section of a report is computed in: product, month, as-at day, snapshot."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from company.models import Product
from governance.budget import BudgetSnapshot
from portfolio.models import Slice
from portfolio.quarters import Quarter, month_bounds, quarter_of, today


@dataclass
class Frame:
    """One product in one month; things stand as at the month's end, or now if that is first."""

    product: Product
    first: dt.date

    @classmethod
    def of(cls, product: Product, month: dt.date) -> "Frame":
        return cls(product, month.replace(day=1))

    @cached_property
    def after(self) -> dt.date:
        """The first day after the month."""
        return month_bounds(self.first)[1]

    @cached_property
    def previous_first(self) -> dt.date:
        return (self.first - dt.timedelta(days=1)).replace(day=1)

    @cached_property
    def is_running(self) -> bool:
        return today(self.product) < self.after

    @cached_property
    def as_at(self) -> dt.date:
        return min(today(self.product), self.after - dt.timedelta(days=1))

    @cached_property
    def quarter(self) -> Quarter:
        return quarter_of(self.product, self.first)

    @cached_property
    def snapshot(self) -> BudgetSnapshot:
        return BudgetSnapshot.load(self.product)

    @cached_property
    def instants(self) -> tuple[dt.datetime, dt.datetime]:
        """The month's first instant and the first after it, in the product's time zone."""
        return self.product.midnight(self.first), self.product.midnight(self.after)

    @cached_property
    def slice_names(self) -> dict[int, Slice]:
        return {found.pk: found for found in Slice.objects.filter(product=self.product)}
