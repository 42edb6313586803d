"""Setting the cap, agreeing the baseline, and policy: the executive team's part of planning."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from company.refusals import Malformed
from governance import caps
from governance.baselines import agree_baseline
from governance.budget import percent_cap
from governance.models import Cap, Policy
from governance.policies import set_policy
from ledger import chain
from ledger.models import Entry
from portfolio.models import Baseline
from tests.makers import LATER, LONG_REASON, NEXT, NOW, Q4, TARGETS, noon
from tests.snapshots import raises_and_changes_nothing, refuses


def last_entry() -> dict:
    return chain.data_of(Entry.objects.order_by("number").last())


def last_kind_with(world, kind: str) -> dict:
    entries = Entry.objects.filter(product=world.product, kind=kind).order_by("number")
    return chain.data_of(entries.last())


# --- The cap ---


@pytest.mark.parametrize(
    ("percent", "capacity", "cap"),
    [
        ("10", "83.20", "8.32"),
        ("7.5", "96.00", "7.20"),
        ("10", "83.29", "8.32"),
        ("33.33", "0.10", "0.03"),
        ("0", "83.20", "0.00"),
        ("100", "83.20", "83.20"),
    ],
)
def test_a_percent_of_capacity_is_rounded_down(percent, capacity, cap):
    assert str(percent_cap(D(percent), D(capacity))) == cap


def test_a_quarter_nobody_set_takes_the_policys_percent(world):
    assert str(world.budget().cap_weeks) == "8.32"


def test_a_percent_follows_the_capacity_until_the_baseline(world):
    world.cap(percent=D("7.5"))
    assert str(world.budget().cap_weeks) == "6.24"

    world.plan(capacity="96.00")

    assert str(world.budget().cap_weeks) == "7.20"
    world.proven()


def test_weeks_stand_whatever_the_capacity(world):
    world.cap(weeks=D("5.55"))

    world.plan(capacity="96.00")

    assert str(world.budget().cap_weeks) == "5.55"
    world.proven()


def test_the_baseline_freezes_the_cap_in_weeks(agreed):
    agreed.plan(capacity="120.00", reason="We hired.")
    assert str(agreed.budget().cap_weeks) == "8.32"

    set_policy(
        policy=Policy(product=agreed.product, cap_percent=D(20)), actor=agreed.cast.executive
    )
    assert str(agreed.budget().cap_weeks) == "8.32"

    agreed.cap(percent=D(10))
    assert str(agreed.budget().cap_weeks) == "12.00"
    agreed.plan(capacity="90.00", reason="They left.")
    assert str(agreed.budget().cap_weeks) == "12.00"
    agreed.proven()


def test_every_change_is_a_new_row_with_who_when_and_why(world):
    world.cap(percent=D(5), reason="Five.")
    world.cap(weeks=D("6.00"), reason="Six weeks.")

    rows = [(c.percent, str(c.weeks), c.reason, c.by, c.is_breach) for c in Cap.objects.all()]
    assert rows == [
        (D("5.00"), "4.16", "Five.", world.cast.executive, False),
        (None, "6.00", "Six weeks.", world.cast.executive, False),
    ]
    assert world.kinds() == ["capacity_set", "capacity_set", "planned", "cap_set", "cap_set"]
    assert last_entry()["before"] == "4.16"


def test_a_later_cap_never_rewrites_what_a_decision_was_judged_against(agreed):
    made = agreed.approved("3.00")

    agreed.cap(weeks=D("20.00"))

    assert made.decisions.get().judged["2026Q4"] == {
        "asked": "3.00",
        "before": "0.00",
        "displaced": "3.00",
        "cap": "8.32",
        "held": "0.00",
        "overdraft": "0.00",
        "headroom_before": "8.32",
        "headroom_after": "5.32",
    }


def test_below_what_is_held_a_cap_needs_a_reason_and_is_a_breach(agreed):
    agreed.approved("3.00")

    with refuses("reason-missing"):
        agreed.cap(weeks=D("2.99"), reason=" ")
    cap = agreed.cap(weeks=D("2.99"), reason="The year turned bad.")

    assert cap.is_breach
    assert last_entry()["breach"] is True
    assert agreed.headroom() == "-0.01"
    agreed.proven()


def test_down_to_what_is_held_or_up_is_no_breach(agreed):
    agreed.approved("3.00")

    assert not agreed.cap(weeks=D("3.00")).is_breach
    assert agreed.kinds()[-1] == "cap_set"
    assert agreed.cap(weeks=D("1.00")).is_breach
    assert agreed.kinds()[-2:] == ["cap_breached", "cap_set"]
    assert not agreed.cap(weeks=D("2.00")).is_breach


# --- No free door ---


@pytest.mark.parametrize(
    ("reason", "name"),
    [("", "reason-missing"), ("nineteen characters", "reason-too-short")],
)
def test_once_the_baseline_stands_a_raise_says_why_at_length(agreed, reason, name):
    with refuses(name):
        agreed.cap(weeks=D("30.00"), reason=reason)


def test_once_anything_is_held_a_cap_says_why_at_length(world):
    world.cap(percent=D(9), reason="")
    world.approved("1.00")

    with refuses("reason-too-short"):
        world.cap(percent=D(12), reason="Short.")


def test_what_fits_only_since_the_cap_was_raised_says_so(agreed):
    within = agreed.approved("8.00", title="Within")
    agreed.cap(weeks=D("30.00"))

    beyond = agreed.approved("9.00", title="Beyond")

    days = [special.decisions.get().cap_raised_on for special in (within, beyond)]
    assert days == [None, NOW.date()]
    assert not beyond.decisions.get().is_override


def test_a_cut_in_capacity_is_judged_like_a_lower_cap(world):
    world.approved("3.00")

    with refuses("reason-missing"):
        world.plan(capacity="20.00", lines=[])
    world.plan(capacity="20.00", lines=[], reason="Half the team left us.")

    assert last_kind_with(world, "cap_breached") == {
        "quarter": "2026Q4",
        "source": "capacity",
        "before": "8.32",
        "after": "2.00",
        "held": "3.00",
        "reason": "Half the team left us.",
    }
    world.proven()


# --- A closed quarter ---


def test_a_closed_quarters_plan_and_baseline_stay_and_its_cap_is_corrected_with_a_reason(agreed):
    agreed.override(agreed.proposed("9.00"))
    with noon(2027, 1, 10):
        for refused in (lambda: agreed.plan(reason="Later."), lambda: agreed.baseline()):
            with refuses("quarter-closed"):
                refused()
        with refuses("reason-missing"):
            agreed.cap(weeks=D("9.00"), reason="")
        assert str(agreed.budget(NEXT).overdraft_weeks) == "0.00"
        agreed.cap(weeks=D("9.00"), reason="It was agreed so, and typed wrong.")

    cap = Cap.objects.order_by("pk").last()
    assert (cap.is_correction, cap.is_frozen, str(cap.weeks)) == (True, True, "9.00")
    agreed.proven()


def test_a_closed_quarter_nobody_planned_has_no_cap_to_correct(agreed):
    with noon(2027, 4, 10), refuses("quarter-closed"):
        agreed.cap(NEXT, weeks=D("9.00"))


def test_before_the_first_baseline_a_companys_history_may_be_planned(world):
    world.plan(Q4.previous, lines=[])
    world.baseline()
    world.plan(Q4.previous, capacity="50.00", lines=[])

    assert str(world.budget(Q4.previous).capacity_weeks) == "50.00"
    with refuses("quarter-closed"):
        world.baseline(Q4.previous)


# --- Writing off ---


@pytest.fixture
def overdrawn(agreed):
    """6.00 wk carried into 2027Q1, whose cap is 8.32."""
    agreed.plan(NEXT, lines=agreed.lines())
    stray = agreed.draft(title="Stray")
    agreed.spend(stray, "14.32")
    assert str(agreed.budget(NEXT).overdraft_weeks) == "6.00"
    return agreed


def write_off(world, weeks, reason=LONG_REASON, actor=None):
    return caps.write_off(
        product=world.product,
        quarter=NEXT,
        weeks=D(weeks),
        reason=reason,
        actor=actor or world.cast.executive,
    )


def test_what_exceeds_half_of_the_next_cap_may_be_written_off(overdrawn):
    write_off(overdrawn, "1.84")

    budget = overdrawn.budget(NEXT)
    assert (str(budget.overdraft_weeks), str(budget.headroom_weeks)) == ("4.16", "4.16")
    assert last_entry()["before"] == "6.00"
    overdrawn.proven()


@pytest.mark.parametrize("weeks", ["1.85", "0", "-1"])
def test_no_more_and_no_less_is_written_off(overdrawn, weeks):
    with raises_and_changes_nothing(Malformed):
        write_off(overdrawn, weeks)


def test_a_write_off_says_why_and_is_an_executives(overdrawn):
    with refuses("reason-missing"):
        write_off(overdrawn, "1.00", reason=" ")
    with refuses("reason-too-short"):
        write_off(overdrawn, "1.00", reason="Enough.")
    with raises_and_changes_nothing(PermissionDenied):
        write_off(overdrawn, "1.00", actor=overdrawn.cast.sales_vp)
    with noon(2027, 4, 10), refuses("quarter-closed"):
        write_off(overdrawn, "1.00")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"percent": D(5), "weeks": D(5)},
        {"percent": D("100.01")},
        {"percent": D("-1")},
        {"percent": D("5.555")},
        {"weeks": D("-0.01")},
        {"weeks": D("1.001")},
    ],
)
def test_a_malformed_cap_is_refused(world, given):
    with raises_and_changes_nothing(Malformed):
        world.cap(**given)


@pytest.mark.parametrize(
    "role",
    ["sales", "sales_vp", "product_manager", "engineering", "observer", "outsider"],
)
def test_only_an_executive_sets_cap_policy_and_baseline(world, role):
    error = Http404 if role == "outsider" else PermissionDenied
    given = {"actor": world.cast.of(role)}
    quarter = {"product": world.product, "quarter": Q4}

    for act in (
        lambda: caps.set_cap(weeks=D(1), **quarter, **given),
        lambda: agree_baseline(**quarter, **given),
        lambda: set_policy(policy=Policy(product=world.product), **given),
    ):
        with raises_and_changes_nothing(error):
            act()


# --- The baseline ---


def test_a_baseline_copies_capacity_lines_targets_and_cap(world):
    world.baseline(reason="All agreed.")

    found = Baseline.objects.get()
    assert (str(found.capacity_weeks), str(found.cap_weeks)) == ("83.20", "8.32")
    assert (found.agreed_by, found.reason) == (world.cast.executive, "All agreed.")
    assert [(x.title, x.slice_key, str(x.weeks)) for x in found.lines.all()] == [
        ("SSO audit log", "features", "30.00"),
        ("Kernel upgrade", "infrastructure", "20.00"),
        ("Flaky tests", "quality", "10.00"),
        ("Reserve", "", "8.00"),
    ]
    assert {t.slice_key: t.percent for t in found.targets.all()} == TARGETS
    assert world.kinds()[-1] == "baseline_agreed"
    world.proven()


def test_a_quarter_is_agreed_once(agreed):
    with refuses("already-baselined"):
        agreed.baseline()


@pytest.mark.parametrize("features", ["49.5", "50.5", "0", "100"])
def test_targets_sum_to_exactly_100(world, features):
    world.plan(targets={**TARGETS, "features": D(features)})

    with refuses("targets-not-100") as caught:
        world.baseline()

    assert caught.value.facts == {"total": D(features) + 50}
    world.plan()
    assert world.baseline().plan.quarter == Q4


def test_no_targets_are_not_100(world):
    with refuses("targets-not-100"):
        world.baseline(NEXT)


def test_a_specials_target_above_the_cap_needs_a_reason(world):
    world.cap(percent=D("9.99"))

    with refuses("reason-missing"):
        world.baseline(reason=" ")
    assert world.baseline(reason="A contract binds us.").reason == "A contract binds us."


def test_a_specials_target_at_the_cap_needs_none(world):
    assert world.baseline(reason="").reason == ""


def test_a_specials_target_is_held_against_a_cap_in_weeks_too(world):
    world.cap(weeks=D("8.31"))

    with refuses("reason-missing"):
        world.baseline(reason="")


# --- Policy ---


def test_a_policy_change_is_in_the_ledger_with_before_and_after(world):
    set_policy(
        policy=Policy(product=world.product, cap_percent=D(5), slots=3),
        reason="Fewer.",
        actor=world.cast.executive,
    )

    found = last_entry()
    assert (found["before"]["cap_percent"], found["after"]["cap_percent"]) == ("10.00", "5")
    assert (found["after"]["slots"], found["reason"]) == (3, "Fewer.")
    assert str(world.budget().cap_weeks) == "4.16"
    world.proven()


def test_each_policy_is_a_row_with_who_when_and_why_and_the_one_set_later_counts(world):
    for slots in (3, 4):
        set_policy(
            policy=Policy(product=world.product, slots=slots),
            reason=f"{slots}.",
            actor=world.cast.executive,
        )

    rows = [(p.slots, p.from_quarter, p.reason, p.by, p.at) for p in Policy.objects.all()]
    by = world.cast.executive
    assert rows == [(3, Q4, "3.", by, NOW), (4, Q4, "4.", by, NOW)]
    assert world.budget().slots == 4
    world.proven()


def test_a_policy_holds_from_its_quarter_and_the_latest_begun_counts(world):
    for percent, quarter in [(D(6), LATER), (D(5), NEXT)]:
        set_policy(
            policy=Policy(product=world.product, cap_percent=percent, from_quarter=quarter),
            actor=world.cast.executive,
        )
    quarters = [Q4, NEXT, LATER, LATER.next]
    for quarter in quarters[1:]:
        world.plan(quarter, lines=[])

    assert [str(world.budget(quarter).cap_weeks) for quarter in quarters] == [
        "8.32",
        "4.16",
        "4.99",
        "4.99",
    ]
    world.proven()


def test_a_policy_does_not_begin_in_a_quarter_that_ended(world):
    with raises_and_changes_nothing(Malformed) as caught:
        set_policy(
            policy=Policy(product=world.product, from_quarter=Q4.previous),
            actor=world.cast.executive,
        )

    assert caught.value.errors == {
        "from_quarter": ["Q3 2026 has ended: a policy holds from Q4 2026 or later."]
    }


def test_bands_that_do_not_rise_are_refused(world):
    with raises_and_changes_nothing(ValidationError):
        set_policy(
            policy=Policy(product=world.product, straining_above=D(25)), actor=world.cast.executive
        )


def test_a_policy_that_lowers_a_cap_below_what_is_held_needs_a_reason(world):
    world.approved("3.00")
    lower = Policy(product=world.product, cap_percent=D("3.5"))
    given = {"policy": lower, "actor": world.cast.executive}

    with refuses("reason-missing"):
        set_policy(reason=" ", **given)
    set_policy(reason="The year turned bad.", **given)

    assert (last_kind_with(world, "cap_breached")["source"], last_entry()["reason"]) == (
        "policy",
        "The year turned bad.",
    )
    assert world.headroom() == "-0.09"
    world.proven()
