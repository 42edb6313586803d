"""Products with their slices, and since when their histories know them."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from company import histories
from company.actions import create_product
from company.models import Product
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
    """Since when histories know the product: its creation, or the upgrade that began them.

    The slices come with the product, so that theirs are the first rows.
    """
    first = Slice.history.filter(product=product).earliest("history_date")
    began: dt.datetime = first.history_date
    return began


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
