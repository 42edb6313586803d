"""Slices are added, renamed and put in order; past months keep the names they had."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from company import histories
from company.refusals import Malformed
from governance.report.sections import build_report
from portfolio.models import Slice
from portfolio.plan.reconciliation import faults as book_faults
from portfolio.slices import add_slice, change_slice, split_slice
from tests.conftest import make_administrator, make_item, make_member
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
        lambda: split_slice(split="features", key="one", name="One", items=[world.a], **told),
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


def weeks(world, year, month):
    report = build_report(world.product, dt.date(year, month, 1))
    return {row.slice: str(row.actual_weeks) for row in report.slices.rows if row.actual_weeks}


def test_a_slice_is_split_and_past_months_stay(agreed):
    agreed.spend(agreed.a, "1.00")
    agreed.spend(agreed.b, "2.00")
    root = make_administrator()
    with noon(2026, 12, 5):
        before = weeks(agreed, 2026, 11)
        told = {"product": agreed.product, "split": agreed.a.slice.key, "actor": root}
        split_slice(key="reach", name="Reach", items=[agreed.a], **told)

        agreed.a.refresh_from_db()
        assert agreed.a.slice.key == "reach"
        assert weeks(agreed, 2026, 11) == before
        assert weeks(agreed, 2026, 12)["reach"] == "1.00"
    assert list(book_faults(agreed.product)) == []
    assert list(histories.faults(agreed.product)) == []


def test_a_split_needs_something_that_goes_along(agreed):
    root, other = make_administrator(), make_item(agreed.product, "Gone", "quality")
    told = {"product": agreed.product, "key": "reach", "name": "Reach", "actor": root}
    for split, items in (("features", []), ("features", [other]), ("specials", [agreed.a])):
        with raises_and_changes_nothing(Malformed):
            split_slice(split=split, items=items, **told)


def test_the_page_names_what_goes_on_to_whoever_has_a_role(agreed, client):
    root = make_administrator()
    path = f"/setup/products/skylark/slices/{agreed.a.slice.key}/split/"
    client.force_login(root)
    assert client.get(path).status_code == 404

    make_member(agreed.product, "observer", root.email)
    assert "Split</a>" in client.get("/setup/products/skylark/").content.decode()
    page = client.get(path)
    assert agreed.a.title in page.content.decode()
    answer = client.post(path, {"name": "Reach", "key": "reach", "items": [agreed.a.pk]})
    agreed.a.refresh_from_db()
    assert (answer.status_code, agreed.a.slice.name) == (302, "Reach")
