"""Postponed and dropped: the rest of the line leaves its plan with the weeks taken."""

import datetime as dt
from decimal import Decimal as D

import pytest

from company.refusals import Malformed
from escalations.models import Escalation
from escalations.warnings import sentences_of_warning
from portfolio.models import Item, Movement
from portfolio.plan.actions import LineInput
from portfolio.plan.facts import plan_facts
from portfolio.plan.reconciliation import accounts
from tests.conftest import make_item
from tests.makers import LATER, NEXT, Q4
from tests.snapshots import raises_and_changes_nothing


@pytest.fixture
def eighteen(world):
    """The worked numbers of DESIGN 4.5: a line of 18.00 wk, of which 5.00 are logged."""
    world.item = make_item(world.product, "Report builder")
    world.plan(lines=[*world.lines(), LineInput(world.item, D("12.00"))])
    world.plan(lines=[*world.lines(b="14.00"), LineInput(world.item, D("18.00"))])
    world.baseline()
    world.spend(world.item, "5.00")
    return world


def moved(world, item, kind="left") -> list[tuple[str, str, str]]:
    rows = Movement.objects.filter(item=item, kind=kind).order_by("pk").select_related("plan")
    return [(str(row.plan.quarter), str(row.weeks), row.reason) for row in rows]


def figures(displacement) -> list[str]:
    names = ["weeks", "leaving_weeks", "landed_weeks", "below_weeks"]
    return [str(getattr(displacement, name)) for name in names]


def closed_on(item) -> dt.date | None:
    return Item.objects.get(pk=item.pk).closed_on


# --- Of 18.00, 5.00 logged, 3.00 taken ---


def test_what_slips_leaves_the_rest_of_its_line_where_it_is(eighteen):
    made = eighteen.approved("3.00", rows=[eighteen.take(eighteen.item, "3.00", "slips")])

    assert eighteen.weeks()["Report builder"] == "15.00"
    assert eighteen.weeks(NEXT) == {"Report builder": "3.00"}
    assert figures(made.displacements.get()) == ["3.00", "0.00", "3.00", "0.00"]
    assert moved(eighteen, eighteen.item) == []
    eighteen.proven()


def test_what_is_postponed_keeps_what_was_logged_and_lands_with_all_it_had_left(eighteen):
    slack = plan_facts(eighteen.product, Q4).slack_weeks
    made = eighteen.approved("3.00", rows=[eighteen.take(eighteen.item, "3.00", "postponed")])

    assert eighteen.weeks()["Report builder"] == "5.00"
    assert eighteen.weeks(NEXT) == {"Report builder": "13.00"}
    assert figures(made.displacements.get()) == ["3.00", "10.00", "13.00", "0.00"]
    assert moved(eighteen, eighteen.item) == [
        ("2026Q4", "-10.00", f"Left to Q1 2027 with what escalation {made.pk} displaced.")
    ]
    assert plan_facts(eighteen.product, Q4).slack_weeks == slack + 10
    assert closed_on(eighteen.item) is None
    eighteen.proven()


def test_what_is_dropped_leaves_every_plan_and_closes(eighteen):
    eighteen.plan(NEXT, lines=[LineInput(eighteen.item, D("4.00"))])
    eighteen.plan(LATER, lines=[LineInput(eighteen.item, D("1.00")), LineInput(eighteen.a, D(2))])

    made = eighteen.approved("3.00", rows=[eighteen.take(eighteen.item, "3.00", "dropped")])

    assert eighteen.weeks()["Report builder"] == "5.00"
    assert eighteen.weeks(NEXT) == {}
    assert eighteen.weeks(LATER) == {"SSO audit log": "2.00"}
    assert figures(made.displacements.get()) == ["3.00", "10.00", "0.00", "0.00"]
    why = f"Left for good with what escalation {made.pk} displaced."
    assert moved(eighteen, eighteen.item) == [
        ("2026Q4", "-10.00", why),
        ("2027Q1", "-4.00", why),
        ("2027Q2", "-1.00", why),
    ]
    assert closed_on(eighteen.item) == dt.date(2026, 11, 10)
    eighteen.proven()


def test_what_left_is_a_change_with_a_reason_in_the_books_and_in_the_drift(eighteen):
    made = eighteen.approved("3.00", rows=[eighteen.take(eighteen.item, "3.00", "postponed")])

    account = accounts(eighteen.product)[0]
    assert (str(account.baseline), str(account.changes)) == ("80.00", "-10.00")
    assert (str(account.lines), str(account.displaced)) == ("70.00", "0.00")
    drift = {row.title: row for row in plan_facts(eighteen.product, Q4).drift}
    assert str(drift["Report builder"].change) == "-13.00"
    assert drift["Report builder"].reasons == [
        "Worth it.",
        f"Left to Q1 2027 with what escalation {made.pk} displaced.",
    ]


