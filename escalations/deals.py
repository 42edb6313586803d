"""Keeping deals, and commitments made to customers."""

from typing import Any

from company.models import Person
from company.records import Changes, Keeping, keep
from company.refusals import Malformed
from company.versions import Expected
from escalations.models import Commitment, Deal


def _customer_agrees(before: Any, after: Deal | Commitment) -> None:
    if after.customer and after.customer.product_id != after.product_id:
        raise Malformed(customer="That customer belongs to another product.")


def _commitment_agrees(before: Commitment | None, after: Commitment) -> None:
    _customer_agrees(before, after)
    if after.escalation and after.escalation.product_id != after.product_id:
        raise Malformed(escalation="That escalation belongs to another product.")


def _deal_agrees(before: Deal | None, after: Deal) -> None:
    """Once it is won a deal keeps what was signed."""
    _customer_agrees(before, after)
    says_signed = after.signed_amount is not None and (
        before is None or after.signed_amount != before.signed_amount
    )
    if says_signed and after.outcome != Deal.Outcome.WON:
        raise Malformed(signed_amount="Only a won deal was signed. Say that it is won, too.")
    after.settle_signed()


DEALS = Keeping(Deal, "keep deals", check=_deal_agrees)


COMMITMENTS = Keeping(Commitment, "keep commitments", check=_commitment_agrees)


def keep_deal(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Deal:
    return keep(DEALS, pk, changes, actor=actor, expected=expected)


def keep_commitment(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Commitment:
    return keep(COMMITMENTS, pk, changes, actor=actor, expected=expected)
