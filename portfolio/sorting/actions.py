"""Saying for whom a past item was built, and taking that back."""

from typing import Any

from django.db import transaction

from company import clock, histories
from company.access import require
from company.models import Person, Product
from company.records import lock
from company.refusals import Malformed, Refused
from ledger import chain
from portfolio.customers.actions import customer_called, forget_if_unused
from portfolio.items.actions import keep_item
from portfolio.models import Customer, Item, Slice, SortedItem
from portfolio.plan.actions import is_special
from portfolio.products import QUALITY
from portfolio.sorting.built import FOR_ALL, Answer


@transaction.atomic
def sort_item(*, item: Item, answer: str, customer: str = "", actor: Person) -> SortedItem:
    """Say that the item was planned for all, for one customer, or a fault; or skip it.

    Planned work keeps its slice, a fault goes to quality, an item for one customer is marked so; a
    customer of an unknown name is added. The same answer twice counts once. Raises Http404,
    PermissionDenied, Malformed, ValidationError, and Refused wrong-state for what is sorted
    already.
    """
    require(actor, item.product_id, "keep items")
    chain.lock(item.product)
    item = lock(Item, item.pk)
    earlier = SortedItem.objects.filter(item=item).select_related("customer").first()
    if earlier and _says_the_same(earlier, item, answer, customer):
        return earlier
    _refuse_sorted(item, earlier)
    named, is_new = _customer_of(item, answer, customer, actor)
    record = earlier or SortedItem(product=item.product, item=item)
    record.slice_before = item.slice
    record.answer, record.customer, record.made_customer = answer, named, is_new
    record.by, record.at = actor, clock.now()
    record.full_clean()
    if meant := _columns_set(record):
        keep_item(item.pk, meant, actor=actor)
    histories.save(record, actor=actor)
    return record


@transaction.atomic
def undo_sorting(*, product: Product, actor: Person) -> Item:
    """Undo this person's last answer: the item is as it was before.

    A customer who was added with it and is named nowhere else is deleted, too. Raises Http404,
    PermissionDenied, and Refused wrong-state where nothing is left to undo, or the item has changed
    since.
    """
    require(actor, product.pk, "keep items")
    chain.lock(product)
    record = last_sorted(product, actor)
    if record is None:
        raise Refused("wrong-state", "You have sorted nothing that could be taken back.")
    item = lock(Item, record.item_id)
    meant = _columns_set(record)
    if any(getattr(item, name) != value for name, value in meant.items()):
        raise Refused(
            "wrong-state", f"{item} was changed since it was sorted: change it on its own page."
        )
    before = {"slice": record.slice_before, "customer": None}
    keep_item(item.pk, {name: before[name] for name in meant}, actor=actor)
    histories.delete(SortedItem, [record.pk], actor=actor)
    if record.made_customer and record.customer is not None:
        forget_if_unused(record.customer, actor=actor)
    return item


def last_sorted(product: Product, person: Person) -> SortedItem | None:
    """This person's last answer that was not undone; None without any."""
    rows = SortedItem.objects.filter(product=product, by=person)
    return rows.select_related("item", "customer").order_by("-at", "-pk").first()


def _says_the_same(earlier: SortedItem, item: Item, answer: str, customer: str) -> bool:
    """Whether the item has that answer already, as when a key was pressed twice."""
    if answer == Answer.SKIP or earlier.answer != answer:
        return False
    if earlier.customer is None:
        return item.customer is None
    return (
        item.customer_id == earlier.customer_id
        and earlier.customer.name.casefold() == customer.strip().casefold()
    )


def _refuse_sorted(item: Item, earlier: SortedItem | None) -> None:
    if is_special(item):
        raise Malformed(item=f"{item} is a special: it is for the customer of its escalation.")
    if item.customer is not None:
        raise Refused("wrong-state", f"{item} is marked as for {item.customer} already.")
    if earlier and earlier.answer in FOR_ALL:
        said = earlier.get_answer_display().lower()
        raise Refused("wrong-state", f"{item} was sorted already, as {said}.")


def _customer_of(
    item: Item, answer: str, customer: str, actor: Person
) -> tuple[Customer | None, bool]:
    """The customer it was for, and whether they were added just now. Raises Malformed."""
    if answer != Answer.CUSTOMER:
        return None, False
    if not customer.strip():
        raise Malformed(customer="Say which customer it was for.")
    return customer_called(item.product, customer.strip(), actor=actor)


def _columns_set(record: SortedItem) -> dict[str, Any]:
    """The item's columns that the answer sets."""
    if record.answer == Answer.CUSTOMER:
        return {"customer": record.customer}
    if record.answer == Answer.FAULT:
        return {"slice": Slice.objects.get(product=record.product_id, key=QUALITY)}
    return {}
