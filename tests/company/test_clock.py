"""What time it is, and pretending."""

import datetime as dt

import pytest
import time_machine

from company import clock

PAST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def test_it_is_now_unless_somebody_says_otherwise():
    with time_machine.travel(dt.datetime(2026, 11, 10, tzinfo=dt.UTC), tick=False):
        assert clock.now() == dt.datetime(2026, 11, 10, tzinfo=dt.UTC)
        with clock.at(PAST):
            assert clock.now() == PAST
            with clock.at(PAST + dt.timedelta(days=1)):
                assert clock.now() == PAST + dt.timedelta(days=1)
            assert clock.now() == PAST
        assert clock.now() == dt.datetime(2026, 11, 10, tzinfo=dt.UTC)


def test_pretending_ends_with_a_fault_too():
    with pytest.raises(ZeroDivisionError), clock.at(PAST):
        1 / 0  # noqa: B018 (the fault)

    assert clock.now() != PAST
