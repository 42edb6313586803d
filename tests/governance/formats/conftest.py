"""A quarter whose figures are known by hand, and a report that keeps no database."""

import datetime as dt
from decimal import Decimal as D

import pytest

from governance.report.sections import build_report
from portfolio.models import Customer
from tests.conftest import make_waiting, rewrite
from tests.makers import World

NOVEMBER = dt.date(2026, 11, 1)


def make_quarter(world: World):
    """Three specials and a promise in a quarter of 83.20 wk, of which 8.32 are the cap.

    October: 1.00 wk of specials and 9.00 of core. November: 1.25 of specials, 0.25 of them
    without a decision, and 8.75 of core; a week costs EUR 8000.
    """
    skyhook = customer(world, "Skyhook Bräu", "120000.50", dt.date(2027, 1, 5))
    late = customer(world, "Zürcher Züge", "80000.00", dt.date(2027, 9, 1))
    for one in (skyhook, late):
        make_waiting(one, world.a)
    deal = world.deal(late, amount="400000.75", name="Züge, renewal")
    first = world.approved("3.00", title="Badge printing", customer=late, deal=deal)
    world.override(world.proposed("9.00", title="Kiosk, in red"))
    stray = world.submitted(title="Started early")
    world.start(first)
    world.spend(first, "1.00", dt.date(2026, 10, 6))
    world.spend(world.a, "9.00", dt.date(2026, 10, 6))
    world.spend(first, "1.00", dt.date(2026, 11, 3))
    world.spend(stray, "0.25", dt.date(2026, 11, 4))
    world.spend(world.b, "8.75", dt.date(2026, 11, 5))
    return build_report(world.product, NOVEMBER)


def customer(world: World, name: str, arr: str, renews: dt.date) -> Customer:
    made = world.customer(name, arr=arr)
    rewrite(Customer.objects.filter(pk=made.pk), renewal_date=renews)
    return Customer.objects.get(pk=made.pk)


@pytest.fixture
def report(agreed):
    return make_quarter(agreed)


@pytest.fixture
def empty(agreed):
    """A month in which nothing was asked, decided or logged."""
    return build_report(agreed.product, NOVEMBER)


KNOWN = {
    "month_share": D("12.50"),
    "quarter_share": D("11.25"),
    "cost": D("10000.00"),
    "deal": D("400000.75"),
    "renewals": D("200000.50"),
}
