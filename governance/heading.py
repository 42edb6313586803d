"""Where the specials share is heading: eight quarters side by side, by today's data."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from charts.trend import FEWEST, Trend, trend
from company.cached_reads import cached_until_changed
from company.calendar import Quarter, bounds, quarter_of, today
from company.models import Product
from company.units import hundredths
from escalations.estimates import EstimateHistory, estimate_history
from escalations.heading import SpecialsOfQuarter, customers_paying, specials_delivered
from escalations.models import Direction
from governance.full_costs import assumptions_of
from governance.models import Decision
from governance.report.facts import QuarterShare
from governance.report.period import ReportPeriod
from governance.report.slices import quarter_shares


@dataclass(frozen=True)
class HeadingRow:
    """One quarter: its specials share, whom it served, and what custom work brought."""

    quarter: Quarter
    share: QuarterShare
    customers: int | None
    overrides: int
    specials: SpecialsOfQuarter
    is_running: bool

    @property
    def customers_per_week(self) -> Decimal | None:
        """Paying customers at the quarter's end for each core engineer-week in it.

        None for the running quarter, and where either number is missing.
        """
        weeks = self.share.share.total_weeks
        if self.customers is None or not weeks or self.is_running:
            return None
        return hundredths(Decimal(self.customers) / weeks)


@dataclass(frozen=True)
class Heading:
    product: Product
    rows: list[HeadingRow]
    estimates: EstimateHistory
    directions: list[Direction]

    @property
    def trend(self) -> Trend | None:
        """The trend of the share, in points a quarter; None with too few quarters.

        Quarters that run still or have too little coverage are left out.
        """
        return trend(
            [
                row.share.share.share if row.share.share.is_covered and not row.is_running else None
                for row in self.rows
            ]
        )

    @property
    def sentence(self) -> str:
        trend = self.trend
        if trend is None:
            return f"Not enough quarters: a direction needs {FEWEST} that ended with effort."
        basis = f"over {trend.count} quarters, give or take {trend.error}"
        if not trend.is_clear:
            return f"The share of specials has no clear direction: {_points(trend.slope)} {basis}."
        verb = "rises" if trend.slope > 0 else "falls"
        return f"The share of specials {verb}: {_points(trend.slope)} {basis}."

    @property
    def direction(self) -> Direction | None:
        return next(iter(self.directions), None)


def _points(slope: Decimal) -> str:
    return f"{slope:+} points a quarter".replace("-", "\u2212")


@cached_until_changed
def heading_of(product: Product) -> Heading:
    """The last eight quarters, the running one last, in a fixed number of queries."""
    period = ReportPeriod.of(product, today(product))
    shares = quarter_shares(period)
    quarters = [row.quarter for row in shares]
    overrides, specials = (
        _overrides(product, quarters),
        specials_delivered(product, quarters, assumptions_of(product)),
    )
    rows = [
        HeadingRow(
            quarter=share.quarter,
            share=share,
            customers=customers,
            overrides=overrides[share.quarter],
            specials=specials[share.quarter],
            is_running=share.quarter == period.quarter,
        )
        for share, customers in zip(shares, customers_paying(product, quarters), strict=True)
    ]
    directions = Direction.objects.filter(product=product).select_related("by")
    return Heading(product, rows, estimate_history(product), list(directions))


def _overrides(product: Product, quarters: list[Quarter]) -> Counter[Quarter]:
    since, _ = bounds(product, quarters[0])
    rows = Decision.objects.filter(
        escalation__product=product, is_override=True, at__gte=product.midnight(since)
    )
    days = (product.local_day(at) for at in rows.values_list("at", flat=True).order_by())
    return Counter(quarter_of(product, day) for day in days)
