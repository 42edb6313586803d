"""At the edges of what an approval is judged by, where a comparison or a sign decides."""

import datetime as dt
from decimal import Decimal as D

import pytest

from company.refusals import Malformed
from governance.hold_list import held_of
from tests.makers import NEXT, Q4, noon
from tests.snapshots import raises_and_changes_nothing, refuses


def decided(special):
    return special.decisions.latest("pk")


@pytest.fixture
def twice(agreed):
    """Both quarters planned and agreed, with the same lines and a cap of 8.32 each."""
    agreed.plan(NEXT, lines=agreed.lines())
    agreed.baseline(NEXT)
    return agreed


def both(weeks: str, later: str) -> dict:
    return {Q4: D(weeks), NEXT: D(later)}


# --- Under a raised cap ---


def test_what_fits_the_agreed_cap_to_the_hundredth_owes_nothing_to_a_raise(agreed):
    agreed.cap(weeks=D("9.00"))

    assert decided(agreed.approved("8.32")).cap_raised_on is None


def test_what_lies_beyond_the_raised_cap_too_does_not_fit_because_of_it(agreed):
    agreed.cap(weeks=D("9.00"))

    made = agreed.override(agreed.proposed("9.01"))

    assert (decided(made).is_override, decided(made).cap_raised_on) == (True, None)


def test_a_raise_of_what_was_spent_already_owes_nothing_to_a_raised_cap(agreed):
    agreed.cap(weeks=D("9.00"))
    made = agreed.approved("8.00")
    agreed.spend(made, "8.50")

    agreed.reestimate(made, "8.50", agreed.take(agreed.b, "0.50"))

    assert decided(made).cap_raised_on is None


def test_of_two_raises_the_last_is_named(twice):
    twice.cap(NEXT, weeks=D("9.00"))
    with noon(2026, 11, 20):
        twice.cap(Q4, weeks=D("9.00"))
        made = twice.approved(parts=both("8.50", "8.50"))

    assert decided(made).cap_raised_on == dt.date(2026, 11, 20)


# --- Several quarters ---


def test_over_the_cap_of_one_quarter_is_over_the_cap(twice):
    made = twice.proposed(parts=both("1.00", "8.33"))
    with refuses("over-cap"):
        twice.approve(made)

    assert decided(twice.override(made)).is_override is True


def test_each_quarter_is_displaced_for_itself(twice):
    rows = [
        twice.take(twice.a, "1.00", quarter=Q4),
        twice.take(twice.a, "1.99", quarter=NEXT),
    ]

    made = twice.proposed(parts=both("1.00", "2.00"), rows=rows)
    with refuses("displacement-incomplete"):
        twice.approve(made)

    assert decided(twice.override(made)).is_override is True


def test_a_cancelled_special_gives_back_to_the_plan_it_took_from(twice):
    rows = [
        twice.take(twice.a, "1.00", "slips", quarter=Q4, to_quarter=NEXT.next),
        twice.take(twice.b, "2.00", "slips", quarter=NEXT),
    ]
    before = (twice.weeks(Q4), twice.weeks(NEXT))

    twice.cancel(twice.approved(parts=both("1.00", "2.00"), rows=rows))

    def without_the_special(quarter):
        return {title: w for title, w in twice.weeks(quarter).items() if title != "Badge printing"}

    assert (without_the_special(Q4), without_the_special(NEXT)) == before
    twice.proven()


# --- Displacement ---


def test_two_rows_on_the_reserve_share_its_weeks(agreed):
    rows = [agreed.take(None, "4.10", kept_out=item) for item in (agreed.kept_out, agreed.c)]
    made = agreed.proposed("8.20", rows=rows)

    with refuses("displacement-incomplete") as caught:
        agreed.approve(made)

    assert caught.value.facts["displaced_weeks"] == D("8.00")


@pytest.mark.parametrize("weeks", ["0.00", "-1.00"])
def test_a_row_takes_more_than_nothing(agreed, weeks):
    made = agreed.sized("1.00")

    with raises_and_changes_nothing(Malformed):
        agreed.propose(made, agreed.take(agreed.a, weeks))


def test_more_displaced_than_asked_is_not_what_was_asked(agreed):
    made = agreed.proposed("3.00", rows=[agreed.take(agreed.a, "3.01", "slips")])

    with refuses("displacement-incomplete"):
        agreed.approve(made)


