"""Re-estimating a special underway: up is a new decision, down always works."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied

from company.refusals import Malformed
from governance.models import Decision
from ledger import chain
from ledger.models import Entry
from tests.makers import LATER, NEXT, Q4
from tests.snapshots import raises_and_changes_nothing, refuses


@pytest.fixture
def special(agreed):
    """3.00 weeks approved: 2.00 of A that slip, 1.00 of B that is dropped."""
    return agreed.approved(
        "3.00", rows=[agreed.take(agreed.a, "2.00", "slips"), agreed.take(agreed.b, "1.00")]
    )


def parts(special) -> dict:
    return {str(part.quarter): str(part.weeks) for part in special.parts.all()}


# --- Up ---


def test_raising_is_a_new_decision_with_its_own_displacement(agreed, special):
    agreed.reestimate(special, "4.50", agreed.take(agreed.c, "1.50"))

    assert parts(special) == {"2026Q4": "4.50"}
    assert agreed.headroom() == "3.82"
    assert agreed.weeks()["Flaky tests"] == "8.50"
    assert agreed.weeks()["Badge printing"] == "4.50"
    found = Decision.objects.get(kind="reestimate")
    assert (found.reason, str(found.weeks)) == ("It is more.", "4.50")
    assert found.judged["2026Q4"]["asked"] == "1.50"
    assert special.displacements.count() == 3
    entry = Entry.objects.order_by("number").last()
    assert (entry.kind, chain.data_of(entry)["parts"]) == ("reestimated", {"2026Q4": "4.50"})
    agreed.proven()


@pytest.mark.parametrize("displaced", [None, "1.49", "1.51"])
def test_only_the_growth_is_displaced_and_exactly_that(agreed, special, displaced):
    rows = [] if displaced is None else [agreed.take(agreed.c, displaced)]

    with refuses("displacement-incomplete"):
        agreed.reestimate(special, "4.50", *rows)


def test_raising_beyond_the_headroom_is_refused_but_for_an_override(agreed, special):
    more = agreed.take(agreed.a, "5.33")

    with refuses("over-cap") as caught:
        agreed.reestimate(special, "8.33", more)
    assert caught.value.facts["asked_weeks"] == D("5.33")
    with refuses("reason-too-short"):
        agreed.reestimate(special, "8.33", more, override=True, reason="Short.")
    agreed.reestimate(special, "8.33", more, override=True, reason="The board wants it all.")

    assert agreed.headroom() == "-0.01"
    assert Decision.objects.get(kind="reestimate").is_override
    agreed.proven()


def test_raising_to_what_was_overrun_takes_no_headroom(agreed, special):
    agreed.spend(special, "8.32")
    assert agreed.headroom() == "0.00"

    agreed.reestimate(special, "4.00", agreed.take(agreed.c, "1.00"))

    assert agreed.headroom() == "0.00"
    agreed.proven()


def test_while_over_the_cap_raising_within_what_is_spent_passes(agreed, special):
    agreed.spend(special, "9.00")

    agreed.reestimate(special, "3.50", agreed.take(agreed.c, "0.50"))

    assert agreed.headroom() == "-0.68"


@pytest.mark.parametrize("role", ["engineering", "sales", "product_manager", "observer"])
def test_nobody_but_a_decider_raises(agreed, special, role):
    with raises_and_changes_nothing(PermissionDenied):
        agreed.reestimate(
            special, "3.50", agreed.take(agreed.c, "0.50"), actor=agreed.cast.of(role)
        )


def test_the_sales_vp_does_not_raise_beyond_a_slot(agreed, special):
    with refuses("slot-too-large"):
        agreed.reestimate(
            special, "3.50", agreed.take(agreed.c, "0.50"), actor=agreed.cast.sales_vp
        )


def test_only_an_executive_overrides_a_re_estimate(agreed, special):
    with raises_and_changes_nothing(PermissionDenied):
        agreed.reestimate(special, "9.00", override=True, actor=agreed.cast.sales_vp)


def test_a_re_estimate_needs_a_reason_and_exact_weeks(agreed, special):
    for given in ({"weeks": "1.00", "reason": " "}, {"weeks": "1.005"}, {"weeks": "-1.00"}):
        with raises_and_changes_nothing(Malformed):
            agreed.reestimate(special, **given)


# --- Down ---


def test_lowering_gives_back_last_taken_first(agreed, special):
    agreed.reestimate(special, "1.25", actor=agreed.cast.engineering)

    # 1.75 less: all 1.00 of B, and 0.75 of A that lands so much less in the next quarter.
    assert parts(special) == {"2026Q4": "1.25"}
    assert agreed.weeks()["SSO audit log"] == "28.75"
    assert agreed.weeks()["Kernel upgrade"] == "20.00"
    assert agreed.weeks()["Badge printing"] == "1.25"
    assert agreed.weeks(NEXT) == {"SSO audit log": "1.25"}
    assert agreed.headroom() == "7.07"
    assert agreed.kinds()[-1] == "reestimated"
    agreed.proven()


def test_lowering_works_while_over_the_cap(agreed):
    made = agreed.proposed("12.00")
    agreed.override(made)

    agreed.reestimate(made, "10.00")

    assert agreed.headroom() == "-1.68"
    agreed.proven()


def test_lowering_takes_no_displacement(agreed, special):
    with raises_and_changes_nothing(Malformed):
        agreed.reestimate(special, "2.00", agreed.take(agreed.c, "1.00"))


def test_lowering_to_nothing_holds_what_was_spent(agreed, special):
    agreed.spend(special, "0.50")

    agreed.reestimate(special, "0.00")

    assert agreed.headroom() == "7.82"
    assert agreed.weeks()["Badge printing"] == "0.00"
    agreed.proven()


def test_the_last_quarter_is_lowered_first(agreed):
    agreed.plan(NEXT, lines=agreed.lines())
    parts_asked = {Q4: D("2.00"), NEXT: D("1.50")}
    rows = [
        agreed.take(agreed.a, weeks, quarter=quarter, to_quarter=LATER)
        for quarter, weeks in parts_asked.items()
    ]
    made = agreed.approved(parts=parts_asked, rows=rows)

    agreed.reestimate(made, "1.75")

    assert parts(made) == {"2026Q4": "1.75", "2027Q1": "0.00"}
    assert agreed.weeks(NEXT)["SSO audit log"] == "30.00"
    assert agreed.weeks()["SSO audit log"] == "28.25"
    assert (agreed.headroom(), agreed.headroom(NEXT)) == ("6.57", "8.32")
    agreed.proven()


class TestMovingWeeksBetweenQuarters:
    """The quarter they leave gives back, the quarter they come to is judged and pays."""

    @pytest.fixture
    def planned_twice(self, agreed):
        agreed.plan(quarter=NEXT)
        return agreed

    def test_the_new_quarter_pays_and_the_old_one_gets_its_weeks_back(self, planned_twice):
        world = planned_twice
        made = world.approved("3.00", rows=[world.take(world.a, "3.00")])

        world.reestimate(
            made, None, world.take(world.b, "2.00", quarter=NEXT), parts={Q4: D(1), NEXT: D(2)}
        )

        assert world.weeks()["SSO audit log"] == "29.00"
        assert world.weeks()["Badge printing"] == "1.00"
        assert world.weeks(NEXT)["Badge printing"] == "2.00"
        assert world.headroom() == "7.32"
        assert world.headroom(NEXT) == "6.32"
        world.proven()

    def test_both_quarters_are_checked(self, planned_twice):
        world = planned_twice
        made = world.approved("3.00", rows=[world.take(world.a, "3.00")])
        parts = {Q4: D(1), NEXT: D(2)}

        with refuses("displacement-incomplete"):
            world.reestimate(made, None, parts=parts)
        with refuses("over-cap"):
            world.reestimate(
                made, None, world.take(world.b, "9.00", quarter=NEXT), parts={NEXT: D(9)}
            )

    def test_an_ended_quarter_cannot_grow(self, planned_twice):
        made = planned_twice.approved("3.00", rows=[planned_twice.take(planned_twice.a, "3.00")])

        with raises_and_changes_nothing(Malformed):
            planned_twice.reestimate(made, None, parts={Q4.previous: D(3)})
