"""Keeping deals, and commitments made to customers."""

import datetime as dt
from typing import Any

from company.models import Person, Product
from company.records import Changes, Keeping, keep
from company.refusals import Malformed
from company.versions import Expected
from escalations.models import Commitment, Deal
from portfolio.as_of import AsOf


def _check_customer(before: Any, after: Deal | Commitment) -> None:
    """Raise Malformed for another product's customer."""
    if after.customer and after.customer.product_id != after.product_id:
        raise Malformed(customer="That customer belongs to another product.")


def _check_commitment(before: Commitment | None, after: Commitment) -> None:
    """Raise Malformed for another product's customer or escalation."""
    _check_customer(before, after)
    if after.escalation and after.escalation.product_id != after.product_id:
        raise Malformed(escalation="That escalation belongs to another product.")


def _check_deal(before: Deal | None, after: Deal) -> None:
    """Raise Malformed for a signed amount of a deal that is not won.

    A deal that is won gets its amount as what was signed, unless that is said.
    """
    _check_customer(before, after)
    says_signed = after.signed_amount is not None and (
        before is None or after.signed_amount != before.signed_amount
    )
    if says_signed and after.outcome != Deal.Outcome.WON:
        raise Malformed(signed_amount="Only a won deal was signed. Say that it is won, too.")
    after.settle_signed()


def newly_won(product: Product, first: dt.datetime, after: dt.datetime) -> set[int]:
    """Ids of the deals whose win was entered from the instant `first` until before `after`."""
    rows = Deal.history.filter(
        product=product,
        outcome=Deal.Outcome.WON,
        history_date__gte=first,
        history_date__lt=after,
    )
    entered = set(rows.order_by().values_list("id", flat=True))
    if not entered:
        return entered
    was = AsOf(product, first).values(Deal, "outcome", keys=entered, outcome=Deal.Outcome.WON)
    return entered - was.keys()


DEALS = Keeping(Deal, "keep deals", check=_check_deal)


COMMITMENTS = Keeping(Commitment, "keep commitments", check=_check_commitment)


def keep_deal(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Deal:
    """Create or change a deal. Raises PermissionDenied, Malformed, ValidationError, Stale."""
    return keep(DEALS, pk, changes, actor=actor, expected=expected)


def keep_commitment(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Commitment:
    """Create or change a commitment. Raises as `keep_deal` does."""
    return keep(COMMITMENTS, pk, changes, actor=actor, expected=expected)
