"""Section 4: what was postponed in whose place, and which customers wait for it."""

import datetime as dt
from collections.abc import Mapping

from escalations.models import DisplacedCustomer, Displacement
from governance.report.facts import Postponed, PostponedRow, WaitingCustomer
from governance.report.frame import Frame
from portfolio.models import Customer, Item, Waiting
from portfolio.queries import waiting_for
from portfolio.weeks import ZERO

SOON = dt.timedelta(days=90)


def postponed(frame: Frame) -> Postponed:
    """Every displacement still open at the frame's day, new ones first, soon renewals first."""
    open_rows = _open(frame)
    waiting = waiting_for({row.named.pk for row in open_rows})
    rows = [_row(frame, row, _standing(frame, waiting, row)) for row in open_rows]
    rows.sort(key=lambda row: (not row.is_new, not _renews_soon(row), row.decided_on, row.title))
    customers = {c.customer: c for row in rows for c in row.customers}
    deals = {
        row.escalation.deal_id: row.escalation.deal.amount
        for row in open_rows
        if row.escalation.deal
    }
    ahead = [c for c in customers.values() if c.renewal_date and c.renewal_date > frame.as_at]
    return Postponed(
        rows=rows,
        renewal_revenue_waiting=sum((c.arr for c in ahead), start=ZERO),
        customers_waiting=len(customers),
        renewals_in_90_days=sum(c.renews_in_90_days for c in customers.values()),
        renewal_date_unknown=sum(c.renewal_date is None for c in customers.values()),
        renewal_date_past=len(customers)
        - len(ahead)
        - sum(c.renewal_date is None for c in customers.values()),
        deal_value=sum(deals.values(), start=ZERO),
        deals=len(deals),
    )


def _open(frame: Frame) -> list[Displacement]:
    _, after = frame.instants
    rows = Displacement.objects.open().filter(
        escalation__product=frame.product, decided_at__lt=after
    )
    related = ("plan", "item__slice", "kept_out__slice", "escalation__customer", "escalation__deal")
    found = rows.select_related(*related).prefetch_related("customers", "returns")
    return [
        row for row in found.order_by("decided_at", "pk") if not _is_done(row.named, frame.as_at)
    ]


def _is_done(item: Item, day: dt.date) -> bool:
    return item.finished_on is not None and item.finished_on <= day


def _standing(
    frame: Frame, waiting: Mapping[int, list[Waiting]], row: Displacement
) -> list[WaitingCustomer]:
    """Those who wait for the item at the frame's day, beside the copies made at decision time."""
    copies = {copy.customer_id: copy for copy in row.customers.all()}
    now = [w.customer for w in waiting.get(row.named.pk, []) if w.since <= frame.as_at]
    return [_customer(frame, customer, copies.get(customer.pk)) for customer in now]


def _customer(frame: Frame, customer: Customer, copy: DisplacedCustomer | None) -> WaitingCustomer:
    day = customer.renewal_date
    return WaitingCustomer(
        customer=customer.pk,
        name=customer.name,
        arr=customer.arr,
        renewal_date=day,
        renews_in_90_days=bool(day and frame.as_at < day <= frame.as_at + SOON),
        arr_when_decided=copy.arr if copy else None,
        renewal_date_when_decided=copy.renewal_date if copy else None,
    )


def _row(frame: Frame, row: Displacement, customers: list[WaitingCustomer]) -> PostponedRow:
    item: Item = row.named
    first, _ = frame.instants
    return PostponedRow(
        item=item.pk,
        title=item.title,
        slice=item.slice.key if item.slice else "uncategorised",
        weeks=row.open_weeks,
        from_quarter=row.plan.quarter,
        to_quarter=row.to_quarter,
        outcome=row.outcome,
        is_below_the_line=row.below_weeks > ZERO,
        is_new=row.decided_at >= first,
        escalation=row.escalation_id,
        special=str(row.escalation),
        special_customer=str(row.escalation.customer or ""),
        deal_amount=row.deal_amount,
        decided_on=frame.product.local_day(row.decided_at),
        customers=customers,
    )


def _renews_soon(row: PostponedRow) -> bool:
    return any(customer.renews_in_90_days for customer in row.customers)
