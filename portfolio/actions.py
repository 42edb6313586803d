"""What happens to products, items, customers, teams and those who wait."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import IntegrityError, models, transaction

from company.access import PRODUCT, SALES, require
from company.actions import create_product
from company.models import Person, Product
from company.refusals import Malformed
from ledger import chain
from portfolio.models import Customer, Item, Slice, Team, Waiting
from portfolio.queries import specials_slice

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
    Slice.objects.bulk_create(
        Slice(product=product, key=key, name=title, position=n, is_specials=key == "specials")
        for n, (key, title) in enumerate(FIVE_SLICES)
    )
    chain.lock(product)
    return product


@transaction.atomic
def keep[Record: models.Model](
    record: Record, product: Product, actor: Person | None, roles: Iterable[str], doing: str
) -> Record:
    """Check one ordinary record against its fields and constraints, and save it.

    Raises PermissionDenied, and ValidationError with a sentence per field; then nothing is
    saved. No actor means the command line, which is the site's own.
    """
    if actor is not None:
        require(actor, product.pk, roles, doing)
    record.full_clean()
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError:
        # Somebody else kept the same thing since we looked: say so as the check would have.
        record.full_clean()
        raise
    return record


def keep_item(item: Item, *, actor: Person | None) -> Item:
    """Save an item. Specials come from escalations, never from here."""
    if item.slice and item.slice.product_id != item.product_id:
        raise Malformed(slice="That slice belongs to another product.")
    stored = Item.objects.filter(pk=item.pk).select_related("slice").first()
    was_special = bool(stored and stored.slice and stored.slice.is_specials)
    is_special = bool(item.slice and item.slice.is_specials)
    if is_special != was_special:
        raise Malformed(
            slice="The specials slice holds only escalations and the reserve:"
            " file an escalation, or choose another slice."
        )
    return keep(item, item.product, actor, PRODUCT, "keep items")


def keep_customer(customer: Customer, *, actor: Person | None) -> Customer:
    return keep(customer, customer.product, actor, SALES, "keep customers")


def keep_team(team: Team, *, actor: Person | None) -> Team:
    return keep(team, team.product, actor, PRODUCT, "keep teams")


def keep_waiting(waiting: Waiting, *, actor: Person | None) -> Waiting:
    """Save who waits for what. Customer and item belong to one product."""
    if waiting.customer.product_id != waiting.item.product_id:
        raise Malformed(item="The item and the customer belong to different products.")
    return keep(waiting, waiting.item.product, actor, PRODUCT, "say who waits")


@transaction.atomic
def stop_waiting(waiting: Waiting, *, actor: Person | None) -> None:
    """The customer no longer waits."""
    if actor is not None:
        require(actor, waiting.item.product_id, PRODUCT, "say who waits")
    waiting.delete()


def special_item(*, product: Product, title: str, customer: Customer | None) -> Item:
    """The item of an escalation, in the specials slice."""
    return Item.objects.create(
        product=product, slice=specials_slice(product), title=title, customer=customer
    )
