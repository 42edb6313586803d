"""Four quarters side by side: room, lines, what slipped, promises and renewals in their quarter."""

import datetime as dt
from decimal import Decimal as D

import pytest

from escalations.models import Commitment
from portfolio.models import Customer
from portfolio.plan.actions import LineInput
from tests.conftest import make_item, rewrite
from tests.makers import LATER, NEXT
from tests.portfolio.pages import queries, signed_in, words

pytestmark = pytest.mark.any_database
RENEWS = dt.date(2027, 3, 31)
AHEAD = "/p/skylark/plan/ahead/"


@pytest.fixture
def observer(world):
    return signed_in(world.cast.executive)


def renew(day):
    rewrite(Customer.objects.all(), renewal_date=day)


def test_everything_stands_in_its_quarter(world, observer):
    skyhook = world.customer("Skyhook", renews_in=None)
    world.customer("Prospect", arr="0.00")
    Commitment.objects.create(
        product=world.product, customer=skyhook, what="A door list", due=dt.date(2027, 4, 1)
    )
    Commitment.objects.create(
        product=world.product,
        customer=skyhook,
        what="Kept already",
        due=dt.date(2027, 4, 1),
        kept_on=dt.date(2026, 11, 1),
    )
    world.plan(NEXT, capacity="60.00", lines=[LineInput(world.a, D(1))])
    world.baseline()
    world.approved("3.00", rows=[world.take(world.a, "3.00", to_quarter=NEXT)])
    renew(None)
    rewrite(Customer.objects.exclude(name__startswith="Customer"), renewal_date=RENEWS)

    said = words(observer.get(AHEAD))

    assert "15.20 wk slack in Q4 2026, 56.00 wk slack in Q1 2027, 104.00 wk slack in Q2" in said
    assert "Q4 2026 agreed Q1 2027 planned, not agreed Q2 2027 not planned yet" in said
    assert "Capacity 83.20 60.00 104.00 104.00" in said
    assert "In lines 68.00 4.00 0.00 0.00" in said
    assert "Cap for specials 8.32 6.00 - -" in said
    assert "Held by specials 3.00 0.00 0.00 0.00" in said
    assert "SSO audit log 27.00 4.00 wk SSO audit log 4.00 also in Q4 2026" in said
    assert "pushed out by a special Nothing SSO audit log, 3.00 wk from Q4 2026" in said
    assert "Promised by Nothing Nothing 1 Apr 2027: A door list Skyhook Nothing" in said
    assert "Renews Nobody EUR 120k 31 Mar 2027: Skyhook Nobody Nobody" in said


def test_queries_do_not_depend_on_the_rows(world, observer):
    few = queries(observer, AHEAD)
    lines = [LineInput(make_item(world.product, f"I {n}"), D(1)) for n in range(20)]
    for quarter in (NEXT, LATER):
        world.plan(quarter, capacity="100.00", lines=lines)
    for n in range(20):
        made = world.customer(arr="100.00")
        Commitment.objects.create(
            product=world.product, customer=made, what=f"P {n}", due=dt.date(2027, 2, 2)
        )

    renew(dt.date(2027, 2, 1))

    assert queries(observer, AHEAD) == few
    said = words(observer.get(AHEAD))
    assert "and 14 more" in said
