"""By quarter: what delivered specials brought, and how many customers paid."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from company import clock
from company.calendar import Quarter, bounds, quarter_of
from company.histories import REMOVED, rows_of
from company.models import Product
from company.units import ZERO, hundredths, percent_of
from escalations.estimates import FEWEST, HALF, multipliers_since, quantile
from escalations.full_cost import Assumptions, FullCost
from escalations.models import Costing, Deal, Escalation
from escalations.states import State
from portfolio.effort.cost import cost_by
from portfolio.effort.queries import core_effort_on
from portfolio.models import Customer
from portfolio.products import history_began


@dataclass
class SpecialsOfQuarter:
    """The specials delivered in one quarter: deals, estimates, and what is paid for them.

    `won` and `decided` are deal ids. Money only of those whose total is confirmed and that have a
    costing.
    """

    won: set[int] = field(default_factory=set)
    decided: set[int] = field(default_factory=set)
    multipliers: list[Decimal] = field(default_factory=list)
    paid: Decimal = ZERO
    renewing: Decimal = ZERO
    cost: Decimal = ZERO

    @property
    def won_share(self) -> Decimal | None:
        """Percent of the decided deals that were won; None where none was decided."""
        return percent_of(len(self.won), len(self.decided))

    @property
    def median_multiplier(self) -> Decimal | None:
        """The median of how estimates held up; None with fewer than five."""
        known = sorted(self.multipliers)
        return hundredths(quantile(known, HALF)) if len(known) >= FEWEST else None

    @property
    def price_over_cost(self) -> Decimal | None:
        return hundredths(self.paid / self.cost) if self.cost else None

    @property
    def recurring_share(self) -> Decimal | None:
        return percent_of(self.renewing, self.paid)


def specials_delivered(
    product: Product, quarters: Sequence[Quarter], assumed: Assumptions
) -> dict[Quarter, SpecialsOfQuarter]:
    """By quarter of delivery, the specials of these quarters. A fixed number of queries."""
    since, _ = bounds(product, quarters[0])
    delivered = Escalation.objects.filter(
        product=product,
        state__in=(State.DELIVERED, State.REVIEWED),
        closed_at__gte=product.midnight(since),
    )
    multipliers = multipliers_since(product, since)
    costs = _full_costs(product, delivered, assumed)
    by_quarter = {quarter: SpecialsOfQuarter() for quarter in quarters}
    columns = ("pk", "closed_at", "deal", "deal__outcome")
    for pk, closed_at, deal, outcome in delivered.order_by("pk").values_list(*columns):
        row = by_quarter.get(quarter_of(product, product.local_day(closed_at)))
        if row is None:
            continue
        if outcome in (Deal.Outcome.WON, Deal.Outcome.LOST):
            row.decided.add(deal)
        if outcome == Deal.Outcome.WON:
            row.won.add(deal)
        if pk in multipliers:
            row.multipliers.append(multipliers[pk])
        if (cost := costs.get(pk)) is not None:
            row.paid += cost.paid
            row.renewing += cost.said.payment_per_year * assumed.support_years
            row.cost += cost.full_cost
    return by_quarter


def _full_costs(
    product: Product, delivered: QuerySet[Escalation], assumed: Assumptions
) -> dict[int, FullCost]:
    rows = Costing.objects.filter(
        escalation__in=delivered, escalation__total_confirmed_at__isnull=False
    ).select_related("escalation")
    costings = list(rows)
    items = [row.escalation.item_id for row in costings if row.escalation.item_id]
    built = cost_by(product, core_effort_on(items), "item") if items else {}
    return {
        row.escalation_id: FullCost(built.get(row.escalation.item_id, ZERO), row, assumed)
        for row in costings
    }


def customers_paying(product: Product, quarters: Sequence[Quarter]) -> list[int | None]:
    """How many customers paid at each quarter's end, or now; None before histories began."""
    # Rows count before the instant, so one of this very instant needs it a little later.
    began, now = history_began(product), clock.now() + dt.timedelta(microseconds=1)
    ends = [min(now, product.midnight(bounds(product, quarter)[1])) for quarter in quarters]
    told = rows_of(Customer, product).order_by("history_date", "history_id")
    rows = list(told.values_list("id", "history_date", "arr", "history_type"))
    paying: set[int] = set()
    counts: list[int | None] = []
    place = 0
    for end in ends:
        while place < len(rows) and rows[place][1] < end:
            pk, _, arr, kind = rows[place]
            (paying.add if arr > 0 and kind != REMOVED else paying.discard)(pk)
            place += 1
        counts.append(len(paying) if end > began else None)
    return counts
