"""Working days are Monday to Friday."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from company.calendar import is_working_day, working_days_after, working_days_between

MONDAY = dt.date(2026, 11, 9)
WEEK = [MONDAY + dt.timedelta(days=n) for n in range(7)]
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))


def test_saturday_and_sunday_are_none():
    assert [is_working_day(day) for day in WEEK] == [True] * 5 + [False] * 2


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (WEEK[0], 5, dt.date(2026, 11, 16)),  # Monday to Monday
        (WEEK[4], 1, dt.date(2026, 11, 16)),  # over the weekend
        (WEEK[4], 5, dt.date(2026, 11, 20)),
        (WEEK[5], 5, dt.date(2026, 11, 20)),  # a Saturday counts like the Friday before it
        (WEEK[6], 5, dt.date(2026, 11, 20)),
        (WEEK[1], 10, dt.date(2026, 11, 24)),
        (WEEK[2], 0, WEEK[2]),
    ],
)
def test_so_many_working_days_after(day, count, expected):
    assert working_days_after(day, count) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (WEEK[0], WEEK[0], 0),
        (WEEK[0], WEEK[1], 1),
        (WEEK[4], WEEK[6], 0),
        (WEEK[4], dt.date(2026, 11, 16), 1),
        (WEEK[0], dt.date(2026, 11, 23), 10),
        (WEEK[1], WEEK[0], 0),
    ],
)
def test_working_days_between(first, last, expected):
    assert working_days_between(first, last) == expected


@given(DAYS, st.integers(1, 400))
def test_they_are_counted_back_as_they_were_counted_on(day, count):
    found = working_days_after(day, count)

    assert is_working_day(found)
    assert working_days_between(day, found) == count
