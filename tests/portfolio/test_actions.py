"""Products and their slices; items, customers, teams and who waits."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from company.refusals import Malformed
from portfolio.customers.actions import keep_customer, keep_waiting, stop_waiting, wait_again
from portfolio.items.actions import keep_item
from portfolio.models import Item, Slice, Waiting
from portfolio.teams.actions import keep_team
from tests.conftest import make_customer, make_item, make_product
from tests.snapshots import raises_and_changes_nothing


def test_a_new_product_has_five_slices_one_for_specials_and_an_empty_ledger(product):
    rows = Slice.objects.filter(product=product).values_list("key", "is_specials")

    assert list(rows) == [
        ("features", False),
        ("infrastructure", False),
        ("quality", False),
        ("discovery", False),
        ("specials", True),
    ]
    assert product.ledger_head.number == 0
    assert [str(rate.per_week) for rate in product.rates.all()] == ["8000.00"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "Not a slug"},
        {"fiscal_year_start": 13},
        {"currency": "EURO"},
        {"rate": D("-1")},
        {"slug": "skylark"},
    ],
)
def test_a_malformed_product_leaves_nothing(product, wrong):
    with raises_and_changes_nothing(ValidationError):
        make_product(**{"slug": "kite", **wrong})


def test_an_item_is_in_one_core_slice_or_uncategorised(world):
    manager = world.cast.product_manager

    loose = keep_item(None, {"product": world.product, "title": "Loose"}, actor=manager)

    assert Item.objects.get(pk=loose.pk).slice is None


def test_the_specials_slice_takes_no_item_by_hand(world):
    specials = Slice.objects.get(product=world.product, key="specials")
    manager = world.cast.product_manager

    with raises_and_changes_nothing(Malformed):
        sneaky = {"product": world.product, "title": "Sneaky", "slice": specials}
        keep_item(None, sneaky, actor=manager)
    with raises_and_changes_nothing(Malformed):
        keep_item(world.a.pk, {"slice": specials}, actor=manager)


def test_a_special_does_not_leave_its_slice_by_hand(agreed):
    special = agreed.sized().item

    for away in (None, Slice.objects.get(product=agreed.product, key="features")):
        with raises_and_changes_nothing(Malformed):
            keep_item(special.pk, {"slice": away}, actor=agreed.cast.product_manager)


def test_an_item_takes_no_slice_of_another_product(world):
    other = make_product("kite")
    theirs = Slice.objects.get(product=other, key="features")

    with raises_and_changes_nothing(Malformed):
        keep_item(world.a.pk, {"slice": theirs}, actor=world.cast.product_manager)


def test_only_those_whose_work_it_is_keep_records(world):
    customer, cast = world.customer(), world.cast
    waiting = {"customer": customer, "item": world.a, "since": dt.date(2026, 11, 1)}
    cases = [
        (keep_item, {"product": world.product, "title": "New"}, "sales"),
        (keep_customer, {"product": world.product, "name": "New"}, "product_manager"),
        (keep_team, {"product": world.product, "name": "New"}, "engineering"),
        (keep_waiting, waiting, "sales_vp"),
    ]

    for keep, changes, role in cases:
        with raises_and_changes_nothing(PermissionDenied):
            keep(None, changes, actor=cast.of(role))
    with raises_and_changes_nothing(PermissionDenied):
        keep_customer(customer.pk, {"name": "New"}, actor=cast.product_manager)


def test_what_breaks_a_constraint_says_its_sentence(world):
    make_customer(world.product, "Skyhook")

    with raises_and_changes_nothing(ValidationError) as caught:
        twin = {"product": world.product, "name": "SKYHOOK"}
        keep_customer(None, twin, actor=world.cast.sales)

    assert caught.value.messages == ["This product already has a customer of that name."]


def test_who_waits_is_of_one_product(world):
    foreign = make_item(make_product("kite"))
    waiting = {"customer": world.customer(), "item": foreign, "since": dt.date(2026, 11, 1)}

    with raises_and_changes_nothing(Malformed):
        keep_waiting(None, waiting, actor=world.cast.product_manager)


def test_a_customer_may_stop_waiting(world):
    given = {"customer": world.customer(), "item": world.a, "since": dt.date(2026, 11, 1)}
    waiting = keep_waiting(None, given, actor=world.cast.product_manager)
    with raises_and_changes_nothing(PermissionDenied):
        stop_waiting(waiting, actor=world.cast.sales)

    stop_waiting(waiting, actor=world.cast.product_manager)

    assert list(Waiting.objects.open()) == []
    assert Waiting.objects.get().until == dt.date(2026, 11, 10)


def test_a_wait_that_was_to_begin_later_ends_on_the_day_it_would_have_begun(world):
    given = {"customer": world.customer(), "item": world.a, "since": dt.date(2026, 12, 1)}
    waiting = keep_waiting(None, given, actor=world.cast.product_manager)

    stop_waiting(waiting, actor=world.cast.product_manager)

    assert Waiting.objects.get().until == dt.date(2026, 12, 1)


def test_a_customer_may_wait_again_for_what_it_waited_for(world):
    manager = world.cast.product_manager
    given = {"customer": world.customer(), "item": world.a, "since": dt.date(2026, 11, 1)}
    first = keep_waiting(None, given, actor=manager)
    stop_waiting(first, actor=manager)

    second = keep_waiting(None, given, actor=manager)

    assert list(Waiting.objects.open()) == [second]
    with raises_and_changes_nothing(ValidationError):
        wait_again(first, actor=manager)
