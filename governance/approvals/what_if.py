"""What approving several undecided requests together would mean. Nothing is saved (DESIGN 6)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from company.calendar import Quarter, today
from company.models import Product
from company.units import ZERO, hundredths
from escalations.displacements.coverage import Coverage, Taken, coverage_of
from escalations.models import Escalation
from escalations.queries import ASKED
from escalations.ranking import place_in_queue
from escalations.states import UNDECIDED
from governance.approvals.approval_check import (
    APPROVABLE,
    ApprovalCheck,
    WaitsLonger,
    waits_longer,
)
from governance.approvals.check_data import CheckData, check_of
from governance.bands import Band, band_of
from governance.budget import BudgetSnapshot
from portfolio.customers.queries import waiting_for
from portfolio.effort.cost import rate_on
from portfolio.models import Waiting
from portfolio.plan.page import PlannedSlices


@dataclass(frozen=True)
class Supposed:
    """One request that is supposed approved.

    Weeks and money; `hint` says which other way is open where its approach uses no cap.
    """

    escalation: int
    title: str
    customer: str
    weeks: Decimal
    displaced_weeks: Decimal
    cost: Decimal
    deal_amount: Decimal | None
    is_confirmed: bool
    hint: str


@dataclass(frozen=True)
class SupposedQuarter:
    """One quarter's budget today and, ending in `then`, supposed.

    Bands judge the committed share.
    """

    quarter: Quarter
    cap_weeks: Decimal
    held_weeks: Decimal
    held_weeks_then: Decimal
    headroom_weeks: Decimal
    headroom_weeks_then: Decimal
    committed_share: Decimal | None
    committed_share_then: Decimal | None
    band: Band | None
    band_then: Band | None


@dataclass(frozen=True)
class SupposedSlice:
    """What the quarter's plan gives to one slice, today and supposed."""

    quarter: Quarter
    slice: str
    name: str
    weeks: Decimal
    weeks_then: Decimal

    @property
    def change(self) -> Decimal:
        return self.weeks_then - self.weeks


@dataclass(frozen=True)
class PushedOut:
    """What one line would lose, and what of the item would leave the plan with it."""

    item: int
    title: str
    quarter: Quarter
    weeks: Decimal
    leaving_weeks: Decimal
    outcome: str
    to_quarter: Quarter | None
    customers: list[str]


@dataclass(frozen=True)
class AtRisk:
    """One customer who would wait longer."""

    customer: int
    name: str
    arr: Decimal
    renewal_date: dt.date | None
    is_promised: bool


@dataclass(frozen=True)
class WhatIf:
    """The requests together, beside today. Each customer and each deal counts once."""

    requests: list[Supposed]
    weeks: Decimal
    unfunded_weeks: Decimal
    cost: Decimal
    deal_value: Decimal
    quarters: list[SupposedQuarter]
    slices: list[SupposedSlice]
    pushed_out: list[PushedOut]
    customers: list[AtRisk]
    renewal_revenue_waiting: Decimal


def what_if_candidates(product: Product) -> list[Escalation]:
    """The undecided requests that have a sizing, in the order of the queue."""
    rows = Escalation.objects.filter(product=product, state__in=UNDECIDED, sizings__isnull=False)
    rows = rows.distinct().select_related("product", "customer", "deal", "item")
    return sorted(rows.prefetch_related(*ASKED), key=place_in_queue)


def what_if(product: Product, supposed: Sequence[Escalation]) -> WhatIf:
    """What approving `supposed` together would mean, in their order; in a fixed number of queries.

    The budget is the one that approving would leave. A line gives what it has left once, however
    many requests name it. Requests whose approach uses no cap are listed and not counted.
    """
    data = CheckData.load(product, supposed)
    checks = [check_of(escalation, data=data) for escalation in supposed]
    counted = [check for check in checks if check.approach in APPROVABLE]
    covers = _coverage(counted, data)
    taken = [taken_row for cover in covers for taken_row in cover.taken]
    waiting = _waiting(taken)
    rate, day = rate_on(product, today(product)), today(product)
    weeks = sum((cover.asked for cover in covers), start=ZERO)
    deals = {e.deal.pk: e.deal.amount for e in supposed if e.deal}
    longer = waits_longer(wait for rows in waiting.values() for wait in rows)
    return WhatIf(
        requests=[_request(e, c, rate) for e, c in zip(supposed, checks, strict=True)],
        weeks=weeks,
        unfunded_weeks=sum((cover.asked - cover.usable for cover in covers), start=ZERO),
        cost=hundredths(weeks * rate),
        deal_value=sum(deals.values(), start=ZERO),
        quarters=list(_quarters(data.snapshot, supposed, checks)),
        slices=[row for cover in covers for row in _slices(product, cover)],
        pushed_out=[
            _pushed_out(
                taken_row, [w.customer.name for w in waiting.get(taken_row.row.named.pk, [])]
            )
            for taken_row in taken
        ],
        customers=[_at_risk(waits) for waits in longer],
        renewal_revenue_waiting=sum(
            (waits.customer.arr for waits in longer if waits.customer.renews_after(day)), start=ZERO
        ),
    )


