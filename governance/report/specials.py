"""Requests as they stood at the period's end, with the names of customers and deals."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from company.models import Product
from company.units import ZERO
from escalations.models import Deal, Escalation
from escalations.models.deals import worth_of
from portfolio.as_of import AsOf
from portfolio.models import Customer

UNTITLED = "Untitled draft"
COLUMNS = ("title", "state", "item_id", "customer_id", "deal_id", "needed_by")


@dataclass(frozen=True)
class Request:
    """An escalation in words, as of the instant; one not known then is as it first was."""

    pk: int
    title: str
    state: str
    item: int | None
    customer_id: int | None
    customer: str
    deal_id: int | None
    deal: str
    deal_amount: Decimal | None
    deal_signed: Decimal | None
    deal_outcome: str
    needed_by: dt.date | None

    @property
    def deal_worth(self) -> Decimal:
        """What was signed for its deal, else the deal's amount."""
        return worth_of(self.deal_amount or ZERO, self.deal_signed)


class Requests:
    """The escalations that a report names, each read once."""

    def __init__(self, as_of: AsOf) -> None:
        self.as_of = as_of
        self._known: dict[int, Request] = {}

    def of(self, keys: Collection[int]) -> dict[int, Request]:
        """Those of these ids, by id. A fixed number of queries, none for what was read before."""
        if missing := set(keys) - self._known.keys():
            self._known |= self._read(missing)
        return {pk: self._known[pk] for pk in sorted(keys) if pk in self._known}

    def _read(self, keys: Collection[int]) -> dict[int, Request]:
        found = self.as_of.needed(Escalation, *COLUMNS, keys=keys)
        customers = self.as_of.needed(
            Customer, "name", keys={row.customer_id for row in found.values() if row.customer_id}
        )
        deals = self.as_of.needed(
            Deal,
            "name",
            "amount",
            "signed_amount",
            "outcome",
            keys={row.deal_id for row in found.values() if row.deal_id},
        )
        return {
            pk: _request(pk, row, customers.get(row.customer_id), deals.get(row.deal_id))
            for pk, row in found.items()
        }


def _request(pk: int, row: Any, customer: Any, deal: Any) -> Request:
    return Request(
        pk=pk,
        title=row.title or UNTITLED,
        state=row.state,
        item=row.item_id,
        customer_id=row.customer_id,
        customer=customer.name if customer else "",
        deal_id=row.deal_id,
        deal=deal.name if deal else "",
        deal_amount=deal.amount if deal else None,
        deal_signed=deal.signed_amount if deal else None,
        deal_outcome=deal.outcome if deal else "",
        needed_by=row.needed_by,
    )


def worked_on(product: Product, items: Collection[int]) -> dict[int, int]:
    """By item id, the id of its escalation."""
    rows = Escalation.objects.filter(product=product, item__among=items)
    return dict(rows.values_list("item", "pk").order_by())
