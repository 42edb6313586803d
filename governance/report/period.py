"""What every section of a report is computed in: product, month, and all as it was known then."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from company.calendar import Quarter, bounds, month_bounds, quarter_of, today
from company.models import Product
from governance.budget import BudgetSnapshot
from governance.coverage import Coverage
from portfolio.as_of import AsOf, Known
from portfolio.effort.queries import minutes_by_item
from portfolio.effort.sums import CoreMinutes
from portfolio.models import Effort, Item, Slice


@dataclass
class ReportPeriod:
    """One product in one month, as Daylight knew it at the month's end, or now if that is first."""

    product: Product
    first: dt.date

    @classmethod
    def of(cls, product: Product, month: dt.date) -> "ReportPeriod":
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
    def quarter_first(self) -> dt.date:
        return bounds(self.product, self.quarter)[0]

    @cached_property
    def instants(self) -> tuple[dt.datetime, dt.datetime]:
        """The month's first instant and the first after it, in the product's time zone."""
        return self.product.midnight(self.first), self.product.midnight(self.after)

    @cached_property
    def as_of(self) -> AsOf:
        """Effort counts to its date, so that the whole month does, also while it runs."""
        instant = None if self.is_running else self.instants[1]
        return AsOf(self.product, instant, before=self.after)

    @cached_property
    def snapshot(self) -> BudgetSnapshot:
        return BudgetSnapshot.load(self.product, self.as_of)

    @property
    def core(self) -> CoreMinutes:
        """The core teams' minutes by month and slice, up to the month's end."""
        core = self.snapshot.core
        assert core is not None  # noqa: S101 (what is loaded has it)
        return core

    @cached_property
    def slices(self) -> Known:
        """The slices in their order: key, name, position, is_specials."""
        wanted = ("key", "name", "position", "is_specials")
        known = self.as_of.values(Slice, *wanted)
        unknown = {pk for _, pk in self.core.by_month if pk} - known.keys()
        known |= self.as_of.needed(Slice, *wanted, keys=unknown) if unknown else {}
        return dict(sorted(known.items(), key=lambda pair: (pair[1].position, pair[0])))

    @cached_property
    def coverage(self) -> Coverage:
        return Coverage(self.as_of, self.snapshot.plans)

    def core_effort(self, first: dt.date) -> QuerySet[Effort]:
        """What the core teams did from `first` to the month's end."""
        return self.as_of.core_effort.filter(date__gte=first)

    def special_items(self, first: dt.date) -> dict[int, int]:
        """The specials that the core teams worked on from `first`: by item, their minutes."""
        worked = minutes_by_item(self.core_effort(first))
        if self.as_of.is_now:
            special = Item.objects.filter(pk__in=worked, slice__is_specials=True)
            return {pk: worked[pk] for pk in special.values_list("pk", flat=True).order_by()}
        known = self.as_of.needed(Item, "slice_id", keys=worked.keys())
        return {pk: worked[pk] for pk, item in known.items() if item.slice_id == self.core.specials}

    @cached_property
    def special_this_month(self) -> dict[int, int]:
        return self.special_items(self.first)