def _coverage(checks: Iterable[ApprovalCheck], data: CheckData) -> list[Coverage]:
    """What all of them take of each quarter's lines, each line giving what it has once."""
    asked: dict[Quarter, Decimal] = {}
    for check in checks:
        for quarter, weeks in check.asked.items():
            asked[quarter] = asked.get(quarter, ZERO) + weeks
    rows = [row for check in checks for row in check.rows]
    return coverage_of(dict(sorted(asked.items())), rows, data.left)


def _waiting(taken: Iterable[Taken]) -> dict[int, list[Waiting]]:
    return waiting_for({each.row.named.pk for each in taken})


def _request(escalation: Escalation, check: ApprovalCheck, rate: Decimal) -> Supposed:
    return Supposed(
        escalation=escalation.pk,
        title=escalation.title,
        customer=str(escalation.customer or ""),
        weeks=check.weeks,
        displaced_weeks=check.displaced,
        cost=hundredths(check.weeks * rate),
        deal_amount=escalation.deal.amount if escalation.deal else None,
        is_confirmed=check.is_confirmed,
        hint="" if check.approach in APPROVABLE else check.warnings(is_proposed=False)[0],
    )


def _quarters(
    snapshot: BudgetSnapshot, supposed: Sequence[Escalation], checks: Sequence[ApprovalCheck]
) -> Iterator[SupposedQuarter]:
    """The running quarter and those that are asked for."""
    then = snapshot.supposing(
        {
            escalation.item_id: check.in_all
            for escalation, check in zip(supposed, checks, strict=True)
            if escalation.item_id and check.approach in APPROVABLE
        }
    )
    # Not the quarters of services and faults: they take nothing of any budget.
    quarters = {q for check in checks if check.approach in APPROVABLE for q in check.asked}
    for quarter in sorted({snapshot.running, *quarters}):
        before, after = snapshot.budget(quarter), then.budget(quarter)
        cap, policy = snapshot.cap_percent(quarter), snapshot.policy(quarter)
        yield SupposedQuarter(
            quarter=quarter,
            cap_weeks=before.cap_weeks,
            held_weeks=before.held_weeks,
            held_weeks_then=after.held_weeks,
            headroom_weeks=before.headroom_weeks,
            headroom_weeks_then=after.headroom_weeks,
            committed_share=before.committed_share,
            committed_share_then=after.committed_share,
            band=band_of(before.committed_share, cap, policy),
            band_then=band_of(after.committed_share, cap, policy),
        )


def _slices(product: Product, cover: Coverage) -> list[SupposedSlice]:
    """The quarter's slices: the named lines smaller, the specials larger by what is asked."""
    planned = PlannedSlices.of(product, cover.quarter)
    then = dict(planned.weeks)
    then[planned.specials] = then.get(planned.specials, ZERO) + cover.asked
    for taken in cover.taken:
        key = planned.key_of(taken.row.item)
        then[key] = then.get(key, ZERO) - taken.weeks - taken.leaving
    return [
        SupposedSlice(
            cover.quarter, s.key, s.name, planned.weeks.get(s.key, ZERO), then.get(s.key, ZERO)
        )
        for s in planned.slices
    ]


def _pushed_out(taken: Taken, customers: list[str]) -> PushedOut:
    row = taken.row
    return PushedOut(
        item=row.named.pk,
        title=row.names,
        quarter=row.quarter,
        weeks=taken.weeks,
        leaving_weeks=taken.leaving,
        outcome=row.outcome,
        to_quarter=row.to_quarter,
        customers=customers,
    )


def _at_risk(waits: WaitsLonger) -> AtRisk:
    customer = waits.customer
    return AtRisk(
        customer.pk, customer.name, customer.arr, customer.renewal_date, waits.is_promised
    )
