"""Where it is heading: eight quarters side by side, read now. Trends are told, never drawn on."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from charts.trend import FEWEST, Trend, trend
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
        """Customers who pay at its end, by the core teams' weeks in it."""
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
        """Of the share of quarters that ended and are covered, in points a quarter."""
        return trend(
            [
                row.share.share.share if row.share.share.is_covered and not row.is_running else None
                for row in self.rows
            ]
        )

    @property
    def sentence(self) -> str:
        found = self.trend
        if found is None:
            return f"Not enough quarters: a direction needs {FEWEST} that ended with effort."
        said = f"over {found.count} quarters, give or take {found.error}"
        if not found.is_clear:
            return f"The share of specials has no clear direction: {_points(found.slope)} {said}."
        way = "rises" if found.slope > 0 else "falls"
        return f"The share of specials {way}: {_points(found.slope)} {said}."

    @property
    def direction(self) -> Direction | None:
        return next(iter(self.directions), None)


def _points(slope: Decimal) -> str:
    return f"{slope:+} points a quarter".replace("-", "\u2212")


def heading_of(product: Product) -> Heading:
    """The last eight quarters, the running one last. A fixed number of queries."""
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
