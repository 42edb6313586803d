"""Two people plan one quarter: the second is shown both plans, line by line."""

import json

import pytest

from portfolio.models import Line, Movement, Target
from portfolio.plan.actions import LineInput
from portfolio.plan.facts import plan_facts
from tests.browserforms import form_of
from tests.conftest import make_item
from tests.makers import Q4, TARGETS, D
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes

EDIT = "/p/skylark/plan/2026Q4/edit/"


@pytest.fixture
def pm(world):
    return signed_in(world.cast.product_manager)


def taken(answer) -> dict[str, str]:
    return {k[5:]: v[0] for k, v in form_of(answer).items() if k.startswith("take-")}


def weeks_field(page, title: str) -> str:
    """The name of the field that holds the weeks of that item's line."""
    found = form_of(page)
    row = next(k for k, v in found.items() if k.startswith("item_") and v == [title])
    return row.replace("item_", "weeks_")


def place(item) -> str:
    return f"line_{item.pk}"


def test_a_plan_sent_as_it_came_changes_nothing(world, pm):
    before = plan_facts(world.product, Q4).version

    answer = pm.post(EDIT, form_of(pm.get(EDIT)))

    assert answer.status_code == 302
    assert plan_facts(world.product, Q4).version == before


def test_the_second_save_does_not_revert_the_first(world, pm):
    first, second = pm.get(EDIT), pm.get(EDIT)
    pm.post(EDIT, form_of(first, **{weeks_field(first, "SSO audit log"): "31.00"}))

    with nothing_changes():
        both = pm.post(EDIT, form_of(second, **{weeks_field(second, "Flaky tests"): "9.00"}))

    assert both.status_code == 412
    assert f"{world.cast.product_manager} changed this while you were writing." in words(both)
    assert "SSO audit log Now 31.00 wk Mine 30.00 wk" in words(both)
    assert "Flaky tests Now 10.00 wk Mine 9.00 wk" in words(both)
    assert taken(both) == {place(world.a): "theirs", place(world.c): "mine"}

    assert pm.post(EDIT, form_of(both)).status_code == 302
    assert (world.weeks()["SSO audit log"], world.weeks()["Flaky tests"]) == ("31.00", "9.00")


def test_each_line_goes_as_it_was_chosen(world, pm):
    page = pm.get(EDIT)
    world.plan(
        lines=world.lines(a="31.00", b=None, reserve="7.00"),
        capacity="90.00",
        targets={**TARGETS, "features": D("49.5")},
    )
    typed = {
        "capacity_weeks": "88.00",
        "target_features": "48",
        weeks_field(page, "SSO audit log"): "29.00",
        weeks_field(page, "Kernel upgrade"): "21.00",
        "reserve_weeks": "6.00",
    }

    both = pm.post(EDIT, form_of(page, **typed))

    said = words(both)
    assert "Capacity Now 90.00 wk Mine 88.00 wk" in said
    assert "Target: Customer-visible features Now 49.5% Mine 48%" in said
    assert "Kernel upgrade Now not in the plan Mine 21.00 wk" in said
    assert "Reserve Now 7.00 wk Mine 6.00 wk" in said
    assert set(taken(both).values()) == {"mine"}

    chosen = {
        f"take-{place(world.b)}": "theirs",
        "take-capacity_weeks": "theirs",
        "take-target_features": "theirs",
    }
    assert pm.post(EDIT, form_of(both, **chosen)).status_code == 302
    facts = plan_facts(world.product, Q4)
    assert world.weeks() == {"SSO audit log": "29.00", "Flaky tests": "10.00", "Reserve": "6.00"}
    assert (facts.capacity_weeks, facts.targets["features"]) == (D("90.00"), D("49.5"))


def test_a_line_somebody_added_stays_unless_it_is_taken_out(world, pm):
    page, new = pm.get(EDIT), make_item(world.product, "Passkeys", "features")
    world.plan(lines=[*world.lines(), LineInput(new, D("2.00"))])

    both = pm.post(EDIT, form_of(page, **{weeks_field(page, "Flaky tests"): "9.00"}))

    assert "Passkeys Now 2.00 wk Mine not in the plan" in words(both)
    pm.post(EDIT, form_of(both))
    assert (world.weeks()["Passkeys"], world.weeks()["Flaky tests"]) == ("2.00", "9.00")

    page = pm.get(EDIT)
    world.plan(lines=[*world.lines(), LineInput(new, D("3.00"))])
    both = pm.post(EDIT, form_of(page, **{weeks_field(page, "Flaky tests"): "8.00"}))
    pm.post(
        EDIT, form_of(both, **{f"take-{place(new)}": "mine", weeks_field(both, "Passkeys"): ""})
    )
    assert "Passkeys" not in world.weeks()


