"""Products with their slices and rates, and since when their histories know them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from company import histories
from company.access import require_administrator
from company.actions import create_product
from company.models import Person, Product, Rate
from company.records import differing, lock
from company.versions import Expected, digest_of, refuse_stale
from ledger import chain
from portfolio.models import Slice

# The slice that faults in the standard product belong to.
QUALITY = "quality"

FIVE_SLICES = [
    ("features", "Customer-visible features"),
    ("infrastructure", "Infrastructure and -ilities"),
    (QUALITY, "Quality, tooling and debt"),
    ("discovery", "Discovery and validation"),
    ("specials", "Specials"),
]


def history_began(product: Product) -> dt.datetime:
    """Since when histories know the product: its creation, or the upgrade that began them."""
    # Slices are created with the product, so their history has its first rows.
    first = Slice.history.filter(product=product).earliest("history_date")
    began: dt.datetime = first.history_date
    return began


@transaction.atomic
def add_product(
    *,
    slug: str,
    name: str,
    rate: Decimal,
    currency: str = "EUR",
    fiscal_year_start: int = 1,
    time_zone: str = "UTC",
    actor: Person | None = None,
) -> Product:
    """Create a product with its rate, its five slices and the head of its ledger.

    Raises PermissionDenied for an actor who is no site administrator (None is the command line),
    and ValidationError.
    """
    product = create_product(
        slug=slug,
        name=name,
        rate=rate,
        currency=currency,
        fiscal_year_start=fiscal_year_start,
        time_zone=time_zone,
        actor=actor,
    )
    histories.create(
        (
            Slice(product=product, key=key, name=title, position=n, is_specials=key == "specials")
            for n, (key, title) in enumerate(FIVE_SLICES)
        ),
        actor=actor,
    )
    chain.lock(product)
    return product


def product_texts(product: Product) -> dict[str, Any]:
    """The fields of a product that may be changed."""
    return {"name": product.name, "time_zone": product.time_zone}


def rates_version(product: Product) -> str:
    """The version of all rates of a product."""
    rates = Rate.objects.filter(product=product).order_by("from_date")
    return digest_of([[day, str(rate)] for day, rate in rates.values_list("from_date", "per_week")])


@transaction.atomic
def change_product(
    *,
    product: Product,
    changes: Mapping[str, Any],
    actor: Person | None,
    expected: Expected = None,
) -> Product:
    """Change name and time zone of a product; what is not named stays.

    Currency and fiscal year never change: money and quarters on record rest on them. Raises
    PermissionDenied, ValidationError, and Stale with `product_texts`.
    """
    begin(product, actor)
    before, after = lock(Product, product.pk), lock(Product, product.pk)
    refuse_stale(expected, product_texts(before), digest_of(product_texts(before)))
    for name in ("name", "time_zone"):
        setattr(after, name, changes.get(name, getattr(before, name)))
    after.full_clean()
    if changed := differing(before, after):
        after.save(update_fields=changed)
        was, now = ({name: getattr(each, name) for name in changed} for each in (before, after))
        chain.append(product, "product_changed", actor, before=was, after=now)
    return after


@transaction.atomic
def set_rate(
    *,
    product: Product,
    from_date: dt.date,
    per_week: Decimal,
    actor: Person | None,
    expected: Expected = None,
) -> Rate:
    """Set what an engineer-week costs from a day on; a rate of the same day is replaced.

    Effort is costed by the rate of its own date. Raises PermissionDenied, ValidationError, and
    Stale where that day's rate would be replaced and has changed since it was seen.
    """
    begin(product, actor)
    rate = Rate.objects.filter(product=product, from_date=from_date).first()
    before = rate.per_week if rate else None
    if before is not None and before != per_week:
        refuse_stale(expected, {"per_week": before}, rates_version(product))
    rate = rate or Rate(product=product, from_date=from_date)
    rate.per_week = per_week
    rate.full_clean()
    if rate.per_week != before:
        rate.save()
        chain.append(
            product, "rate_set", actor, from_date=from_date, before=before, after=rate.per_week
        )
    return rate


def note_roles(
    actor: Person, product: Product, person: Person, before: Sequence[str], after: Sequence[str]
) -> None:
    """Write the ledger's entry of roles that an administrator changed; people stand by their id."""
    chain.append(
        product, "roles_set", actor, person=person.pk, before=list(before), after=list(after)
    )


def begin(product: Product, actor: Person | None) -> None:
    """Require a site administrator (None is the command line), and lock the product."""
    if actor is not None:
        require_administrator(actor)
    chain.lock(product)
