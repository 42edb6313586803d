"""The product, month and instant that every section of a report is computed for."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet

from company.calendar import Quarter, bounds, month_bounds, quarter_of, today
from company.models import Product, Rate
from company.units import ZERO
from escalations.models import Escalation
from escalations.states import BEFORE_APPROVAL, UNDERWAY
from governance.budget import BudgetSnapshot
from governance.coverage import Coverage
from governance.report.specials import Requests, worked_on
from portfolio.as_of import AsOf, Known
from portfolio.effort.cost import rates_of
from portfolio.effort.sums import CoreMinutes, core_minutes
from portfolio.effort.worked import Worked
from portfolio.models import Effort, Slice


@dataclass
class ReportPeriod:
    """One product in one month, as known at the month's end; now while the month runs.

    What sections share is read here once.
    """

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
    def four_quarters(self) -> dt.datetime:
        """The first instant of the last four quarters, of which this is the last."""
        return self.product.midnight(bounds(self.product, self.quarter.plus(-3))[0])

    @cached_property
    def instants(self) -> tuple[dt.datetime, dt.datetime]:
        """The month's first instant and the first after it, in the product's time zone."""
        return self.product.midnight(self.first), self.product.midnight(self.after)

    @cached_property
    def as_of(self) -> AsOf:
        """The instant that facts are read as of; effort counts up to the month's end by its
        date.
        """
        instant = None if self.is_running else self.instants[1]
        return AsOf(self.product, instant, before=self.after)

    @cached_property
    def snapshot(self) -> BudgetSnapshot:
        return BudgetSnapshot.known(self.as_of, self.core)

    @cached_property
    def core(self) -> CoreMinutes:
        """The core teams' minutes by month and slice, up to the month's end."""
        return core_minutes(self.as_of)

    @cached_property
    def slices(self) -> Known:
        """By id, slices in their order: key, name, position, is_specials."""
        wanted = ("key", "name", "position", "is_specials")
        known = self.as_of.values(Slice, *wanted)
        unknown = {pk for _, pk in self.core.by_month if pk} - known.keys()
        # Effort entered later may be on a slice that was not known then.
        known |= self.as_of.needed(Slice, *wanted, keys=unknown) if unknown else {}
        return dict(sorted(known.items(), key=lambda pair: (pair[1].position, pair[0])))

    @cached_property
    def coverage(self) -> Coverage:
        return Coverage(self.as_of, self.snapshot.plans)

    def core_effort(self, first: dt.date) -> QuerySet[Effort]:
        """The core teams' effort from `first` to the month's end."""
        return self.as_of.core_effort.filter(date__gte=first)

    @cached_property
    def worked(self) -> Worked:
        """What the core teams worked on in the quarter until the month's end."""
        return Worked.between(self.as_of, self.quarter_first, self.after)

    @cached_property
    def going_on(self) -> Known:
        """By id, escalations neither ended nor turned away: state, item, deal, answer due."""
        columns = ("state", "item_id", "deal_id", "answer_due")
        states = (*BEFORE_APPROVAL, *UNDERWAY)
        return self.as_of.values(Escalation, *columns, state__in=states)

    @cached_property
    def worked_requests(self) -> dict[int, int]:
        """By item id, the escalation id of each special worked on in the quarter."""
        return worked_on(self.product, self.worked.special())

    @cached_property
    def requests(self) -> Requests:
        return Requests(self.as_of)

    @cached_property
    def rates(self) -> list[Rate]:
        return rates_of(self.product)

    @cached_property
    def rate(self) -> Decimal:
        """Money per engineer-week on the report's day; before the first rate, that one."""
        begun = [rate for rate in self.rates if rate.from_date <= self.as_at] or self.rates[:1]
        return begun[-1].per_week if begun else ZERO

    @cached_property
    def special_this_month(self) -> dict[int, int]:
        """By item id, the core minutes on each special worked on this month."""
        return self.worked.special(self.first)
