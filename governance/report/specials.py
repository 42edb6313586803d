"""Requests as they stood at the period's end, with the names of customers and deals."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from escalations.models import Deal, Escalation
from governance.report.period import ReportPeriod
from portfolio.models import Customer

COLUMNS = ("title", "state", "item_id", "customer_id", "deal_id", "needed_by")


@dataclass(frozen=True)
class Request:
    """A request by its number, in words; what was not known yet as it first was."""

    pk: int
    title: str
    state: str
    item: int | None
    customer_id: int | None
    customer: str
    deal_id: int | None
    deal: str
    deal_amount: Decimal | None
    deal_outcome: str
    needed_by: dt.date | None


def requests_of(period: ReportPeriod, keys: Collection[int]) -> dict[int, Request]:
    """The requests of these numbers. A fixed number of queries."""
    if not keys:
        return {}
    as_of = period.as_of
    found = as_of.needed(Escalation, *COLUMNS, keys=keys)
    customers = as_of.needed(
        Customer, "name", keys={row.customer_id for row in found.values() if row.customer_id}
    )
    deals = as_of.needed(
        Deal, "name", "amount", "outcome",
        keys={row.deal_id for row in found.values() if row.deal_id},
    )  # fmt: skip
    requests = {}
    for pk, row in found.items():
        customer, deal = customers.get(row.customer_id), deals.get(row.deal_id)
        requests[pk] = Request(
            pk=pk,
            title=row.title or "Untitled draft",
            state=row.state,
            item=row.item_id,
            customer_id=row.customer_id,
            customer=customer.name if customer else "",
            deal_id=row.deal_id,
            deal=deal.name if deal else "",
            deal_amount=deal.amount if deal else None,
            deal_outcome=deal.outcome if deal else "",
            needed_by=row.needed_by,
        )
    return requests


def worked_on(period: ReportPeriod, items: Collection[int]) -> dict[int, int]:
    """By item, the number of the escalation it belongs to."""
    rows = Escalation.objects.filter(product=period.product, item__in=items)
    return dict(rows.values_list("item", "pk").order_by())
