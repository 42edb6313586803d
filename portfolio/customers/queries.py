"""Who waits for which item, and who renews soon."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F

from portfolio.models import Waiting

SOON = dt.timedelta(days=90)


def waiting_for(item_ids: Iterable[int]) -> dict[int, list[Waiting]]:
    """By item, the customers who wait for it, soonest renewal first."""
    found: dict[int, list[Waiting]] = defaultdict(list)
    rows = Waiting.objects.open().filter(item_id__among=list(item_ids))
    rows = rows.select_related("customer", "item")
    for row in rows.order_by(F("customer__renewal_date").asc(nulls_last=True), "customer__name"):
        found[row.item_id].append(row)
    return found


def renews_soon(renewal_date: dt.date | None, day: dt.date) -> bool:
    """Whether the renewal lies within the 90 days after `day`."""
    return renewal_date is not None and day < renewal_date <= day + SOON
