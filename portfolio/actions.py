"""What happens to products, items, customers, teams and those who wait."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from company import histories
from company.access import PRODUCT, SALES
from company.actions import create_product
from company.calendar import today
from company.models import Person, Product
from company.records import Keeping, keep
from company.refusals import Malformed
from company.versions import Expected
from ledger import chain
from portfolio import effort_sums
from portfolio.models import Customer, Item, Slice, Team, Waiting
from portfolio.queries import specials_slice

# By field, what somebody wants a record to say; what is not named stays as it is.
type Changes = Mapping[str, Any]

FIVE_SLICES = [
    ("features", "Customer-visible features"),
    ("infrastructure", "Infrastructure and -ilities"),
    ("quality", "Quality, tooling and debt"),
    ("discovery", "Discovery and validation"),
    ("specials", "Specials"),
]


@transaction.atomic
def add_product(
    *, slug: str, name: str, rate: Decimal, currency: str = "EUR", fiscal_year_start: int = 1
) -> Product:
    """A product with its rate, its five slices and the head of its ledger."""
    product = create_product(
        slug=slug, name=name, rate=rate, currency=currency, fiscal_year_start=fiscal_year_start
    )
    histories.create(
        (
            Slice(product=product, key=key, name=title, position=n, is_specials=key == "specials")
            for n, (key, title) in enumerate(FIVE_SLICES)
        ),
        actor=None,
    )
    chain.lock(product)
    return product


def _item_agrees(before: Item | None, after: Item) -> None:
    """Specials come from escalations, never from here; nor do they leave their slice here."""
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


def _waiting_agrees(before: Waiting | None, after: Waiting) -> None:
    if after.customer.product_id != after.item.product_id:
        raise Malformed(item="The item and the customer belong to different products.")


ITEMS = Keeping(Item, PRODUCT, "keep items", check=_item_agrees)
CUSTOMERS = Keeping(Customer, SALES, "keep customers")
TEAMS = Keeping(Team, PRODUCT, "keep teams")
WAITING = Keeping(Waiting, PRODUCT, "say who waits", "customer__product", _waiting_agrees)


def keep_item(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Item:
    """Change an item, or add one. Specials come from escalations, never from here."""
    if pk is None or "slice" not in changes:
        return keep(ITEMS, pk, changes, actor=actor, expected=expected)
    with transaction.atomic():
        # Sums of effort by slice are made under this lock.
        chain.lock(Item.objects.select_related("product").get(pk=pk).product)
        was = Item.objects.values_list("slice", flat=True).get(pk=pk)
        item = keep(ITEMS, pk, changes, actor=actor, expected=expected)
        if item.slice_id != was:
            effort_sums.forget_items(item.product, [pk])
            effort_sums.keep(item.product)
    return item


def keep_customer(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Customer:
    return keep(CUSTOMERS, pk, changes, actor=actor, expected=expected)


def keep_team(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Team:
    return keep(TEAMS, pk, changes, actor=actor, expected=expected)


def keep_waiting(
    pk: int | None, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Waiting:
    """Say who waits for what. Customer and item belong to one product."""
    return keep(WAITING, pk, changes, actor=actor, expected=expected)


def stop_waiting(waiting: Waiting, *, actor: Person | None) -> Waiting:
    """The customer no longer waits, from today on."""
    until = max(waiting.since, today(waiting.item.product))
    return keep_waiting(waiting.pk, {"until": until}, actor=actor)


def wait_again(waiting: Waiting, *, actor: Person | None) -> Waiting:
    """The wait did not end after all. Raises ValidationError where another one began since."""
    return keep_waiting(waiting.pk, {"until": None}, actor=actor)


def special_item(
    *, product: Product, title: str, customer: Customer | None, actor: Person | None
) -> Item:
    """The item of an escalation, in the specials slice."""
    item = Item(product=product, slice=specials_slice(product), title=title, customer=customer)
    histories.save(item, actor=actor)
    return item