def test_what_leaves_makes_an_over_committed_plan_less_so(eighteen):
    lines = [*eighteen.lines(b="14.00"), LineInput(eighteen.item, D("18.00"))]
    eighteen.plan(capacity="75.00", reason="Two people left.", lines=lines)
    assert str(plan_facts(eighteen.product, Q4).over_committed_weeks) == "5.00"

    eighteen.approved("1.00", rows=[eighteen.take(eighteen.c, "1.00", "dropped")])

    facts = plan_facts(eighteen.product, Q4)
    assert (str(facts.over_committed_weeks), str(facts.slack_weeks)) == ("0.00", "4.00")


def test_below_the_line_a_dropped_item_leaves_too(eighteen):
    eighteen.plan(NEXT, capacity="1.00", lines=[])
    eighteen.approved("2.00", rows=[eighteen.take(eighteen.item, "2.00", "slips")], title="One")
    assert str(eighteen.line(eighteen.item, NEXT).below_weeks) == "2.00"

    eighteen.approved("1.00", rows=[eighteen.take(eighteen.item, "1.00", "dropped")], title="Two")

    assert eighteen.weeks(NEXT) == {}
    eighteen.proven()


@pytest.mark.parametrize("outcome", ["slips", "postponed", "dropped"])
def test_on_the_reserve_every_outcome_takes_only_its_weeks(agreed, outcome):
    made = agreed.approved("3.00", rows=[agreed.take(None, "3.00", outcome)])

    assert agreed.weeks()["Reserve"] == "5.00"
    assert figures(made.displacements.get()) == ["3.00", "0.00", "0.00", "0.00"]
    assert closed_on(agreed.kept_out) is None
    assert (
        sentences_of_warning(
            agreed.proposed("1.00", rows=[agreed.take(None, "1.00", outcome)], title="Labels")
        )
        == []
    )
    agreed.proven()


def test_a_line_without_anything_logged_is_no_line_any_more(agreed):
    agreed.approved("3.00", rows=[agreed.take(agreed.c, "3.00", "postponed", to_quarter=LATER)])

    assert "Flaky tests" not in agreed.weeks()
    assert agreed.weeks(LATER) == {"Flaky tests": "10.00"}
    agreed.proven()


# --- A special over two quarters ---


def test_what_is_taken_of_a_later_quarter_does_not_leave_with_the_item(agreed):
    agreed.plan(NEXT, lines=agreed.lines())
    parts = {Q4: D("2.00"), NEXT: D("1.00")}
    rows = [agreed.take(agreed.a, weeks, "dropped", quarter=q) for q, weeks in parts.items()]

    made = agreed.approved(parts=parts, rows=rows)

    assert [figures(row) for row in made.displacements.order_by("pk")] == [
        ["2.00", "28.00", "0.00", "0.00"],
        ["1.00", "29.00", "0.00", "0.00"],
    ]
    assert "SSO audit log" not in {**agreed.weeks(), **agreed.weeks(NEXT)}
    assert (agreed.weeks()["Badge printing"], agreed.weeks(NEXT)["Badge printing"]) == (
        "2.00",
        "1.00",
    )
    agreed.proven()


def test_an_item_dropped_in_one_quarter_is_dropped_in_all(agreed):
    agreed.plan(NEXT, lines=agreed.lines())
    made = agreed.sized(parts={Q4: D("2.00"), NEXT: D("1.00")})

    with raises_and_changes_nothing(Malformed) as caught:
        agreed.propose(
            made,
            agreed.take(agreed.a, "2.00", "dropped", quarter=Q4),
            agreed.take(agreed.a, "1.00", "slips", quarter=NEXT),
        )

    assert caught.value.errors["displacements"] == [
        "SSO audit log is dropped in one quarter and kept in another:"
        " an item that is dropped leaves every plan after it."
    ]


# --- Said before ---


def test_the_proposal_says_what_leaves_with_what_it_takes(eighteen):
    eighteen.plan(NEXT, lines=[LineInput(eighteen.item, D("4.00"))])

    def warned(outcome):
        row = eighteen.take(eighteen.item, "3.00", outcome)
        made = eighteen.proposed("3.00", rows=[row], title=outcome)
        return sentences_of_warning(Escalation.objects.get(pk=made.pk))

    assert warned("slips") == []
    assert warned("postponed") == [
        "Q4 2026: takes 3.00 wk from Report builder; the other 10.00 wk leave the plan with it,"
        " and 13.00 wk land in Q1 2027."
    ]
    assert warned("dropped") == [
        "Q4 2026: takes 3.00 wk from Report builder; the other 10.00 wk leave the plan with it,"
        " and 4.00 wk of Q1 2027 leave too."
    ]


