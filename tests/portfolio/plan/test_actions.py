"""Planning a quarter: targets, capacity, lines; before the baseline and after it."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from company.refusals import Malformed
from ledger import chain
from ledger.models import Entry
from portfolio.models import Movement, Plan, Target
from portfolio.plan.actions import LineInput, put_plan
from portfolio.plan.facts import plan_facts
from tests.conftest import make_cast, make_item, make_product
from tests.makers import NEXT, Q4, TARGETS
from tests.snapshots import raises_and_changes_nothing, refuses, snapshot


def facts(world, quarter=Q4):
    return plan_facts(world.product, quarter)


def test_a_plan_holds_capacity_targets_lines_and_slack(world):
    found = facts(world)

    assert str(found.capacity_weeks) == "83.20"
    assert world.weeks() == {
        "SSO audit log": "30.00",
        "Kernel upgrade": "20.00",
        "Flaky tests": "10.00",
        "Reserve": "8.00",
    }
    assert (str(found.lines_weeks), str(found.slack_weeks)) == ("68.00", "15.20")
    assert str(found.over_committed_weeks) == "0.00"
    assert {key: str(percent) for key, percent in found.targets.items()} == {
        "features": "50.0",
        "infrastructure": "20.0",
        "quality": "10.0",
        "discovery": "10.0",
        "specials": "10.0",
    }
    assert [line.kept_out for line in found.lines if line.reserve] == [[world.kept_out.pk]]
    world.proven()


def test_a_quarter_nobody_planned_is_empty_with_the_teams_capacity(world):
    found = facts(world, NEXT)

    # The one core team: 8 people x 13 weeks.
    assert str(found.capacity_weeks) == "104.00"
    assert (found.lines, found.baseline, found.drift) == ([], None, [])
    assert set(found.targets) == set(TARGETS)
    assert set(found.targets.values()) == {D(0)}


def test_without_a_capacity_the_plan_takes_what_the_teams_propose_and_keeps_it(world):
    world.plan(NEXT, capacity=None, lines=[])
    world.team.people = 2
    world.team.save()

    assert str(facts(world, NEXT).capacity_weeks) == "104.00"
    assert str(world.budget(NEXT).cap_weeks) == "10.40"
    world.proven()


def test_putting_a_plan_replaces_it_whole(world):
    world.plan(lines=world.lines(a="12.50", b=None, reserve=None), targets={"features": D("0.5")})

    assert world.weeks() == {"SSO audit log": "12.50", "Flaky tests": "10.00"}
    assert facts(world).targets["features"] == D("0.5")
    assert facts(world).targets_total == D("0.5")
    world.proven()


def test_wishes_may_sum_to_more_than_100_until_the_baseline(world):
    wishes = {"features": D(50), "infrastructure": D(25), "quality": D("22.5"), "discovery": D(10)}

    world.plan(targets=wishes)

    assert facts(world).targets_total == D("107.5")


# --- Refused ---


def test_the_lines_may_fill_the_capacity_exactly(world):
    world.plan(lines=world.lines(a="45.20"))

    assert str(facts(world).slack_weeks) == "0.00"


def test_a_hundredth_over_the_capacity_is_refused(world):
    with refuses("over-capacity") as caught:
        world.plan(lines=world.lines(a="45.21"))

    assert caught.value.facts == {"lines_weeks": D("83.21"), "capacity_weeks": D("83.20")}


def test_a_cut_in_capacity_shows_as_over_committed(world):
    world.plan(capacity="60.00")

    found = facts(world)
    assert str(found.over_committed_weeks) == "8.00"
    assert str(found.slack_weeks) == "0.00"


def test_above_the_capacity_only_reductions_pass(world):
    world.plan(capacity="60.00")

    with refuses("over-capacity"):
        world.plan(capacity="60.00", lines=world.lines(a="25.00", c="10.01"))
    with refuses("over-capacity"):
        world.plan(capacity="60.00", lines=[*world.lines(a=None), LineInput(world.kept_out, D(29))])
    world.plan(capacity="60.00", lines=world.lines(a="29.99"))

    assert str(facts(world).over_committed_weeks) == "7.99"
    world.proven()


@pytest.mark.parametrize(
    "targets",
    [{"features": D("50.25")}, {"features": D("-0.5")}, {"features": D("100.5")}, {"fun": D(10)}],
)
def test_targets_are_whole_or_half_percents_of_known_slices(world, targets):
    with raises_and_changes_nothing(Malformed) as caught:
        world.plan(targets=targets)

    assert list(caught.value.errors) == ["targets"]


@pytest.mark.parametrize("weeks", ["-0.01", "1.001"])
def test_lines_are_whole_hundredths_and_not_negative(world, weeks):
    with raises_and_changes_nothing(Malformed):
        world.plan(lines=[LineInput(world.a, D(weeks))])


@pytest.mark.parametrize("capacity", ["-1.00", "83.205"])
def test_a_capacity_is_whole_hundredths_and_not_negative(world, capacity):
    with raises_and_changes_nothing(Malformed) as caught:
        world.plan(capacity=capacity)

    assert list(caught.value.errors) == ["capacity_weeks"]


def test_each_item_and_the_reserve_have_one_line(world):
    for item in (world.a, None):
        with raises_and_changes_nothing(Malformed):
            world.plan(lines=[LineInput(item, D(1)), LineInput(item, D(2))])


def test_another_products_item_is_refused(world):
    foreign = make_item(make_product("kite"))

    with raises_and_changes_nothing(Malformed):
        world.plan(lines=[LineInput(foreign, D(1))])


def test_only_a_product_manager_plans(world):
    others = ["sales", "sales_vp", "engineering", "executive", "observer"]
    outsider = make_cast(make_product("kite")).product_manager

    for person, error in [
        *((world.cast.of(r), PermissionDenied) for r in others),
        (outsider, Http404),
    ]:
        with raises_and_changes_nothing(error):
            put_plan(
                product=world.product,
                quarter=Q4,
                capacity_weeks=D(90),
                targets={},
                lines=[],
                actor=person,
            )


# --- After the baseline: drift ---


def test_after_the_baseline_a_change_needs_its_reason(agreed):
    for reason in ("", "  \n"):
        with refuses("reason-missing"):
            agreed.plan(lines=agreed.lines(a="29.00"), reason=reason)


def test_after_the_baseline_what_differs_is_drift_with_its_reason(agreed):
    agreed.plan(lines=agreed.lines(a="29.00", b=None), reason="Kernel waits for the vendor.")
    agreed.plan(lines=agreed.lines(a="28.00", b=None), reason="Two people left.")
    agreed.plan(
        lines=[*agreed.lines(a="28.00", b=None), LineInput(agreed.kept_out, D("1.50"))],
        reason="Dark mode after all.",
    )

    found = {
        row.title: (str(row.baseline_weeks), str(row.weeks), str(row.change), row.reasons)
        for row in facts(agreed).drift
    }
    assert found == {
        "SSO audit log": (
            "30.00",
            "28.00",
            "-2.00",
            ["Kernel waits for the vendor.", "Two people left."],
        ),
        "Kernel upgrade": ("20.00", "0.00", "-20.00", ["Kernel waits for the vendor."]),
        "Dark mode": ("0.00", "1.50", "1.50", ["Dark mode after all."]),
    }
    agreed.proven()


def test_what_came_back_to_its_baseline_is_no_drift(agreed):
    agreed.plan(lines=agreed.lines(a="29.00"), reason="Less.")
    agreed.plan(lines=agreed.lines(), reason="As agreed, after all.")

    assert facts(agreed).drift == []
    assert agreed.kinds()[-2:] == ["plan_changed", "plan_changed"]


def test_a_change_after_the_baseline_is_in_the_ledger_with_before_and_after(agreed):
    agreed.plan(capacity="90.00", lines=agreed.lines(a="31.00"), reason="Ana joined.")

    assert agreed.kinds()[-2:] == ["capacity_set", "plan_changed"]
    capacity, plan = (chain.data_of(e) for e in Entry.objects.order_by("pk").reverse()[:2][::-1])
    assert capacity == {
        "quarter": "2026Q4",
        "before": "83.20",
        "after": "90.00",
        "reason": "Ana joined.",
    }
    key = f"item {agreed.a.pk}"
    assert (plan["before"]["lines"][key], plan["after"]["lines"][key]) == ("30.00", "31.00")
    assert plan["reason"] == "Ana joined."


def test_movements_say_whether_they_came_before_or_after_the_baseline(agreed):
    agreed.plan(lines=agreed.lines(a="28.50"), reason="Less.")

    rows = Movement.objects.filter(item=agreed.a).values_list("kind", "weeks", "reason")
    assert [(kind, str(weeks), reason) for kind, weeks, reason in rows] == [
        ("planned", "30.00", ""),
        ("changed", "-1.50", "Less."),
    ]


# --- Specials in a plan ---


def test_a_special_keeps_its_decided_weeks_when_the_plan_is_put_again(agreed):
    special = agreed.approved("3.00").item

    agreed.plan(lines=agreed.lines(a="26.00"), reason="Less.")

    assert agreed.weeks()["Badge printing"] == "3.00"
    agreed.plan(lines=[*agreed.lines(a="26.00"), LineInput(special, D("3.00"))], reason="Same.")
    assert agreed.weeks()["Badge printing"] == "3.00"
    agreed.proven()


@pytest.mark.parametrize("weeks", ["2.99", "3.01"])
def test_a_specials_weeks_are_decided_not_planned(agreed, weeks):
    special = agreed.approved("3.00").item

    with raises_and_changes_nothing(Malformed):
        agreed.plan(lines=[*agreed.lines(a="27.00"), LineInput(special, D(weeks))], reason="No.")


def test_an_undecided_special_gets_no_line_by_planning(agreed):
    special = agreed.sized("3.00").item

    with raises_and_changes_nothing(Malformed):
        agreed.plan(lines=[*agreed.lines(), LineInput(special, D("0.01"))], reason="No.")


# --- Below the line ---


def test_weeks_below_the_line_are_planned_first_by_what_the_line_grows(world):
    world.plan(lines=[LineInput(world.a, D(30), below_weeks=D(5))])
    assert str(facts(world).lines_weeks) == "30.00"

    world.plan(lines=[LineInput(world.a, D(32))])

    assert str(world.line(world.a).below_weeks) == "3.00"
    world.plan(lines=[LineInput(world.a, D(40))])
    assert str(world.line(world.a).below_weeks) == "0.00"


def test_a_plan_without_changes_writes_no_movement(world):
    before = Movement.objects.count()

    world.plan()

    assert Movement.objects.count() == before


def test_histories_tell_what_became_of_capacity_and_targets(world):
    reason = "Discovery pays for quality."
    world.plan(
        capacity="85.00",
        reason=reason,
        targets={"features": D(50), "infrastructure": D(20), "quality": D(20), "specials": D(10)},
    )

    plan = Plan.objects.get()
    assert [str(row.capacity_weeks) for row in plan.history.all()][:2] == ["85.00", "83.20"]
    told = Target.history.filter(plan=plan, history_change_reason=reason)
    rows = told.order_by("slice__position").values_list("slice__key", "history_type", "percent")
    assert [(key, kind, str(percent)) for key, kind, percent in rows] == [
        ("quality", "~", "20.0"),
        ("discovery", "-", "10.0"),
    ]
    assert {row.history_user for row in told} == {world.cast.product_manager}
    world.proven()


def test_a_plan_put_again_as_it_is_tells_nothing(world):
    before = snapshot()

    world.plan()

    after = snapshot()
    assert {t for t in after if "historical" in t and after[t] != before[t]} == set()
