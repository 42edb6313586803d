"""Exact weeks: 2,400 minutes to the week, 24 to its hundredth."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from company.refusals import Malformed
from company.units import (
    exact_weeks,
    hundredths,
    hundredths_down,
    minutes_of,
    percent_of,
    weeks_of,
)


@given(st.integers(0, 10_000_000))
def test_weeks_to_the_hundredth_survive_minutes_exactly(hundredth):
    weeks = D(hundredth) / 100

    assert minutes_of(weeks) == hundredth * 24
    assert weeks_of(minutes_of(weeks)) == weeks


@pytest.mark.parametrize(
    ("minutes", "weeks"),
    [
        (0, "0.00"),
        (11, "0.00"),
        (12, "0.01"),
        (24, "0.01"),
        (2399, "1.00"),
        (2400, "1.00"),
        (10_000, "4.17"),
    ],
)
def test_minutes_are_shown_rounded_half_up(minutes, weeks):
    assert str(weeks_of(minutes)) == weeks


def test_a_cap_rounds_down_and_what_is_shown_rounds_half_up():
    assert (str(hundredths_down(D("8.329"))), str(hundredths(D("8.325")))) == ("8.32", "8.33")


@pytest.mark.parametrize("value", ["0.001", "-0.01", "1.005"])
def test_weeks_are_whole_hundredths_and_not_negative(value):
    with pytest.raises(Malformed) as caught:
        exact_weeks(D(value), "low_weeks")

    assert list(caught.value.errors) == ["low_weeks"]


def test_exact_weeks_have_two_places():
    assert str(exact_weeks(D(3))) == "3.00"
    assert str(exact_weeks(D("3.2500"))) == "3.25"


def test_a_share_of_nothing_is_none_and_is_never_rounded():
    assert percent_of(1, 0) is None
    assert percent_of(0, 5) == 0
    assert percent_of(D(1), D(3)) == D(100) / 3
