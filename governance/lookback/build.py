"""Looking back over quarters: specials share and the four questions (DESIGN 4.12)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from company.cached_reads import cached_until_changed
from company.calendar import Quarter, bounds, running_quarter
from company.models import Product
from company.units import percent_of, weeks_of
from governance.bands import Band, band_of
from governance.lookback import metrics
from governance.lookback.data import History
from governance.lookback.results import DealsResult, ItemsResult, NarrowResult
from portfolio.effort.queries import CORE, last_quarter_with_effort
from portfolio.models import Effort

DEFAULT_QUARTERS = 4


@dataclass(frozen=True)
class LookBack:
    """One quarter. Weeks; shares in unrounded percent of the quarter's core effort."""

    quarter: Quarter
    total_weeks: Decimal
    special_weeks: Decimal
    share: Decimal | None
    band: Band | None
    unplanned: ItemsResult
    narrow: NarrowResult
    unvalidated: ItemsResult
    deals: DealsResult
    # Of the total, weeks that nobody logged but an import split over the issues in progress.
    split_weeks: Decimal
    # The day the plan was agreed, if after the quarter's tenth working day; what was worked
    # before that day counts as "before the plan", neither in it nor unplanned (DESIGN 4.1).
    agreed_late_on: dt.date | None
    before_plan_weeks: Decimal


def weeks_ahead(product: Product) -> Decimal:
    """Core engineer-weeks dated after the running quarter, which no look-back shows."""
    _, after = bounds(product, running_quarter(product))
    effort = Effort.objects.filter(CORE, product=product, date__gte=after)
    return weeks_of(effort.aggregate(n=Sum("minutes"))["n"] or 0)


@cached_until_changed
def look_back(
    product: Product, quarters: int = DEFAULT_QUARTERS, until: Quarter | None = None
) -> list[LookBack]:
    """The last `quarters` quarters, oldest first, ending with `until`.

    Without `until` they end with the last quarter that has effort.
    """
    return by_quarter(history_of(product, quarters, until))


def history_of(product: Product, quarters: int, until: Quarter | None = None) -> History:
    """The data of a look-back over `quarters` quarters."""
    until = until or last_quarter_with_effort(product) or running_quarter(product)
    return History.load(product, [until.plus(-n) for n in range(quarters)][::-1])


def by_quarter(history: History) -> list[LookBack]:
    """The history's quarters with their answers, oldest first."""
    return [_quarter(history, quarter) for quarter in history.quarters]


def _quarter(history: History, quarter: Quarter) -> LookBack:
    snapshot = history.snapshot
    special, total = snapshot.special_minutes.get(quarter, 0), history.total(quarter)
    share = percent_of(special, total)
    return LookBack(
        quarter=quarter,
        total_weeks=weeks_of(total),
        special_weeks=weeks_of(special),
        share=share,
        band=band_of(share, snapshot.cap_percent(quarter), snapshot.policy(quarter)),
        unplanned=metrics.unplanned(history, [quarter]),
        narrow=metrics.narrow(history, [quarter]),
        unvalidated=metrics.unvalidated(history, [quarter]),
        deals=metrics.deals(history, [quarter]),
        split_weeks=weeks_of(history.split.get(quarter, 0)),
        agreed_late_on=history.late_on.get(quarter),
        before_plan_weeks=weeks_of(sum(history.before_plan.get(quarter, {}).values())),
    )
