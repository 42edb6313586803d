"""Slices are added, renamed and put in order; past months keep the names they had."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from company import histories
from company.refusals import Malformed
from governance.report.sections import build_report
from portfolio.models import Slice
from portfolio.slices import add_slice, change_slice
from tests.conftest import make_administrator
from tests.makers import noon
from tests.snapshots import nothing_changes, raises_and_changes_nothing

KEYS = ["features", "infrastructure", "quality", "discovery", "specials"]


@pytest.fixture
def root(product):
    return make_administrator()


def keys(product):
    rows = Slice.objects.filter(product=product).order_by("position")
    assert [each.position for each in rows] == list(range(len(rows)))
    return [each.key for each in rows]


def test_a_slice_more_stands_before_the_specials(product, root):
    made = add_slice(product=product, key="compliance", name="Compliance", actor=root)

    assert (made.name, made.is_specials) == ("Compliance", False)
    assert keys(product) == [*KEYS[:4], "compliance", "specials"]
    assert list(histories.faults(product)) == []


def test_where_the_specials_were_moved_it_is_the_last(product, root):
    change_slice(product=product, key="specials", changes={"position": 0}, actor=root)

    add_slice(product=product, key="compliance", name="Compliance", actor=root)

    assert keys(product) == ["specials", *KEYS[:4], "compliance"]


@pytest.mark.parametrize(
    ("key", "name", "error"),
    [
        ("quality", "Other", Malformed),
        ("Compliance", "Compliance", Malformed),
        ("uncategorised", "Compliance", Malformed),
        ("compliance", "SPECIALS", Malformed),
        ("two words", "Compliance", ValidationError),
        ("", "Compliance", ValidationError),
        ("compliance", "", ValidationError),
        ("compliance", "\u3164", ValidationError),
        ("compliance", "x" * 81, ValidationError),
    ],
)
def test_a_taken_or_malformed_slice_changes_nothing(product, root, key, name, error):
    with raises_and_changes_nothing(error):
        add_slice(product=product, key=key, name=name, actor=root)


def test_the_specials_slice_is_renamed_and_stays_what_it_is(product, root):
    found = change_slice(product=product, key="specials", changes={"name": "One-offs"}, actor=root)

    found.refresh_from_db()
    assert (found.name, found.is_specials, found.position) == ("One-offs", True, 4)


def test_another_place_moves_the_others(product, root):
    change_slice(product=product, key="discovery", changes={"position": 1}, actor=root)
    assert keys(product) == ["features", "discovery", "infrastructure", "quality", "specials"]

    change_slice(product=product, key="features", changes={"position": 99}, actor=root)
    assert keys(product) == ["discovery", "infrastructure", "quality", "specials", "features"]
    assert list(histories.faults(product)) == []


def test_what_says_the_same_writes_no_history(product, root):
    with nothing_changes():
        same = {"name": "Specials", "position": 4}
        change_slice(product=product, key="specials", changes=same, actor=root)


def test_a_slice_that_is_not_there_is_not_found(product, root):
    with raises_and_changes_nothing(Http404):
        change_slice(product=product, key="gone", changes={"name": "Gone"}, actor=root)


def test_no_role_changes_slices(world):
    told = {"product": world.product, "actor": world.cast.product_manager}
    for do in (
        lambda: add_slice(key="compliance", name="Compliance", **told),
        lambda: change_slice(key="quality", changes={"name": "Q"}, **told),
    ):
        with raises_and_changes_nothing(PermissionDenied):
            do()


def names(world, year, month):
    report = build_report(world.product, dt.date(year, month, 1))
    return {row.slice: row.name for row in report.slices.rows}


def test_past_months_keep_the_names_and_the_slices_they_had(world):
    root = make_administrator()
    world.spend(world.a, "1.00")
    with noon(2026, 12, 5):
        before = names(world, 2026, 11)
        change_slice(product=world.product, key="quality", changes={"name": "Debt"}, actor=root)
        add_slice(product=world.product, key="compliance", name="Compliance", actor=root)

        assert names(world, 2026, 11) == before
        assert names(world, 2026, 12) == {**before, "quality": "Debt", "compliance": "Compliance"}
    assert before["quality"] == "Quality, tooling and debt"
