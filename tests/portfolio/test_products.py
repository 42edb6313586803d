"""Products made and renamed by administrators, and their rates by date."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ledger.chain import data_of
from ledger.models import Entry
from portfolio import products
from portfolio.effort.cost import cost_of, rate_on
from portfolio.models import Slice
from tests.conftest import make_administrator
from tests.snapshots import nothing_changes, raises_and_changes_nothing

SUMMER = dt.date(2026, 7, 1)


@pytest.fixture
def root(product):
    return make_administrator()


def said(product, kind):
    return [data_of(entry) for entry in Entry.objects.filter(product=product, kind=kind)]


def test_an_administrator_makes_a_product_without_a_role_in_it(root):
    made = products.add_product(
        slug="kite", name="Kite", rate=D("6500"), time_zone="Europe/Madrid", actor=root
    )

    assert (made.name, made.time_zone, str(rate_on(made, SUMMER))) == (
        "Kite",
        "Europe/Madrid",
        "6500.00",
    )
    assert made.memberships.count() == 0
    assert set(Slice.history.filter(product=made).values_list("history_user", flat=True)) == {
        root.pk
    }


def test_name_and_zone_change_with_an_entry_and_the_same_again_is_none(product, root):
    for _ in range(2):
        products.change_product(
            product=product, changes={"name": "Lark", "time_zone": "Asia/Tokyo"}, actor=root
        )

    product.refresh_from_db()
    assert (product.name, product.time_zone) == ("Lark", "Asia/Tokyo")
    assert said(product, "product_changed") == [
        {
            "before": {"name": "Skylark", "time_zone": "UTC"},
            "after": {"name": "Lark", "time_zone": "Asia/Tokyo"},
        }
    ]


@pytest.mark.parametrize("wrong", [{"name": ""}, {"time_zone": "Mars"}, {"name": "\u202eLark"}])
def test_a_malformed_change_leaves_the_product(product, root, wrong):
    with raises_and_changes_nothing(ValidationError):
        products.change_product(product=product, changes=wrong, actor=root)


def test_a_rate_holds_from_its_day_on(product, root):
    products.set_rate(product=product, from_date=SUMMER, per_week=D("9000"), actor=root)

    days = [SUMMER - dt.timedelta(1), SUMMER]
    assert [str(rate_on(product, day)) for day in days] == ["8000.00", "9000.00"]


def test_a_rate_of_the_same_day_is_replaced(product, root):
    for per_week in ("9000", "9500.50", "9500.50"):
        products.set_rate(product=product, from_date=SUMMER, per_week=D(per_week), actor=root)

    assert [str(rate.per_week) for rate in product.rates.all()] == ["8000.00", "9500.50"]
    assert said(product, "rate_set") == [
        {"from_date": "2026-07-01", "before": None, "after": "9000"},
        {"from_date": "2026-07-01", "before": "9000.00", "after": "9500.50"},
    ]


@pytest.mark.parametrize("per_week", ["-1", "1.005", "12345678901.00"])
def test_a_malformed_rate_leaves_the_others(product, root, per_week):
    with raises_and_changes_nothing(ValidationError):
        products.set_rate(product=product, from_date=SUMMER, per_week=D(per_week), actor=root)


def test_what_it_cost_is_what_the_rate_of_its_day_says(world):
    world.spend(world.a, "1.00", day=dt.date(2026, 11, 3))
    world.spend(world.a, "1.00", day=dt.date(2026, 11, 9))
    products.set_rate(
        product=world.product,
        from_date=dt.date(2026, 11, 5),
        per_week=D("10000"),
        actor=make_administrator(),
    )

    assert cost_of(world.product, world.product.effort.all()) == D("18000.00")


def test_no_role_manages_products(world):
    actor = world.cast.executive
    for do in (
        lambda: products.add_product(slug="kite", name="Kite", rate=D(1), actor=actor),
        lambda: products.change_product(
            product=world.product, changes={"name": "Mine"}, actor=actor
        ),
        lambda: products.set_rate(
            product=world.product, from_date=SUMMER, per_week=D(1), actor=actor
        ),
    ):
        with raises_and_changes_nothing(PermissionDenied):
            do()


def test_nothing_said_is_nothing_changed(product, root):
    with nothing_changes():
        products.change_product(product=product, changes={}, actor=root)