def test_a_line_both_added_keeps_its_name_and_both_weeks(world, pm):
    page, new = pm.get(EDIT), make_item(world.product, "Passkeys", "features")
    world.plan(lines=[*world.lines(), LineInput(new, D("2.00"))])

    both = pm.post(EDIT, form_of(page, item_3="Passkeys", weeks_3="4.00"))

    assert "Passkeys Now 2.00 wk Mine 4.00 wk" in words(both)
    assert taken(both) == {place(new): "mine"}
    pm.post(EDIT, form_of(both))
    assert world.weeks()["Passkeys"] == "4.00"


def test_what_the_reserve_keeps_out_is_named(world, pm):
    page = pm.get(EDIT)
    world.plan(lines=[*world.lines(reserve=None), LineInput(None, D("8.00"), [])])

    both = pm.post(EDIT, form_of(page, **{weeks_field(page, "Flaky tests"): "9.00"}))

    assert "Kept out by the reserve Now nothing Mine Dark mode" in words(both)
    pm.post(EDIT, form_of(both))
    assert not Line.objects.get(is_reserve=True, plan__quarter=Q4).kept_out.exists()


def test_an_approval_moves_the_plan_under_the_form(agreed, pm):
    page = pm.get(EDIT)
    agreed.approved("3.00")

    reason = "Fewer tests are flaky."
    typed = {weeks_field(page, "Flaky tests"): "9.00", "reason": reason}
    both = pm.post(EDIT, form_of(page, **typed))

    assert both.status_code == 412
    assert form_of(both)["reason"] == [reason]
    taken_from = next(k for k, v in taken(both).items() if v == "theirs")
    assert taken_from in (place(agreed.a), place(agreed.b))
    assert pm.post(EDIT, form_of(both)).status_code == 302
    assert agreed.weeks()["Badge printing"] == "3.00"
    assert agreed.weeks()["Flaky tests"] == "9.00"


def test_a_third_change_shows_both_again(world, pm):
    page = pm.get(EDIT)
    world.plan(lines=world.lines(a="31.00"))
    both = pm.post(EDIT, form_of(page, **{weeks_field(page, "SSO audit log"): "29.00"}))
    world.plan(lines=world.lines(a="32.00"))

    again = pm.post(EDIT, form_of(both))

    assert again.status_code == 412
    assert "SSO audit log Now 32.00 wk Mine 29.00 wk" in words(again)
    assert world.weeks()["SSO audit log"] == "32.00"


def test_what_is_refused_after_a_choice_keeps_it(world, pm):
    page = pm.get(EDIT)
    world.plan(lines=world.lines(a="31.00"))
    both = pm.post(EDIT, form_of(page, **{weeks_field(page, "SSO audit log"): "29.00"}))
    theirs = {f"take-{place(world.a)}": "theirs"}

    refused = pm.post(EDIT, form_of(both, **theirs, capacity_weeks="much"))
    assert refused.status_code == 422
    assert pm.post(EDIT, form_of(refused, capacity_weeks="80.00")).status_code == 302
    assert world.weeks()["SSO audit log"] == "31.00"


def test_a_button_that_saves_nothing_keeps_the_version(world, pm):
    page = pm.get(EDIT)
    world.plan(lines=world.lines(a="31.00"))

    more = pm.post(EDIT, form_of(page, more="1", **{weeks_field(page, "Flaky tests"): "9.00"}))
    both = pm.post(EDIT, form_of(more))

    assert (more.status_code, both.status_code) == (200, 412)
    assert taken(both) == {place(world.a): "theirs", place(world.c): "mine"}


def test_the_same_plan_sent_twice_is_no_conflict(world, pm):
    page = pm.get(EDIT)
    sent = form_of(page, **{weeks_field(page, "SSO audit log"): "31.00"})

    assert [pm.post(EDIT, sent).status_code for _ in range(2)] == [302, 302]
    assert Movement.objects.filter(item=world.a).count() == 2  # planned once, and changed once


@pytest.mark.parametrize("seen", ["[1]", "not json", json.dumps({"line_1": 3})])
def test_a_spoiled_memory_of_the_plan_only_costs_the_proposal(world, pm, seen):
    page = pm.get(EDIT)
    world.plan(lines=world.lines(a="31.00"))

    both = pm.post(EDIT, form_of(page, seen_plan=seen))

    assert both.status_code == 412
    assert taken(both) == {place(world.a): "mine"}
    assert Target.objects.filter(plan__quarter=Q4).count() == 5
