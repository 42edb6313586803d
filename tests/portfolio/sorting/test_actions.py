"""Sorting an item means what marking it by hand means, and can be taken back."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from company.refusals import Malformed
from portfolio.models import Customer, EffortMonth, Item, SortedItem
from portfolio.sorting.actions import sort_item, undo_sorting
from tests.conftest import make_member, rewrite
from tests.imports.makers import imported
from tests.snapshots import raises_and_changes_nothing, refuses, taken_back

AUGUST = dt.date(2026, 8, 3)


@pytest.fixture
def sort(world):
    def sort(item, answer, customer="", actor=None):
        who = actor or world.cast.product_manager
        return sort_item(item=item, answer=answer, customer=customer, actor=who)

    return sort


@pytest.fixture
def undo(world):
    def undo(actor=None):
        who = actor or world.cast.product_manager
        return undo_sorting(product=world.product, actor=who)

    return undo


def marks(item) -> tuple[str | None, str | None]:
    item.refresh_from_db()
    return item.slice and item.slice.key, item.customer and item.customer.name


def sums() -> list[tuple[str, int]]:
    return list(EffortMonth.objects.values_list("slice__key", "minutes"))


@pytest.mark.parametrize(
    ("answer", "customer", "says"),
    [
        ("planned", "", ("features", None)),
        ("fault", "", ("quality", None)),
        ("skip", "", ("features", None)),
        ("customer", " Skyhook ", ("features", "Skyhook")),
    ],
)
def test_each_answer_and_back(world, sort, undo, answer, customer, says):
    world.spend(world.a, "2.00", day=AUGUST)

    record = sort(world.a, answer, customer)

    assert marks(world.a) == says
    assert (record.answer, record.by) == (answer, world.cast.product_manager)
    assert sums() == [(says[0], 4800)]
    world.proven()

    assert undo() == world.a

    assert marks(world.a) == ("features", None)
    assert sums() == [("features", 4800)]
    assert not SortedItem.objects.exists()
    assert not Customer.objects.exists()
    world.proven()


def test_a_known_customer_is_found_whatever_the_case_and_stays(world, sort, undo):
    known = world.customer("Skyhook")

    record = sort(world.a, "customer", "SKYHOOK")

    assert (record.customer, record.made_customer) == (known, False)
    undo()
    assert list(Customer.objects.all()) == [known]


def test_an_added_customer_stays_where_another_item_names_them(world, sort, undo):
    made = sort(world.a, "customer", "Skyhook").customer
    rewrite(Item.objects.filter(pk=world.b.pk), customer=made)

    undo()

    assert marks(world.a) == ("features", None)
    assert list(Customer.objects.all()) == [made]


def test_undo_goes_back_one_by_one_over_ones_own(world, sort, undo):
    other = make_member(world.product, "product_manager", "other@skylark.example")
    sort(world.a, "fault")
    sort(world.b, "planned")
    sort(world.c, "skip", actor=other)

    assert [undo(), undo()] == [world.b, world.a]

    assert [row.item for row in SortedItem.objects.all()] == [world.c]
    with refuses("wrong-state") as caught:
        undo()
    assert caught.value.detail == "You have sorted nothing that could be taken back."


def test_the_same_answer_twice_is_one_and_another_is_refused(world, sort):
    first = sort(world.a, "customer", "Skyhook")
    assert sort(world.a, "customer", "skyhook ") == first
    sort(world.b, "planned")

    for item, answer, who, said in (
        (world.a, "fault", "", "SSO audit log is marked as for Skyhook already."),
        (world.a, "customer", "Borealis", "SSO audit log is marked as for Skyhook already."),
        (world.b, "fault", "", "Kernel upgrade was sorted already, as planned."),
    ):
        with refuses("wrong-state") as caught:
            sort(item, answer, who)
        assert caught.value.detail == said


def test_what_was_skipped_is_sorted_later(world, sort, undo):
    skipped = sort(world.a, "skip")
    later = sort(world.a, "fault")

    assert (later.pk, later.answer) == (skipped.pk, "fault")
    undo()
    assert marks(world.a) == ("features", None)


def test_an_item_that_was_changed_since_is_not_taken_back(world, sort, undo):
    sort(world.a, "fault")
    rewrite(Item.objects.filter(pk=world.a.pk), slice=world.b.slice)

    with refuses("wrong-state") as caught:
        undo()

    said = "SSO audit log was changed since it was sorted: change it on its own page."
    assert caught.value.detail == said


def test_what_is_refused_changes_nothing(world, sort, undo):
    special = world.draft(title="Badges")
    world.spend(special, "1.00")
    special.refresh_from_db()
    for error, item, answer, customer, actor in (
        (Malformed, special.item, "planned", "", None),
        (Malformed, world.a, "customer", "  ", None),
        (ValidationError, world.a, "later", "", None),
        (ValidationError, world.a, "customer", "\u2800", None),
        (PermissionDenied, world.a, "planned", "", world.cast.executive),
    ):
        with taken_back(), raises_and_changes_nothing(error):
            sort(item, answer, customer, actor)
    with raises_and_changes_nothing(PermissionDenied):
        undo(world.cast.sales)


TRACKER = "Key,Summary,Client,Kind\nT-1,Login,{},{}\nT-2,Logout,,bug\nT-3,Print,Bolt,\n"
AS_ITEMS = {
    "items": {
        "key": "Key",
        "columns": {"title": "Summary", "customer": "Client"},
        "rules": [{"column": "Kind", "is": ["bug"], "slice": "quality"}],
    }
}


def test_a_later_import_keeps_what_somebody_sorted(world, sort):
    """The tracker says nothing of customers, or something else; a rule may still say the slice."""
    who = world.cast.product_manager
    imported(world.product, who, TRACKER.format("", ""), AS_ITEMS)
    items = {item.title: item for item in Item.objects.exclude(import_key="")}
    sort(items["Login"], "customer", "Acme")
    sort(items["Logout"], "planned")

    imported(
        world.product, who, TRACKER.format("", "bug").replace("Logout,,", "Logout,Bolt,"), AS_ITEMS
    )

    assert marks(items["Login"]) == ("quality", "Acme")
    assert marks(items["Logout"]) == ("quality", None)
    assert marks(items["Print"]) == (None, "Bolt")
    world.proven()
