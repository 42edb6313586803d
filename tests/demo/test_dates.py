"""The moments of the story."""

import datetime as dt

import pytest

from demo.dates import Dates
from tests.conftest import make_product


@pytest.fixture
def dates(db):
    """Seen from Tuesday 10 November 2026, 12:00."""
    return Dates(make_product(), dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("-2+20", "2026-04-21 09:00"),
        ("0-15", "2026-09-16 09:00"),
        ("-1+3", "2026-07-03 09:00"),  # Saturday the 4th is worked on Friday
        ("t-5", "2026-11-05 09:00"),
        ("t+40", "2026-11-10 12:00"),  # nothing happens in the future
        ("w0.5", "2026-10-21 09:00"),
        ("today", "2026-11-10 06:00"),
        ("month", "2026-11-05 09:00"),
        ("last month", "2026-10-23 09:00"),
    ],
)
def test_moment_reads_the_text(dates, text, moment):
    assert f"{dates.moment(text):%Y-%m-%d %H:%M}" == moment


def test_moment_refuses_other_text(dates):
    with pytest.raises(ValueError, match="is not a moment of the story"):
        dates.moment("yesterday")


def test_window_is_two_weeks_on_the_first_day_of_a_quarter(db):
    dates = Dates(make_product(), dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC))

    assert dates.day("w0.0") == dt.date(2026, 9, 17)


def test_logging_days_are_the_thursdays_until_today(dates):
    days = dates.logging_days(0)

    assert days == [dt.date(2026, 10, 1) + dt.timedelta(weeks=n) for n in range(6)]


def test_logging_days_of_a_month_without_a_thursday_end_today(db):
    dates = Dates(make_product(), dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC))

    assert dates.logging_days(0)[-2:] == [dt.date(2026, 10, 29), dt.date(2026, 11, 3)]


def test_every_thursday_of_a_quarter_is_counted(dates):
    assert [dates.thursdays(n) for n in (-3, -2, -1, 0)] == [13, 13, 13, 14]
