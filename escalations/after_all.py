"""Planned items that turned out special: only one or two customers use them (DESIGN 4.9)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from escalations.models import TakenIntoPlan
from portfolio.as_of import AsOf
from portfolio.items.queries import FEW
from portfolio.models import Customer, Item, Usage

# Use is judged so long after the item was finished.
JUDGED_AFTER = dt.timedelta(days=90)


@dataclass(frozen=True)
class AfterAll:
    """A planned item that few use, with their names; `judged_on` is the day that was judged."""

    taken: TakenIntoPlan
    finished_on: dt.date
    users: list[str]

    @property
    def judged_on(self) -> dt.date:
        return self.finished_on + JUDGED_AFTER


def planned_items(as_of: AsOf) -> list[TakenIntoPlan]:
    """Requests taken into the plan by then because several customers wanted them."""
    rows = TakenIntoPlan.objects.filter(
        as_of.until(),
        escalation__product=as_of.product,
        approach=TakenIntoPlan.Approach.PLANNED_ITEM,
    )
    return list(rows.order_by("pk"))


def special_after_all(
    as_of: AsOf, taken: Iterable[TakenIntoPlan], first: dt.date | None = None
) -> list[AfterAll]:
    """Those of `taken` that one or two customers use 90 days after delivery, or later.

    With `first` only those whose 90 days ended on that day or since. An item that nobody is known
    to use is not judged: perhaps nobody asked.
    """
    by_item = {row.item_id: row for row in taken}
    wanted = {"finished_on__lte": as_of.day - JUDGED_AFTER}
    if first is not None:
        wanted["finished_on__gte"] = first - JUDGED_AFTER
    items = as_of.values(Item, "finished_on", keys=by_item.keys(), **wanted) if by_item else {}
    used = as_of.values(Usage, "item_id", "customer_id", item__in=list(items)) if items else {}
    keys = {row.customer_id for row in used.values()}
    names = as_of.needed(Customer, "name", keys=keys) if keys else {}
    users: dict[int, list[str]] = defaultdict(list)
    for row in used.values():
        users[row.item_id].append(names[row.customer_id].name)
    return [
        AfterAll(by_item[item], found.finished_on, sorted(users[item]))
        for item, found in sorted(items.items())
        if 0 < len(users[item]) <= FEW
    ]
