"""Importing plan lines: planning sets them, refuses what it refuses, and takes them back."""

from decimal import Decimal as D

import pytest

from imports.actions import note, settle
from imports.mapping.schema import Mapping
from imports.models import Import
from imports.run.execution import run_import
from imports.run.recording import recorder
from imports.run.undo import undo
from portfolio.models import Item, Line, Movement
from portfolio.plan.actions import LineInput
from tests.imports.conftest import counts
from tests.makers import NEXT, noon
from tests.snapshots import nothing_changes, refuses

HEADER = ("Quarter", "Item", "Slice", "Weeks")
A = ("2026Q4", "SSO audit log", "features", "31.00")
B = ("Q4 2026", "Kernel upgrade", "", "12.5")


@pytest.fixture
def bring(world, tmp_path):
    """Import these rows into the world's product as the command line does, or a person."""

    def bring(*rows, header=HEADER, recorded=False, **options):
        path = tmp_path / "lines.csv"
        path.write_text("\n".join(";".join(row) for row in (header, *rows)), encoding="utf-8")
        told = {"kind": "lines", "product": world.product, "mapping": Mapping()}
        found = note(filename=path.name, **told) if recorded else None
        result = run_import(
            path=path, on_changes=recorder(found) if found else None, **options, **told
        )
        if found:
            settle(found, result)
        return result

    return bring


def said(result) -> list[str]:
    return [str(rejection) for rejection in result.rejections]


def test_lines_are_set_by_planning_and_the_others_stay(world, bring):
    result = bring(A, B)

    assert counts(result) == (0, 2, 0, 0)
    assert world.weeks() == {
        "SSO audit log": "31.00",
        "Kernel upgrade": "12.50",
        "Flaky tests": "10.00",
        "Reserve": "8.00",
    }
    assert list(world.line(None).kept_out.all()) == [world.kept_out]
    moved = Movement.objects.order_by("-pk")[:2]
    assert [(str(row.weeks), row.kind) for row in reversed(moved)] == [
        ("1.00", "planned"),
        ("-7.50", "planned"),
    ]
    world.proven()


def test_the_same_file_twice_changes_nothing(world, bring):
    bring(A, B)

    with nothing_changes():
        assert counts(bring(A, B)) == (0, 0, 2, 0)


def test_a_trial_counts_and_changes_nothing(world, bring):
    with nothing_changes():
        assert counts(bring(A, B, dry_run=True)) == (0, 2, 0, 0)


def test_a_quarter_nobody_planned_gets_what_the_teams_propose(world, bring):
    result = bring(("FY2027 Q1", "sso AUDIT log", "", "5"), ("2027-Q1", "Reserve", "", "2"))

    assert counts(result) == (2, 0, 0, 0)
    assert world.weeks(NEXT) == {"SSO audit log": "5.00", "Reserve": "2.00"}
    assert str(world.line(None, NEXT).plan.capacity_weeks) == "104.00"
    world.proven()


def test_no_weeks_take_a_line_out_and_reserve_sets_the_reserve(world, bring):
    result = bring(("2026Q4", "Flaky tests", "", "0"), ("2026Q4", "RESERVE", "", "9.25"))

    assert counts(result) == (0, 2, 0, 0)
    assert world.weeks() == {
        "SSO audit log": "30.00",
        "Kernel upgrade": "20.00",
        "Reserve": "9.25",
    }
    world.proven()


def test_unknown_items_are_rejected_or_created_where_that_is_asked(world, bring):
    kiosk = ("2026Q4", "Kiosk mode", "quality", "3.00")
    with nothing_changes():
        rejected = bring(kiosk)

    assert counts(rejected) == (0, 0, 0, 1)
    assert "there is no item with the key 'Kiosk mode'" in said(rejected)[0]
    assert "create it with --create-missing" in said(rejected)[0]

    later = ("2027Q1", "kiosk mode", "", "1.00")
    assert counts(bring(kiosk, later, create_missing=True)) == (2, 0, 0, 0)
    made = Item.objects.get(title="Kiosk mode")
    assert made.slice.key == "quality"
    assert (str(world.line(made).weeks), str(world.line(made, NEXT).weeks)) == ("3.00", "1.00")
    assert counts(bring(kiosk, later, create_missing=True)) == (0, 0, 2, 0)
    world.proven()


def test_what_does_not_fit_is_rejected_and_what_fits_is_in(world, bring):
    """83.20 wk, of which 68.00 are planned: the cut makes room, and the order decides."""
    result = bring(
        ("2026Q4", "SSO audit log", "", "50.00"),
        ("2026Q4", "Kernel upgrade", "", "36.00"),
        ("2026Q4", "Flaky tests", "", "5.00"),
        ("2026Q4", "Dark mode", "", "0.20"),
    )

    assert counts(result) == (1, 2, 0, 1)
    assert world.weeks() == {
        "SSO audit log": "50.00",
        "Kernel upgrade": "20.00",
        "Flaky tests": "5.00",
        "Reserve": "8.00",
        "Dark mode": "0.20",
    }
    assert "come to 99.00 wk and the capacity is 83.20 wk" in said(result)[0]
    world.proven()


