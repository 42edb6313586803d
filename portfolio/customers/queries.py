"""Who waits for which item, and who renews soon."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F
from django.http import Http404

from company.access import Someone, visible_products
from portfolio.models import Customer, Waiting

SOON = dt.timedelta(days=90)


def waiting_for(item_ids: Iterable[int]) -> dict[int, list[Waiting]]:
    """By item id, the waits for it, soonest renewal first, unknown dates last."""
    by_item: dict[int, list[Waiting]] = defaultdict(list)
    rows = Waiting.objects.open().filter(item_id__among=list(item_ids))
    rows = rows.select_related("customer", "item")
    for row in rows.order_by(F("customer__renewal_date").asc(nulls_last=True), "customer__name"):
        by_item[row.item_id].append(row)
    return by_item


def load_customer_of(person: Someone, pk: int) -> Customer:
    """The customer with that id in any product of the person. Raises Http404."""
    rows = Customer.objects.filter(product__in=visible_products(person), pk=pk)
    customer = rows.select_related("product").first()
    if customer is None:
        raise Http404("No customer of that number is open to you.")
    return customer


def renews_soon(renewal_date: dt.date | None, day: dt.date) -> bool:
    """Whether the renewal lies within the 90 days after `day`."""
    return renewal_date is not None and day < renewal_date <= day + SOON
