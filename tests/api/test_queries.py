"""Lists ask the same number of queries for 3 rows and for 300."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from company import histories
from escalations.models import Commitment, Deal
from portfolio.models import Customer, Effort, ExtensionPoint, Item, Team, Waiting
from tests.conftest import make_cast, make_product, token_client
from tests.races.crowd import approve_all, make_crowd
from tests.scenes import make_scene

# How many queries are asked is decided in Python.
pytestmark = pytest.mark.any_database


@pytest.fixture
def scene(db):
    return make_scene(make_cast(make_product()))


@pytest.fixture
def reader(scene):
    client = token_client(scene.cast.observer)
    client.get("/api/v1/products/")  # notes the token's use, once an hour
    return client


def customers(scene, first, last):
    return histories.create(
        (Customer(product=scene.product, name=f"Customer {n}") for n in range(first, last)),
        actor=None,
    )


def items(scene, first, last):
    slices = list(scene.product.slices.all())
    return histories.create(
        (
            Item(product=scene.product, title=f"Item {n}", slice=slices[n % 4])
            for n in range(first, last)
        ),
        actor=None,
    )


def deals(scene, first, last):
    histories.create(
        (
            Deal(product=scene.product, customer=customer, name=customer.name)
            for customer in customers(scene, first, last)
        ),
        actor=None,
    )


def waiting(scene, first, last):
    pairs = zip(customers(scene, first, last), items(scene, first, last), strict=True)
    histories.create(
        (
            Waiting(customer=customer, item=item, since=dt.date(2026, 1, 1))
            for customer, item in pairs
        ),
        actor=None,
    )


def teams(scene, first, last):
    return histories.create(
        (Team(product=scene.product, name=f"Team {n}") for n in range(first, last)), actor=None
    )


def extension_points(scene, first, last):
    histories.create(
        (ExtensionPoint(product=scene.product, name=f"Way {n}") for n in range(first, last)),
        actor=None,
    )


def commitments(scene, first, last):
    histories.create(
        (
            Commitment(
                product=scene.product, customer=customer, what="SSO", due=dt.date(2027, 1, 1)
            )
            for customer in customers(scene, first, last)
        ),
        actor=None,
    )


def effort(scene, first, last):
    Effort.objects.bulk_create(
        Effort(
            product=scene.product,
            team=team,
            item=scene.items[0],
            date=dt.date.today(),  # noqa: DTZ011
            minutes=60,
        )
        for team in teams(scene, first, last)
    )


def escalations(scene, first, last):
    make_crowd(scene, last - first)


def grow(scene, first, last):
    """Specials underway with what they displaced, customers who wait, and effort on it all."""
    approve_all(scene, make_crowd(scene, last - first))
    waiting(scene, first, last)
    for item in scene.product.items.filter(slice__is_specials=True, effort__isnull=True):
        team = Team.objects.create(product=scene.product, name=f"Team of {item.pk}")
        Effort.objects.create(
            product=scene.product,
            team=team,
            item=item,
            date=dt.date.today(),  # noqa: DTZ011
            minutes=60,
        )


MAKERS = {
    "items": (items, 3),
    "customers": (customers, 3),
    "deals": (deals, 3),
    "waiting": (waiting, 3),
    "teams": (teams, 3),
    "commitments": (commitments, 3),
    "effort": (effort, 3),
    "extension-points": (extension_points, 3),
    # Two read the people of the product, of whom one has it; one what is said of claims.
    "escalations": (escalations, 18),
}


def asked(reader, path):
    with CaptureQueriesContext(connection) as queries:
        answer = reader.get(path)
    return len(queries), answer.json()


@pytest.mark.parametrize("kind", MAKERS)
def test_a_list_asks_the_same_for_3_rows_and_for_300(scene, reader, kind):
    make, count = MAKERS[kind]
    path = f"/api/v1/{kind}/?page_size=500"
    make(scene, 0, 3)
    few, page = asked(reader, path)
    at_first = page["count"]

    make(scene, 3, 300)
    many, page = asked(reader, path)

    assert page["count"] == at_first + 297
    assert len(page["results"]) == page["count"]
    assert (few, many) == (count, count)


@pytest.mark.parametrize("what", ["report", "lookback", "plan", "budget"])
def test_a_report_asks_the_same_for_3_rows_and_for_300(scene, reader, what):
    month = f"{dt.date.today():%Y-%m}"  # noqa: DTZ011
    path = {
        "report": f"reports/{month}/",
        "lookback": "lookback/",
        "plan": f"plans/{scene.quarter}/",
        "budget": f"plans/{scene.quarter}/budget/",
    }[what]
    grow(scene, 0, 3)
    few, _ = asked(reader, f"/api/v1/products/skylark/{path}")

    grow(scene, 3, 300)
    many, _ = asked(reader, f"/api/v1/products/skylark/{path}")

    assert few == many