def test_an_item_of_a_rejected_row_is_not_created(world, bring):
    with nothing_changes():
        result = bring(("2026Q4", "Kiosk mode", "", "70.00"), create_missing=True)

    assert counts(result) == (0, 0, 0, 1)


def test_after_the_baseline_a_row_needs_its_reason(world, bring):
    world.baseline()
    with nothing_changes():
        rejected = bring(A, ("2026Q4", "Kernel upgrade", "", "20"))

    assert counts(rejected) == (0, 0, 1, 1)
    assert "Q4 2026 has its baseline: say why the plan changes" in said(rejected)[0]

    result = bring((*A, "The board wants it."), header=(*HEADER, "Reason"))
    assert counts(result) == (0, 1, 0, 0)
    assert Movement.objects.last().reason == "The board wants it."
    assert world.kinds()[-1] == "plan_changed"
    world.proven()


def test_a_quarter_that_ended_takes_no_lines(world, bring):
    world.baseline()
    with noon(2027, 1, 5), nothing_changes():
        result = bring(A)

    assert counts(result) == (0, 0, 0, 1)
    assert "Q4 2026 has ended: its plan stays as it was" in said(result)[0]


def test_the_weeks_of_a_special_are_not_planned(agreed, bring):
    special = agreed.approved()
    title = special.item.title
    with nothing_changes():
        result = bring(("2026Q4", title, "", "9"), ("2026Q4", title, "", "3.00"))
        same = bring(("2026Q4", title, "", "3.00"))

    assert counts(result) == (0, 0, 1, 1)
    assert "the weeks of a special are decided, not planned" in said(result)[0]
    assert counts(same) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("next", "SSO audit log", "", "1"), "this is no quarter"),
        (("2026Q5", "SSO audit log", "", "1"), "this is no quarter"),
        (("2026Q4", "SSO audit log", "", "1.005"), "more than two decimals"),
        (("2026Q4", "SSO audit log", "", "-1"), ""),
        (("2026Q4", "SSO audit log", "", ""), ""),
        (("2026Q4", "SSO audit log", "nowhere", "1"), "there is no slice 'nowhere'"),
        (("2026Q4", "Kiosk mode", "specials", "1"), "nobody plans a special by hand"),
    ],
)
def test_a_malformed_row_is_rejected_with_what_is_wrong(world, bring, row, reason):
    with nothing_changes():
        result = bring(row, create_missing=True)

    assert counts(result) == (0, 0, 0, 1)
    assert reason in said(result)[0]


def test_two_items_of_one_title_are_told_apart(world, bring):
    for _ in range(2):
        Item.objects.create(product=world.product, title="Kiosk mode")

    with nothing_changes():
        result = bring(("2026Q4", "Kiosk mode", "", "1"))
    assert "2 items are called that" in said(result)[0]

    last = Item.objects.order_by("pk").last()
    assert counts(bring(("2026Q4", f"Kiosk mode #{last.pk}", "", "1"))) == (1, 0, 0, 0)
    assert str(world.line(last).weeks) == "1.00"


def test_an_item_is_not_sorted_by_a_line(world, bring):
    result = bring(("2026Q4", "SSO audit log", "quality", "31"))

    assert counts(result) == (0, 1, 0, 0)
    assert list(result.warnings) == [
        "row 2: 'SSO audit log' stays in Customer-visible features; import items to sort them."
    ]
    world.a.refresh_from_db()
    assert world.a.slice.key == "features"


def test_an_import_is_undone_by_other_movements(world, bring):
    before = world.weeks()
    bring(A, ("2026Q4", "Flaky tests", "", "0"), recorded=True)
    bring(("2026Q4", "Kiosk mode", "", "2"), create_missing=True, recorded=True)

    for found in Import.objects.order_by("-pk"):
        undo(found, actor=world.cast.product_manager)

    assert dict(sorted(world.weeks().items())) == dict(sorted(before.items()))
    assert {i.state for i in Import.objects.all()} == {"undone"}
    # What the plan's books name stays an item, without a line.
    assert not Line.objects.filter(item__title="Kiosk mode").exists()
    assert Item.objects.filter(title="Kiosk mode").exists()
    world.proven()


def test_what_was_planned_anew_since_is_not_undone(world, bring):
    bring(A, recorded=True)
    world.plan(lines=[LineInput(world.a, D("2.00"))])

    with refuses("built-upon") as caught:
        undo(Import.objects.get(), actor=world.cast.product_manager)
    assert caught.value.detail == (
        "SSO audit log has other weeks in Q4 2026 than this import gave it."
        " Give it those again first, then this import can be undone."
    )


def test_what_was_agreed_since_is_not_undone(world, bring):
    bring(A, recorded=True)
    world.baseline()

    with refuses("built-upon") as caught:
        undo(Import.objects.get(), actor=world.cast.product_manager)
    assert "Q4 2026 was agreed with these lines" in caught.value.detail


def test_a_change_with_a_reason_is_undone_with_one(agreed, bring):
    bring((*A, "The board wants it."), header=(*HEADER, "Reason"), recorded=True)

    undo(Import.objects.get(), actor=agreed.cast.product_manager)

    assert agreed.weeks()["SSO audit log"] == "30.00"
    assert Movement.objects.last().reason == "Undo of the import of lines.csv."
    agreed.proven()
