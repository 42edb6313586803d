"""Keeping items, and making those of escalations."""

from django.db import transaction

from company import histories
from company.models import Person, Product
from company.records import Changes, Keeping, keep
from company.refusals import Malformed
from company.versions import Expected
from ledger import chain
from portfolio.effort import sums
from portfolio.items.queries import specials_slice
from portfolio.models import Customer, Item


def _check_item(before: Item | None, after: Item) -> None:
    """Raise Malformed for another product's slice or customer, and where a special would come or
    go.

    Specials come from escalations alone, and keep their slice and customer.
    """
    if after.slice and after.slice.product_id != after.product_id:
        raise Malformed(slice="That slice belongs to another product.")
    if after.customer and after.customer.product_id != after.product_id:
        raise Malformed(customer="That customer belongs to another product.")
    was_special = bool(before and before.slice and before.slice.is_specials)
    is_special = bool(after.slice and after.slice.is_specials)
    if is_special != was_special:
        raise Malformed(
            slice="The specials slice holds only escalations and the reserve:"
            " file an escalation, or choose another slice."
        )
    if before and was_special and after.customer_id != before.customer_id:
        raise Malformed(customer="A special is for the customer of its escalation.")


ITEMS = Keeping(Item, "keep items", check=_check_item)


def keep_item(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Item:
    """Create or change an item. Raises PermissionDenied, Malformed, ValidationError, Stale."""
    if pk is None or "slice" not in changes:
        return keep(ITEMS, pk, changes, actor=actor, expected=expected)
    with transaction.atomic():
        # Sums of effort by slice rest on the item's slice, and are made under this lock.
        chain.lock(Item.objects.select_related("product").get(pk=pk).product)
        was = Item.objects.values_list("slice", flat=True).get(pk=pk)
        item = keep(ITEMS, pk, changes, actor=actor, expected=expected)
        if item.slice_id != was:
            sums.forget_items(item.product, [pk])
            sums.keep(item.product)
    return item


def special_item(
    *, product: Product, title: str, customer: Customer | None, actor: Person | None
) -> Item:
    """Create the item of an escalation, in the specials slice."""
    item = Item(product=product, slice=specials_slice(product), title=title, customer=customer)
    histories.save(item, actor=actor)
    return item
