import datetime as dt

import pytest

from company.calendar import thursday_of
from imports.values.dates import next_anniversary


@pytest.mark.parametrize(
    ("start", "today", "expected"),
    [
        ("2023-12-23", "2026-11-21", "2026-12-23"),
        ("2023-03-01", "2026-11-21", "2027-03-01"),
        ("2023-11-21", "2026-11-21", "2027-11-21"),
        ("2026-11-21", "2026-11-21", "2027-11-21"),
        ("2027-05-01", "2026-11-21", "2028-05-01"),
        ("2024-02-29", "2026-11-21", "2027-02-28"),
        ("2024-02-29", "2027-03-01", "2028-02-29"),
        ("2024-02-29", "2027-02-28", "2028-02-29"),
    ],
)
def test_next_anniversary_lies_after_today(start, today, expected):
    day = dt.date.fromisoformat

    assert next_anniversary(day(start), day(today)) == day(expected)


@pytest.mark.parametrize(
    ("day", "thursday"),
    [
        ("2026-03-30", "2026-04-02"),
        ("2026-04-02", "2026-04-02"),
        ("2026-04-05", "2026-04-02"),
    ],
)
def test_week_is_dated_by_its_thursday(day, thursday):
    assert thursday_of(dt.date.fromisoformat(day)) == dt.date.fromisoformat(thursday)
