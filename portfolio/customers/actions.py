"""Keeping customers, and who of them waits for what."""

from django.db import models

from company import histories
from company.calendar import today
from company.models import Person, Product
from company.records import Changes, Keeping, keep
from company.refusals import Malformed
from company.versions import Expected
from portfolio.models import Customer, Waiting


def _check_waiting(before: Waiting | None, after: Waiting) -> None:
    """Raise Malformed where customer and item are of different products."""
    if after.customer.product_id != after.item.product_id:
        raise Malformed(item="The item and the customer belong to different products.")


CUSTOMERS = Keeping(Customer, "keep customers")


WAITING = Keeping(Waiting, "say who waits", "customer__product", _check_waiting)


def keep_customer(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Customer:
    """Create or change a customer. Raises PermissionDenied, ValidationError, Stale."""
    return keep(CUSTOMERS, pk, changes, actor=actor, expected=expected)


def customer_called(product: Product, name: str, *, actor: Person) -> tuple[Customer, bool]:
    """The customer of that name, whatever its case, and whether they were added for it.

    It asks for no role: those who bring the first picture together may add who is missing, as an
    import does. Raises ValidationError for what is no name.
    """
    known = Customer.objects.filter(product=product, name__iexact=name).first()
    if known is not None:
        return known, False
    made = Customer(product=product, name=name)
    made.full_clean()
    histories.save(made, actor=actor)
    return made, True


def forget_if_unused(customer: Customer, *, actor: Person) -> None:
    """Delete a customer who was added by mistake: one never changed since, and named nowhere."""
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
    """Create or change a wait. Raises PermissionDenied, Malformed, ValidationError, Stale."""
    return keep(WAITING, pk, changes, actor=actor, expected=expected)


def stop_waiting(waiting: Waiting, *, actor: Person | None) -> Waiting:
    """End the wait today; it stays in the record."""
    # A wait that begins later cannot end before it.
    until = max(waiting.since, today(waiting.item.product))
    return keep_waiting(waiting.pk, {"until": until}, actor=actor)


def still_waits(waiting: Waiting, *, actor: Person | None) -> Waiting:
    """Note that they were heard of today and still wait."""
    day = today(waiting.item.product)
    return keep_waiting(waiting.pk, {"heard_on": day}, actor=actor)


def wait_again(waiting: Waiting, *, actor: Person | None) -> Waiting:
    """Undo the end of a wait. Raises ValidationError where another one began since."""
    return keep_waiting(waiting.pk, {"until": None}, actor=actor)
