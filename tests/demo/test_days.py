"""The demonstration is true on whatever day somebody first runs it."""

import datetime as dt

import pytest

from company import clock
from tests.demo.conftest import load
from tests.demo.truths import check
from tests.sampling import MORE

# The day decides which dates are written, in Python; on every database test_story reads what
# one of them gave.
pytestmark = pytest.mark.any_database


# The first instant of a quarter; test_story reads an ordinary day.
DAYS = [dt.datetime(2026, 10, 1, 0, 0, tzinfo=dt.UTC)]
# Tried by make test-slow.
MORE_DAYS = [
    dt.datetime(2028, 2, 29, 12, 0, tzinfo=dt.UTC),
    dt.datetime(2026, 12, 31, 23, 59, tzinfo=dt.UTC),  # the last minute of a quarter
    dt.datetime(2027, 5, 1, 9, 0, tzinfo=dt.UTC),  # the first of a month, a Saturday
    dt.datetime(2028, 10, 1, 8, 0, tzinfo=dt.UTC),  # a quarter that begins on a Sunday
    dt.datetime(2029, 1, 15, 17, 0, tzinfo=dt.UTC),
]


@pytest.mark.parametrize(
    "now",
    DAYS + MORE_DAYS * MORE,
    ids=lambda now: f"{now:%Y-%m-%d}",
)
def test_the_story_holds_on_any_day(db, now):
    with clock.at(now):
        load()

        assert list(check(now)) == []