def test_more_displaced_than_the_line_has_is_not_what_was_asked_either(agreed):
    agreed.spend(agreed.c, "7.00")
    made = agreed.proposed("3.00", rows=[agreed.take(agreed.c, "4.00", "slips")])

    with refuses("displacement-incomplete") as caught:
        agreed.approve(made)

    assert caught.value.facts["displaced_weeks"] == D("3.00")


def test_fewer_weeks_than_are_unfunded_are_released_of_them(agreed):
    """5.00 approved, 2.00 of them displaced, 4.00 spent."""
    made = agreed.override(agreed.proposed("5.00", rows=[agreed.take(agreed.a, "2.00", "slips")]))
    agreed.spend(made, "4.00")

    agreed.deliver(agreed.start(made))

    line = agreed.line(made.item)
    assert (line.weeks, line.unfunded_weeks) == (D("4.00"), D("2.00"))
    assert agreed.weeks()["SSO audit log"] == "28.00"
    agreed.proven()


def test_what_landed_and_was_planned_away_since_is_not_taken_out_again(agreed):
    made = agreed.approved("3.00", rows=[agreed.take(agreed.a, "3.00", "slips")])
    agreed.plan(NEXT, lines=agreed.lines(a="1.00"), reason="Fewer.")

    agreed.cancel(made)

    assert "SSO audit log" not in agreed.weeks(NEXT)
    agreed.proven()


def test_what_waits_below_the_line_leaves_the_line_alone(agreed):
    agreed.plan(NEXT, lines=agreed.lines(a="45.20"))  # 83.20 in all: nothing fits any more
    made = agreed.approved("3.00", rows=[agreed.take(agreed.a, "3.00", "slips")])
    assert agreed.line(agreed.a, NEXT).below_weeks == D("3.00")

    agreed.cancel(made)

    line = agreed.line(agreed.a, NEXT)
    assert (line.weeks, line.below_weeks) == (D("45.20"), D("0.00"))
    agreed.proven()


def test_what_lands_to_the_last_hundredth_of_the_capacity_fits(agreed):
    agreed.plan(NEXT, lines=agreed.lines(a="42.20"))

    agreed.approved("3.00", rows=[agreed.take(agreed.a, "3.00", "slips")])

    line = agreed.line(agreed.a, NEXT)
    assert (line.weeks, line.below_weeks) == (D("45.20"), D("0.00"))


# --- Weeks before the decision ---


@pytest.fixture
def begun(agreed):
    """0.90 spent before it was sized at 1.40."""
    made = agreed.submitted()
    agreed.spend(made, "0.90")
    return agreed.confirm(agreed.size(made, "1.40"))


def test_a_slot_holds_the_weeks_before_the_decision_too(agreed, begun):
    agreed.propose(begun, agreed.take(agreed.a, "1.40", "slips"))

    with refuses("slot-too-large") as caught:
        agreed.approve(begun, actor=agreed.cast.sales_vp)

    assert caught.value.facts["asked_weeks"] == D("2.30")


def test_lowering_gives_back_what_a_line_paid_for_and_not_what_went_before(agreed, begun):
    agreed.propose(begun, agreed.take(agreed.a, "1.40", "slips"))
    agreed.approve(begun)

    agreed.reestimate(begun, "1.90")

    # 1.00 is still to come, and paid for: 0.40 of 1.40 comes back.
    assert agreed.weeks()["SSO audit log"] == "29.00"
    assert agreed.line(begun.item).weeks == D("1.00")
    agreed.proven()


# --- Reasons and order ---


def test_blanks_do_not_make_a_reason_longer(agreed):
    made = agreed.proposed("9.00")

    with refuses("reason-too-short"):
        agreed.override(made, "Nineteen characters" + " " * 10)


def test_with_all_slots_taken_a_slot_special_still_grows_in_its_own(agreed):
    first, _ = (
        agreed.approve(agreed.proposed("1.00", title=f"Wish {n}"), actor=agreed.cast.sales_vp)
        for n in range(2)
    )
    assert agreed.budget().slots_free == 0

    agreed.reestimate(first, "1.50", agreed.take(agreed.b, "0.50"), actor=agreed.cast.sales_vp)

    assert agreed.headroom() == "5.82"


def test_who_holds_most_comes_first(agreed):
    for weeks in ("1.00", "3.00", "2.00"):
        agreed.approved(weeks, rows=[agreed.take(agreed.a, weeks, "slips")])

    assert [str(hold.weeks) for hold in held_of(agreed.product, Q4).holds] == [
        "3.00",
        "2.00",
        "1.00",
    ]
