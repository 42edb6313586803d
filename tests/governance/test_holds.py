"""What one special holds of a quarter: pure arithmetic, in minutes."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from company.calendar import Quarter
from company.units import minutes_of
from governance.holds import carried_into, growth, open_hold

Q3, Q4, Q1, Q2 = Quarter(2026, 3), Quarter(2026, 4), Quarter(2027, 1), Quarter(2027, 2)
WEEK = 2400


@pytest.mark.parametrize(
    ("approved", "spent", "held"),
    [
        ("3.00", "1.00", "3.00"),
        ("2.00", "2.75", "2.75"),
        ("3.00", "3.00", "3.00"),
        ("0.00", "0.50", "0.50"),
    ],
)
def test_an_open_special_holds_the_larger_of_approved_and_spent(approved, spent, held):
    found = open_hold(Q4, Q4, {Q4: D(approved)}, {Q4: minutes_of(D(spent))})

    assert found == minutes_of(D(held))


def test_an_ended_quarter_holds_what_was_spent():
    assert open_hold(Q4, Q1, {Q4: D(3)}, {Q4: WEEK}) == WEEK
    assert open_hold(Q4, Q1, {Q4: D(3)}, {Q4: 5 * WEEK}) == 5 * WEEK


def test_what_is_left_at_the_quarters_end_carries_into_the_running_one():
    parts, spent = {Q4: D(3)}, {Q4: WEEK}

    assert carried_into(Q4, parts, spent) == 0
    assert carried_into(Q1, parts, spent) == 2 * WEEK
    assert open_hold(Q1, Q1, parts, spent) == 2 * WEEK
    # What the quarter after next will hold depends on what is spent until then.
    assert open_hold(Q2, Q1, parts, spent) == 0


def test_what_is_left_carries_over_several_quarters():
    parts, spent = {Q3: D(3), Q4: D(1)}, {Q3: WEEK, Q4: WEEK}

    assert carried_into(Q1, parts, spent) == 2 * WEEK
    assert carried_into(Q2, parts, {**spent, Q1: WEEK}) == WEEK


def test_an_overrun_takes_nothing_from_a_later_part():
    parts, spent = {Q4: D(1), Q1: D(2)}, {Q4: 3 * WEEK}

    assert carried_into(Q1, parts, spent) == 0
    assert open_hold(Q1, Q1, parts, spent) == 2 * WEEK


def test_carried_weeks_hold_beside_the_quarters_own_part():
    parts, spent = {Q4: D(3), Q1: D(2)}, {Q4: WEEK}

    assert open_hold(Q1, Q1, parts, spent) == 4 * WEEK


def test_a_first_approval_grows_by_what_is_not_spent_yet():
    assert growth(Q4, Q4, None, {Q4: D(3)}, {}) == 3 * WEEK
    assert growth(Q4, Q4, None, {Q4: D(3)}, {Q4: WEEK}) == 2 * WEEK
    assert growth(Q4, Q4, None, {Q4: D(3)}, {Q4: 4 * WEEK}) == 0


def test_raising_grows_only_beyond_what_is_spent():
    assert growth(Q4, Q4, {Q4: D(3)}, {Q4: D(4)}, {Q4: WEEK}) == WEEK
    assert growth(Q4, Q4, {Q4: D(3)}, {Q4: D(4)}, {Q4: minutes_of(D("3.50"))}) == WEEK // 2
    assert growth(Q4, Q4, {Q4: D(3)}, {Q4: D(1)}, {Q4: 2 * WEEK}) == -WEEK


quarters = st.integers(-3, 3).map(Q4.plus)
weeks = st.dictionaries(quarters, st.integers(0, 500).map(lambda n: D(n) / 100), max_size=4)
minutes = st.dictionaries(quarters, st.integers(1, 20_000), max_size=4)


@given(parts=weeks, spent=minutes, running=quarters)
def test_nothing_carries_that_was_not_approved_and_nothing_is_held_below_what_is_spent(
    parts, spent, running
):
    carried = carried_into(running, parts, spent)

    assert 0 <= carried <= sum(minutes_of(w) for q, w in parts.items() if q < running)
    for quarter in {*parts, *spent, running}:
        held = open_hold(quarter, running, parts, spent)
        assert held >= spent.get(quarter, 0)
        assert growth(quarter, running, parts, parts, spent) == 0
