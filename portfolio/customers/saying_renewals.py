"""Saying what became of a renewal; the customer's record follows in the same step."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from company import histories
from company.access import require
from company.calendar import today
from company.models import Person
from company.records import Keeping, keep, lock
from company.refusals import Malformed
from company.units import ZERO
from ledger import chain
from portfolio.as_of import AsOf
from portfolio.customers.renewals import revenue_when_it_came
from portfolio.models import Customer, Renewal

DOING = "say whether customers renewed"
RENEWALS = Keeping(Renewal, DOING, "customer__product")
# Renewals longer ago than this can no longer be told of.
TOLD_BACK = dt.timedelta(days=3 * 366)


def days_to_tell(customer: Customer) -> dict[dt.date, Decimal]:
    """The customer's renewal dates that have come, each with the yearly revenue then."""
    as_of = AsOf(customer.product)
    return revenue_when_it_came(as_of, as_of.day - TOLD_BACK, customer.pk)


@transaction.atomic
def say_renewal(
    *,
    customer: Customer,
    passed_on: dt.date,
    outcome: str,
    arr: Decimal | None = None,
    renewal_date: dt.date | None = None,
    actor: Person | None,
) -> Renewal:
    """Say that the customer renewed, shrank or left on that day, and the yearly revenue after.

    Said again, it is corrected. The customer's record takes over the revenue, unless it has moved
    on by itself, and `renewal_date`, the next one, if given. Raises PermissionDenied, Malformed,
    and ValidationError where outcome and revenue do not fit.
    """
    product = customer.product
    if actor is not None:
        require(actor, product.pk, DOING)
    chain.lock(product)
    stored = lock(Customer, customer.pk)
    before = days_to_tell(stored).get(passed_on)
    if before is None:
        raise Malformed(passed_on=f"No renewal of {stored} is known to have come on that day.")
    standing = Renewal.objects.filter(customer=stored, passed_on=passed_on).first()
    was = None if standing is None else standing.arr
    after = _revenue_after(outcome, arr)
    changes = {"customer": stored, "passed_on": passed_on, "outcome": outcome, "arr": after}
    changes["arr_before"] = before
    kept = keep(RENEWALS, standing.pk if standing else None, changes, actor=actor)
    # A record that a CRM moved on since says more than this answer about an earlier renewal.
    stands = stored.renewal_date == passed_on or stored.arr == was
    _move_on(stored, after if stands else stored.arr, outcome, renewal_date, actor)
    return kept


def _revenue_after(outcome: str, arr: Decimal | None) -> Decimal:
    """The yearly revenue after: zero for who left. Raises Malformed."""
    if outcome == Renewal.Outcome.LEFT:
        if arr:
            raise Malformed(arr="Who left pays nothing: leave it out.")
        return ZERO
    if arr is None:
        raise Malformed(arr="Say what they pay a year from now on.")
    return arr


def _move_on(
    customer: Customer,
    arr: Decimal,
    outcome: str,
    renewal_date: dt.date | None,
    actor: Person | None,
) -> None:
    """Set the revenue, and the next renewal date if given, in the customer's record."""
    changed = []
    if renewal_date is not None:
        if outcome == Renewal.Outcome.LEFT:
            raise Malformed(renewal_date="Who left has no next renewal: leave it out.")
        if renewal_date <= today(customer.product):
            raise Malformed(renewal_date="The next renewal lies ahead: give a later day.")
        customer.renewal_date = renewal_date
        changed.append("renewal_date")
    if customer.arr != arr:
        customer.arr = arr
        changed.append("arr")
    if changed:
        histories.save(customer, actor=actor, update_fields=changed)
