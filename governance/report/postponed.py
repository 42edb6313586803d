"""Section 4: what was postponed in whose place, and which customers wait for it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from escalations.models import DisplacedCustomer, Displacement, DisplacementReturn
from governance.report.facts import Postponed, PostponedRow, WaitingCustomer
from governance.report.period import ReportPeriod
from governance.report.specials import Request, requests_of
from portfolio.as_of import Known
from portfolio.models import Customer, Item, Waiting
from portfolio.queries import renews_soon
from portfolio.weeks import ZERO, hundredths

COLUMNS = (
    "pk", "escalation", "plan__quarter", "weeks", "outcome", "to_quarter", "below_weeks",
    "deal_amount", "decided_at", "lost_item",
)  # fmt: skip
UNCATEGORISED = "uncategorised"


@dataclass(frozen=True)
class Waiters:
    """Who waited at the period's end: by item, its rows; customers and copies by number."""

    by_item: Mapping[int, Sequence[Any]]
    customers: Known
    copies: Mapping[tuple[int, int], DisplacedCustomer]


def postponed(period: ReportPeriod) -> Postponed:
    """Every displacement still open at the period's end, new ones first, soon renewals first."""
    displaced = list(_decided(period).values_list(*COLUMNS, named=True))
    weeks = _open_weeks(period, displaced)
    taken = [row for row in displaced if weeks[row.pk]]
    columns, keys = ("title", "slice_id", "finished_on"), {row.lost_item for row in taken}
    items = period.as_of.needed(Item, *columns, keys=keys)
    still = [row for row in taken if not _is_done(items[row.lost_item], period.as_at)]
    requests = requests_of(period, {row.escalation for row in still})
    waiters = _waiters(period, still)
    rows = [
        _row(period, row, weeks[row.pk], items[row.lost_item], requests[row.escalation], waiters)
        for row in still
    ]
    rows.sort(key=lambda row: (not row.is_new, not _renews_soon(row), row.decided_on, row.title))
    return _summed(rows, requests.values(), period.as_at)


def _decided(period: ReportPeriod) -> QuerySet[Displacement]:
    """What was displaced by then; now, without what came back or is finished."""
    rows = Displacement.objects.filter(
        period.as_of.until("decided_at"), escalation__product=period.product
    )
    if period.as_of.is_now:
        # The item that lost is the line's own item, or what the reserve had kept out.
        done = Q(item__finished_on__lte=period.as_at) | Q(
            item__isnull=True, kept_out__finished_on__lte=period.as_at
        )
        rows = rows.open().exclude(done)
    return rows.annotate(lost_item=Coalesce("item", "kept_out")).order_by("decided_at", "pk")


def _open_weeks(period: ReportPeriod, rows: Sequence[Any]) -> dict[int, Decimal]:
    """Of each displacement, the weeks that had not come back."""
    back = DisplacementReturn.objects.filter(
        period.as_of.until(), displacement__in=[row.pk for row in rows]
    )
    returned = dict(back.values_list("displacement").annotate(n=Sum("weeks")).order_by())
    return {row.pk: hundredths(row.weeks - returned.get(row.pk, ZERO)) for row in rows}


def _is_done(item: Any, day: dt.date) -> bool:
    return item.finished_on is not None and item.finished_on <= day


def _waiters(period: ReportPeriod, rows: Sequence[Any]) -> Waiters:
    """Those who wait for the items at the period's end, and the copies made at decisions."""
    columns = ("item_id", "customer_id", "since", "weight", "promised")
    found = period.as_of.values(
        Waiting, *columns, item_id__in={row.lost_item for row in rows}, until__isnull=True
    )
    by_item: dict[int, list[Any]] = defaultdict(list)
    for row in found.values():
        if row.since <= period.as_at:
            by_item[row.item_id].append(row)
    customers = period.as_of.needed(
        Customer, "name", "arr", "renewal_date", keys={row.customer_id for row in found.values()}
    )
    copies = DisplacedCustomer.objects.filter(displacement__in=[row.pk for row in rows])
    return Waiters(
        by_item=by_item,
        customers=customers,
        copies={(copy.displacement_id, copy.customer_id): copy for copy in copies},
    )


def _row(
    period: ReportPeriod, row: Any, weeks: Decimal, item: Any, request: Request, waiters: Waiters
) -> PostponedRow:
    first, _ = period.instants
    in_slice = period.slices.get(item.slice_id)
    return PostponedRow(
        item=row.lost_item,
        title=item.title,
        slice=in_slice.key if in_slice else UNCATEGORISED,
        weeks=weeks,
        from_quarter=row.plan__quarter,
        to_quarter=row.to_quarter,
        outcome=row.outcome,
        is_below_the_line=row.below_weeks > ZERO,
        is_new=row.decided_at >= first,
        escalation=row.escalation,
        special=request.title,
        special_customer=request.customer,
        deal_amount=row.deal_amount,
        decided_on=period.product.local_day(row.decided_at),
        customers=_customers(period.as_at, row, waiters),
    )


def _customers(day: dt.date, row: Any, waiters: Waiters) -> list[WaitingCustomer]:
    """Soonest renewal first, those without one last."""
    found = []
    for waiting in waiters.by_item.get(row.lost_item, ()):
        customer = waiters.customers[waiting.customer_id]
        copy = waiters.copies.get((row.pk, waiting.customer_id))
        found.append(
            WaitingCustomer(
                customer=waiting.customer_id,
                name=customer.name,
                arr=customer.arr,
                renewal_date=customer.renewal_date,
                renews_in_90_days=renews_soon(customer.renewal_date, day),
                is_blocked=waiting.weight == Waiting.Weight.BLOCKER or waiting.promised,
                arr_when_decided=copy.arr if copy else None,
                renewal_date_when_decided=copy.renewal_date if copy else None,
            )
        )
    return sorted(found, key=lambda one: (one.renewal_date or dt.date.max, one.name))


def _renews_soon(row: PostponedRow) -> bool:
    return any(customer.renews_in_90_days for customer in row.customers)


def _summed(
    rows: list[PostponedRow], requests: Collection[Request], day: dt.date
) -> Postponed:  # fmt: skip
    """Each customer and each deal once; a customer is blocked who is so for one of the items."""
    waiting = [customer for row in rows for customer in row.customers]
    each = {customer.customer: customer for customer in waiting}
    blocked = {customer.customer for customer in waiting if customer.is_blocked}
    ahead = [c for c in each.values() if c.renewal_date and c.renewal_date > day]
    soon_blocked = [c for c in ahead if c.renews_in_90_days and c.customer in blocked]
    deals = {row.deal_id: row.deal_amount or ZERO for row in requests if row.deal_id}
    return Postponed(
        rows=rows,
        renewal_revenue_waiting=_arr(ahead),
        renewal_revenue_blocked=_arr(c for c in ahead if c.customer in blocked),
        customers_waiting=len(each),
        renewals_in_90_days=sum(c.renews_in_90_days for c in each.values()),
        blocked_renewals_in_90_days=len(soon_blocked),
        blocked_revenue_in_90_days=_arr(soon_blocked),
        renewal_date_unknown=sum(c.renewal_date is None for c in each.values()),
        renewal_date_past=sum(c.renewal_date is not None for c in each.values()) - len(ahead),
        deal_value=sum(deals.values(), start=ZERO),
        deals=len(deals),
    )


def _arr(customers: Iterable[WaitingCustomer]) -> Decimal:
    return sum((customer.arr for customer in customers), start=ZERO)
