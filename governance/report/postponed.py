"""Section 4: what was postponed for specials, and which customers wait for it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from company.calendar import Quarter, bounds
from company.units import ZERO, hundredths
from escalations.displacements.missed_again import has_missed
from escalations.models import DisplacedCustomer, Displacement, DisplacementReturn, Outcome
from governance.report.period import ReportPeriod
from governance.report.postponed_facts import (
    NamedCustomer,
    Postponed,
    PostponedRow,
    WaitingCustomer,
    WaitingTotals,
)
from governance.report.specials import Request
from portfolio.as_of import Known
from portfolio.customers.queries import renews_soon
from portfolio.models import Customer, Item, Waiting
from portfolio.plan.slice_shares import UNCATEGORISED

COLUMNS = (
    "pk",
    "escalation",
    "plan__quarter",
    "weeks",
    "outcome",
    "to_quarter",
    "below_weeks",
    "deal_amount",
    "decided_at",
    "item",
    "lost_item",
    "back",
)


@dataclass
class OpenDisplacements:
    """Displacements still open at the period's end, and who waited for what they took.

    `weeks` has by displacement id what has not come back; `waiting` the waiting rows, by item id.
    """

    period: ReportPeriod
    rows: Sequence[Any]
    weeks: Mapping[int, Decimal]
    items: Known
    waiting: Mapping[int, Sequence[Any]]
    customers: Known
    # By item id, how many of the quarters it landed in ended without it.
    missed: Mapping[int, int]

    @classmethod
    def load(cls, period: ReportPeriod) -> "OpenDisplacements":
        displaced = list(_decided(period).values_list(*COLUMNS, named=True))
        # SQLite sums decimals as floats: the hundredth is what was meant.
        weeks = {row.pk: hundredths(row.weeks - (row.back or ZERO)) for row in displaced}
        # A dropped item stays lost when its weeks come back: they come back as slack.
        taken = [row for row in displaced if weeks[row.pk] or row.outcome == Outcome.DROPPED]
        columns = ("title", "slice_id", "finished_on", "closed_on")
        items = period.as_of.needed(Item, *columns, keys={row.lost_item for row in taken})
        waiting = _waiting(period, items.keys())
        still = [
            row
            for row in taken
            if _is_open(
                items[row.lost_item],
                period.as_at,
                is_waited_for=row.lost_item in waiting,
                is_back=not weeks[row.pk],
            )
        ]
        waiting = {row.lost_item: waiting.get(row.lost_item, []) for row in still}
        known = period.as_of.needed(
            Customer,
            "name",
            "arr",
            "renewal_date",
            keys={one.customer_id for found in waiting.values() for one in found},
        )
        missed = _missed_again(period, displaced, weeks, items)
        return cls(period, still, weeks, items, waiting, known, missed)

    @cached_property
    def renews_soon(self) -> set[int]:
        """The ids of customers who renew within 90 days."""
        day = self.period.as_at
        return {pk for pk, c in self.customers.items() if renews_soon(c.renewal_date, day)}

    @cached_property
    def blocked(self) -> set[int]:
        """The ids of customers who are blocked by one of the items, or were promised it."""
        found = (one for rows in self.waiting.values() for one in rows)
        return {one.customer_id for one in found if _is_blocked(one)}

    @cached_property
    def heard_on(self) -> dict[int, dt.date]:
        """By customer id, the last day it was known to wait for one of the items."""
        found: dict[int, dt.date] = {}
        for one in (one for rows in self.waiting.values() for one in rows):
            was_heard = one.heard_on is not None and one.heard_on <= self.period.as_at
            known = max(one.since, one.heard_on) if was_heard else one.since
            found[one.customer_id] = max(known, found.get(one.customer_id, known))
        return found

    @cached_property
    def not_heard_of(self) -> set[int]:
        """The ids of customers not heard of in the two quarters before this one, nor since."""
        first, _ = bounds(self.period.product, self.period.quarter.plus(-2))
        return {pk for pk, day in self.heard_on.items() if day < first}

    @property
    def requests(self) -> set[int]:
        """The ids of the escalations that displaced."""
        return {row.escalation for row in self.rows}

    def facts(self) -> Postponed:
        """The section: new displacements first, then those that a customer waits for who renews
        soon.
        """
        requests = self.period.requests.of(self.requests)
        copies = {
            (copy.displacement_id, copy.customer_id): copy
            for copy in DisplacedCustomer.objects.filter(
                displacement__among=[row.pk for row in self.rows]
            )
        }
        rows = [self._row(row, requests[row.escalation], copies) for row in self.rows]
        rows.sort(key=lambda row: (not row.is_new, not _is_urgent(row), row.decided_on, row.title))
        deals = {row.deal_id: row.deal_amount or ZERO for row in requests.values() if row.deal_id}
        missed = [self.missed.get(item, 0) for item in {row.lost_item for row in self.rows}]
        return Postponed(
            rows=rows,
            deal_value=sum(deals.values(), start=ZERO),
            deals=len(deals),
            items_missed_again=sum(times > 0 for times in missed),
            times_missed_again=sum(missed),
            **vars(self.totals()),
        )

    def totals(self) -> WaitingTotals:
        """The sums over those who wait; each customer counts once, for however many items."""
        dates = [customer.renewal_date for customer in self.customers.values()]
        day = self.period.as_at
        ahead = {pk for pk, c in self.customers.items() if c.renewal_date and c.renewal_date > day}
        soon_blocked = self.renews_soon & self.blocked
        unknown = dates.count(None)
        return WaitingTotals(
            renewal_revenue_waiting=self._arr(ahead),
            renewal_revenue_blocked=self._arr(ahead & self.blocked),
            customers_waiting=len(self.customers),
            renewals_in_90_days=len(self.renews_soon),
            blocked_renewals_in_90_days=len(soon_blocked),
            blocked_revenue_in_90_days=self._arr(soon_blocked),
            renewal_date_unknown=unknown,
            renewal_date_past=len(dates) - unknown - len(ahead),
            prospects=self._named({pk for pk, c in self.customers.items() if not c.arr}),
            not_heard_of=self._named(self.not_heard_of),
            not_heard_of_revenue=self._arr(ahead & self.not_heard_of),
        )

    def _named(self, customers: Collection[int]) -> list[NamedCustomer]:
        named = [NamedCustomer(pk, self.customers[pk].name) for pk in customers]
        return sorted(named, key=lambda one: (one.name.casefold(), one.customer))

    def _arr(self, customers: Collection[int]) -> Decimal:
        return sum((self.customers[pk].arr for pk in customers), start=ZERO)

    def _row(
        self, row: Any, request: Request, copies: Mapping[tuple[int, int], DisplacedCustomer]
    ) -> PostponedRow:
        item = self.items[row.lost_item]
        in_slice = self.period.slices.get(item.slice_id)
        return PostponedRow(
            item=row.lost_item,
            title=item.title,
            slice=in_slice.key if in_slice else UNCATEGORISED,
            weeks=self.weeks[row.pk],
            from_quarter=row.plan__quarter,
            to_quarter=row.to_quarter,
            outcome=row.outcome,
            is_below_the_line=row.below_weeks > ZERO,
            missed_again=self.missed.get(row.lost_item, 0),
            is_new=row.decided_at >= self.period.instants[0],
            escalation=row.escalation,
            special=request.title,
            special_customer=request.customer,
            deal_amount=row.deal_amount,
            decided_on=self.period.product.local_day(row.decided_at),
            customers=self._customers(row, copies),
        )

    def _customers(
        self, row: Any, copies: Mapping[tuple[int, int], DisplacedCustomer]
    ) -> list[WaitingCustomer]:
        """Who waits for the row's item: soonest renewal first, unknown dates last."""
        found = []
        for one in self.waiting.get(row.lost_item, ()):
            customer, copy = self.customers[one.customer_id], copies.get((row.pk, one.customer_id))
            found.append(
                WaitingCustomer(
                    customer=one.customer_id,
                    name=customer.name,
                    arr=customer.arr,
                    renewal_date=customer.renewal_date,
                    renews_in_90_days=one.customer_id in self.renews_soon,
                    is_prospect=not customer.arr,
                    is_blocked=_is_blocked(one),
                    heard_on=self.heard_on[one.customer_id],
                    arr_when_decided=copy.arr if copy else None,
                    renewal_date_when_decided=copy.renewal_date if copy else None,
                )
            )
        return sorted(found, key=lambda one: (one.renewal_date or dt.date.max, one.name))


