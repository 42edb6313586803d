"""Keeping customers, and who of them waits for what."""

from django.db import models

from company import histories
from company.calendar import today
from company.models import Person, Product
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


def customer_called(product: Product, name: str, *, actor: Person) -> tuple[Customer, bool]:
    """The customer of that name, whatever its case, and whether they were added for it.

    For those who bring the first picture together, as an import adds who is missing; keeping
    customers is for sales. Raises ValidationError for what is no name.
    """
    found = Customer.objects.filter(product=product, name__iexact=name).first()
    if found is not None:
        return found, False
    made = Customer(product=product, name=name)
    made.full_clean()
    histories.save(made, actor=actor)
    return made, True


def forget_if_unused(customer: Customer, *, actor: Person) -> None:
    """Take a customer away who was added by mistake: never changed since, and named nowhere."""
    named_in = [
        each
        for each in Customer._meta.get_fields(include_hidden=True)
        if isinstance(each, models.ForeignObjectRel)
        and not histories.is_history(each.related_model)
    ]
    is_used = any(
        each.related_model._base_manager.filter(**{each.field.name: customer}).exists()
        for each in named_in
    )
    if not is_used and customer.history.count() == 1:
        histories.delete(Customer, [customer.pk], actor=actor)


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
