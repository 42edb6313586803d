"""Keeping customers, and who of them waits for what."""

from company.calendar import today
from company.models import Person
from company.records import Changes, Keeping, keep
from company.refusals import Malformed
from company.versions import Expected
from portfolio.models import Customer, Waiting


def _waiting_agrees(before: Waiting | None, after: Waiting) -> None:
    if after.customer.product_id != after.item.product_id:
        raise Malformed(item="The item and the customer belong to different products.")


CUSTOMERS = Keeping(Customer, "keep customers")


WAITING = Keeping(Waiting, "say who waits", "customer__product", _waiting_agrees)


def keep_customer(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Customer:
    return keep(CUSTOMERS, pk, changes, actor=actor, expected=expected)


def keep_waiting(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Waiting:
    """Say who waits for what. Customer and item belong to one product."""
    return keep(WAITING, pk, changes, actor=actor, expected=expected)


def stop_waiting(waiting: Waiting, *, actor: Person | None) -> Waiting:
    """The customer no longer waits, from today on."""
    until = max(waiting.since, today(waiting.item.product))
    return keep_waiting(waiting.pk, {"until": until}, actor=actor)


def still_waits(waiting: Waiting, *, actor: Person | None) -> Waiting:
    """They were heard of today, and wait for it still."""
    day = today(waiting.item.product)
    return keep_waiting(waiting.pk, {"heard_on": day}, actor=actor)


def wait_again(waiting: Waiting, *, actor: Person | None) -> Waiting:
    """The wait did not end after all. Raises ValidationError where another one began since."""
    return keep_waiting(waiting.pk, {"until": None}, actor=actor)
