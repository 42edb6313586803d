"""Renewals that came up, of customers who waited for something, and what became of them (DESIGN
4.8).
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from company.cached_reads import cached_until_changed
from company.calendar import bounds
from company.histories import rows_of
from company.models import Product
from company.units import ZERO
from portfolio.as_of import AsOf
from portfolio.models import Customer, Renewal, Waiting

type Day = tuple[int, dt.date]

QUARTERS = 4
FOREVER = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class PassedRenewal:
    """One customer's renewal whose day has come; no outcome where nobody said it.

    `arr_before` is the yearly revenue when it came up, `arr` after it, `kept` what is left of the
    former.
    """

    customer: int
    name: str
    passed_on: dt.date
    arr_before: Decimal
    outcome: str = ""
    arr: Decimal | None = None

    @property
    def kept(self) -> Decimal:
        return min(self.arr or ZERO, self.arr_before)


@dataclass(frozen=True)
class PassedRenewals:
    """Renewals of customers who waited, the latest first."""

    rows: Sequence[PassedRenewal]

    @property
    def unsaid(self) -> list[PassedRenewal]:
        return [row for row in self.rows if not row.outcome]

    @property
    def said(self) -> list[PassedRenewal]:
        return [row for row in self.rows if row.outcome]

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def revenue_said(self) -> Decimal:
        """Yearly revenue that came up, of those with an outcome."""
        return sum((row.arr_before for row in self.said), start=ZERO)

    @property
    def revenue_renewed(self) -> Decimal:
        """What of `revenue_said` was kept."""
        return sum((row.kept for row in self.said), start=ZERO)

    @property
    def revenue_unsaid(self) -> Decimal:
        return sum((row.arr_before for row in self.unsaid), start=ZERO)


def since_quarters(as_of: AsOf, quarters: int = QUARTERS) -> dt.date:
    """The day before the last so many quarters began, the running one included."""
    first, _ = bounds(as_of.product, as_of.quarter.plus(1 - quarters))
    return first - dt.timedelta(days=1)


def came_up(as_of: AsOf) -> PassedRenewals:
    """Renewals that came up in the last four quarters, of customers who waited on that day."""
    since = since_quarters(as_of)
    outcomes = _said(as_of, since)
    days = _waited(as_of, passed_days(as_of, since) | dict.fromkeys(outcomes, True))
    before = _revenue_on(
        as_of, {day: stands for day, stands in days.items() if day not in outcomes}
    )
    names = as_of.needed(Customer, "name", keys={customer for customer, _ in days})
    rows = [
        PassedRenewal(day[0], names[day[0]].name, day[1], arr) for day, arr in before.items() if arr
    ]
    rows += [
        PassedRenewal(pk, names[pk].name, day, row.arr_before, row.outcome, row.arr)
        for (pk, day), row in outcomes.items()
        if (pk, day) in days
    ]
    rows.sort(key=lambda row: (row.passed_on, row.name), reverse=True)
    return PassedRenewals(rows)


@cached_until_changed
def came_up_lately(product: Product) -> PassedRenewals:
    """The same as it stands now."""
    return came_up(AsOf(product))


def _said(as_of: AsOf, since: dt.date) -> dict[Day, Any]:
    """By customer id and day, the outcomes that somebody gave."""
    columns = ("customer_id", "passed_on", "outcome", "arr_before", "arr")
    rows = as_of.values(Renewal, *columns, passed_on__gt=since, passed_on__lte=as_of.day)
    return {(row.customer_id, row.passed_on): row for row in rows.values()}


def passed_days(
    as_of: AsOf, since: dt.date, customers: Collection[int] | None = None
) -> dict[Day, bool]:
    """By customer id and day, renewal dates after `since` that have come; True where it is still
    the date.

    A date that a later one replaced counts too, where it was the date on its own day: a CRM moves
    renewals on by itself.
    """
    asked = {"renewal_date__gt": since, "renewal_date__lte": as_of.day}
    now = as_of.values(Customer, "renewal_date", keys=customers, **asked)
    found = {(pk, row.renewal_date): True for pk, row in now.items()}
    rows = rows_of(Customer, as_of.product).filter(as_of.until("history_date"), **asked)
    if customers is not None:
        rows = rows.filter(id__among=customers)
    for pk, day in rows.order_by().values_list("id", "renewal_date").distinct():
        found.setdefault((pk, day), False)
    return found


def revenue_when_it_came(as_of: AsOf, since: dt.date, customer: int) -> dict[dt.date, Decimal]:
    """By renewal date of one customer that has come, the yearly revenue on that day."""
    days = passed_days(as_of, since, [customer])
    found = {day: arr for (_, day), arr in _revenue_on(as_of, days).items()}
    said = Renewal.objects.filter(customer=customer).values_list("passed_on", "arr_before")
    return found | dict(said)


def _waited(as_of: AsOf, days: Mapping[Day, bool]) -> dict[Day, bool]:
    """Those days on which the customer waited for something."""
    if not days:
        return {}
    named = {customer for customer, _ in days}
    waits: dict[int, list[Any]] = {}
    rows = as_of.values(Waiting, "customer_id", "since", "until", customer_id__among=named)
    for row in rows.values():
        waits.setdefault(row.customer_id, []).append(row)
    return {
        day: stands
        for day, stands in days.items()
        if any(_waits_on(row, day[1]) for row in waits.get(day[0], ()))
    }


def _waits_on(row: Any, day: dt.date) -> bool:
    return bool(row.since <= day and (row.until is None or row.until >= day))


def _revenue_on(as_of: AsOf, days: Mapping[Day, bool]) -> dict[Day, Decimal]:
    """By customer id and day, the yearly revenue then.

    Only of days that were the renewal date then, or are so still.
    """
    if not days:
        return {}
    history = _told(as_of, {customer for customer, _ in days})
    found = {}
    for (customer, day), stands in days.items():
        rows = [row for row in history.get(customer, []) if row["renewal_date"] == day]
        begin, after = (as_of.product.midnight(day + dt.timedelta(days=n)) for n in (0, 1))
        then = [row for row in rows if row["from"] < after and row["until"] >= begin]
        # What was known later than its day is as it was first known.
        if then or (stands and rows):
            found[customer, day] = (then or rows)[0]["arr"]
    return found


def _told(as_of: AsOf, customers: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """By customer id, its rows of history in order, each with the instants it held `from` and
    `until`.
    """
    rows = rows_of(Customer, as_of.product).filter(id__among=list(customers))
    if not as_of.is_reconstruction:
        rows = rows.filter(as_of.until("history_date"))
    by_customer: dict[int, list[dict[str, Any]]] = {}
    for row in rows.order_by("history_id").values("id", "history_date", "renewal_date", "arr"):
        before = by_customer.setdefault(row["id"], [])
        if before:
            before[-1]["until"] = row["history_date"]
        before.append({**row, "from": row["history_date"], "until": FOREVER})
    return by_customer
