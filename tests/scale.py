"""A product seeded at a scale that is small enough for a test."""

import datetime as dt
from dataclasses import replace

from company import clock
from company.models import Product
from demo.scale.seeding import seed
from demo.scale.sizes import Scale

NOW = dt.datetime(2026, 11, 21, 10, tzinfo=dt.UTC)
TINY = Scale(
    quarters=4,
    items=80,
    escalations=90,
    open_escalations=12,
    effort=1_500,
    deals=90,
    waiting=60,
    usage=60,
    commitments=12,
    customers=40,
    teams=3,
)
# Half the years of it.
SMALL = replace(
    TINY,
    quarters=2,
    items=40,
    escalations=45,
    effort=500,
    deals=45,
    waiting=15,
    usage=15,
    commitments=6,
    customers=20,
)


def quiet(_: str) -> None:
    """Nobody looks."""


def make_scaled(slug: str, scale: Scale = TINY, now: dt.datetime = NOW) -> Product:
    """The product as it would have been seeded then."""
    with clock.at(now):
        return seed(slug=slug, name=slug.title(), scale=scale, tell=quiet)