def _decided(period: ReportPeriod) -> QuerySet[Displacement]:
    """Displacements known by then with the weeks that had come back, unless the item is
    finished.
    """
    rows = Displacement.objects.annotate(lost_item=Coalesce("item", "kept_out")).filter(
        period.as_of.until("decided_at"), plan__product=period.product
    )
    going_on = Q(finished_on__isnull=True) | Q(finished_on__gt=period.as_at)
    # An item that is finished today may have been open then: `_is_open` judges it as of then.
    if not period.as_of.is_now:
        going_on |= Q(pk__among=period.as_of.changed_since(Item))
    items = Item.objects.filter(going_on, product=period.product)
    rows = rows.filter(lost_item__in=items.values("pk"))
    rows_back = DisplacementReturn.objects.filter(period.as_of.until(), displacement=OuterRef("pk"))
    returned = rows_back.order_by().values("displacement").annotate(n=Sum("weeks")).values("n")
    return rows.annotate(back=Subquery(returned)).order_by("decided_at", "pk")


def _is_open(item: Any, day: dt.date, *, is_waited_for: bool, is_back: bool) -> bool:
    """Whether what was taken is still missing.

    Not once it is finished or back in the plan; a dropped item only while somebody waits for it.
    """
    if item.finished_on is not None and item.finished_on <= day:
        return False
    is_dropped = item.closed_on is not None and item.closed_on <= day
    return is_waited_for if is_dropped else not is_back


def _missed_again(
    period: ReportPeriod, rows: Sequence[Any], weeks: Mapping[int, Decimal], items: Known
) -> dict[int, int]:
    """By item id, how many quarters it landed in ended without finishing it (DESIGN 4.5)."""
    missed: dict[int, set[Quarter]] = defaultdict(set)
    for row in rows:
        if (
            row.item in items
            and row.to_quarter
            and has_missed(
                period.product,
                row.to_quarter,
                period.as_at,
                row.outcome,
                weeks[row.pk],
                items[row.item].closed_on,
            )
        ):
            missed[row.item].add(row.to_quarter)
    return {item: len(quarters) for item, quarters in missed.items()}


def _waiting(period: ReportPeriod, items: Collection[int]) -> dict[int, list[Any]]:
    """By item id, who waits for these items at the period's end."""
    columns = ("item_id", "customer_id", "since", "weight", "promised", "heard_on")
    found: dict[int, list[Any]] = defaultdict(list)
    rows = period.as_of.values(Waiting, *columns, item__among=items, until__isnull=True)
    for row in rows.values():
        if row.since <= period.as_at:
            found[row.item_id].append(row)
    return found


def _is_blocked(waiting: Any) -> bool:
    return bool(waiting.weight == Waiting.Weight.BLOCKER or waiting.promised)


def _is_urgent(row: PostponedRow) -> bool:
    return any(customer.renews_in_90_days for customer in row.customers)
