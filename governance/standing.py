"""How the running quarter stands: what every home of a product shows, whoever looks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from company.cached_reads import cached_until_changed
from company.calendar import today
from company.models import Product
from escalations.models import Escalation
from governance.budget import Budget
from governance.report.facts import Interrupts, QuarterShare, Share
from governance.report.interrupts import interrupts
from governance.report.period import ReportPeriod
from governance.report.postponed import OpenDisplacements
from governance.report.postponed_facts import WaitingTotals
from governance.report.slices import quarter_shares, share_of
from governance.report.specials import UNTITLED

MOST_AT_RISK = 6


@dataclass(frozen=True)
class AtRisk:
    """A customer who renews soon, and one of the items they wait longer for."""

    customer: int
    name: str
    renewal_date: dt.date
    arr: Decimal
    item: int
    title: str
    weeks: Decimal
    special: str


@dataclass(frozen=True)
class Standing:
    """The running quarter of one product, in the figures of its report."""

    budget: Budget
    share: Share
    interrupts: Interrupts
    postponed: WaitingTotals
    at_risk: Sequence[AtRisk]
    quarters: Sequence[QuarterShare]
    has_effort: bool


@cached_until_changed
def standing_of(product: Product) -> Standing:
    """How the product stands today."""
    period = ReportPeriod.of(product, today(product))
    displaced = OpenDisplacements.load(period)
    return Standing(
        budget=period.snapshot.budget(period.quarter),
        share=share_of(period, period.quarter_first, period.after),
        interrupts=interrupts(period),
        postponed=displaced.totals(),
        at_risk=at_risk(displaced),
        quarters=quarter_shares(period),
        has_effort=any(period.core.by_month.values()),
    )


def at_risk(displaced: OpenDisplacements) -> list[AtRisk]:
    """Customers who renew within 90 days and wait longer, soonest first, each once."""
    known = displaced.customers
    soon = sorted(displaced.renews_soon, key=lambda pk: (known[pk].renewal_date, pk))
    soon = soon[:MOST_AT_RISK]
    first = {
        one.customer_id: row
        # Reversed, so that the oldest displacement is the one that stays for each customer.
        for row in reversed(displaced.rows)
        for one in displaced.waiting.get(row.lost_item, ())
        if one.customer_id in soon
    }
    as_of, asked = displaced.period.as_of, {row.escalation for row in first.values()}
    requests = as_of.needed(Escalation, "title", keys=asked)
    return [
        AtRisk(
            customer=pk,
            name=known[pk].name,
            renewal_date=known[pk].renewal_date,
            arr=known[pk].arr,
            item=first[pk].lost_item,
            title=displaced.items[first[pk].lost_item].title,
            weeks=displaced.weeks[first[pk].pk],
            special=requests[first[pk].escalation].title or UNTITLED,
        )
        for pk in soon
    ]