def test_what_is_left_is_read_again_when_it_is_approved(eighteen):
    row = eighteen.take(eighteen.item, "3.00", "postponed")
    made = eighteen.proposed("3.00", rows=[row])
    eighteen.spend(eighteen.item, "2.00")

    eighteen.approve(made)

    assert figures(made.displacements.get()) == ["3.00", "8.00", "11.00", "0.00"]
    assert eighteen.weeks()["Report builder"] == "7.00"


# --- What comes back ---


@pytest.mark.parametrize(
    ("outcome", "landed"), [("postponed", {"Report builder": "13.00"}), ("dropped", {})]
)
def test_weeks_given_back_to_an_item_that_left_become_slack(eighteen, outcome, landed):
    made = eighteen.approved("3.00", rows=[eighteen.take(eighteen.item, "3.00", outcome)])
    slack = plan_facts(eighteen.product, Q4).slack_weeks

    eighteen.cancel(made)

    assert eighteen.weeks()["Report builder"] == "5.00"
    assert eighteen.weeks()["Badge printing"] == "0.00"
    assert eighteen.weeks(NEXT) == landed
    assert plan_facts(eighteen.product, Q4).slack_weeks == slack + 3
    assert moved(eighteen, made.item) == [
        (
            "2026Q4",
            "-3.00",
            f"Escalation {made.pk} was cancelled. Report builder had left the plan.",
        ),
    ]
    assert str(made.displacements.get().returned_weeks) == "3.00"
    eighteen.proven()


def test_delivery_and_a_lower_estimate_give_slack_too(eighteen):
    made = eighteen.approved("3.00", rows=[eighteen.take(eighteen.item, "3.00", "postponed")])
    eighteen.reestimate(made, "2.00", reason="It is less.")
    eighteen.spend(made, "0.50")

    eighteen.deliver(eighteen.start(made))

    assert eighteen.weeks()["Report builder"] == "5.00"
    assert eighteen.weeks()["Badge printing"] == "0.50"
    assert [weeks for _, weeks, _ in moved(eighteen, made.item)] == ["-1.00", "-1.50"]
    eighteen.proven()


def test_what_slipped_comes_back_as_slack_when_its_item_has_left_since(eighteen):
    first = eighteen.approved("3.00", rows=[eighteen.take(eighteen.item, "3.00", "slips")])
    eighteen.approved("1.00", rows=[eighteen.take(eighteen.item, "1.00", "postponed")], title="Two")

    eighteen.cancel(first)

    # What slipped waits in the next quarter with all the rest: 3.00 and then 10.00.
    assert eighteen.weeks()["Report builder"] == "5.00"
    assert eighteen.weeks(NEXT) == {"Report builder": "13.00"}
    eighteen.proven()


def test_what_slips_after_its_item_came_back_goes_back_to_its_line(eighteen):
    eighteen.approved("1.00", rows=[eighteen.take(eighteen.item, "1.00", "dropped")])
    lines = [*eighteen.lines(b="14.00"), LineInput(eighteen.item, D("9.00"))]
    eighteen.plan(lines=lines, reason="It is back.")
    second = eighteen.approved(
        "2.00", rows=[eighteen.take(eighteen.item, "2.00", "slips")], title="Two"
    )

    eighteen.cancel(second)

    assert eighteen.weeks()["Report builder"] == "9.00"
    assert eighteen.weeks(NEXT) == {}
    eighteen.proven()


# --- Bringing it back ---


def test_a_plan_change_brings_a_dropped_item_back(eighteen):
    eighteen.approved("3.00", rows=[eighteen.take(eighteen.item, "3.00", "dropped")])
    assert closed_on(eighteen.item) is not None

    eighteen.plan(NEXT, lines=[LineInput(eighteen.item, D("2.00"))])

    assert closed_on(eighteen.item) is None
    eighteen.proven()


def test_a_plan_that_leaves_it_as_it_is_does_not_bring_it_back(eighteen):
    eighteen.approved("3.00", rows=[eighteen.take(eighteen.item, "3.00", "dropped")])
    lines = [*eighteen.lines(b="14.00", c="9.00"), LineInput(eighteen.item, D("5.00"))]

    eighteen.plan(lines=lines, reason="Fewer tests.")

    assert closed_on(eighteen.item) == dt.date(2026, 11, 10)
