"""Forecasting a special again while it runs: spent and left, beside what was approved."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied

from company.refusals import Malformed, Refused
from escalations.forecasts import forecast
from escalations.models import Forecast
from governance.report.sections import build_report
from tests.makers import noon
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes

NOVEMBER = dt.date(2026, 11, 1)


@pytest.fixture
def running(agreed):
    made = agreed.start(agreed.approved("3.00"))
    agreed.spend(made, "1.00")
    return made


def row(world, month=NOVEMBER):
    (found,) = build_report(world.product, month).underway
    return found


def test_what_is_left_stands_beside_what_was_spent_and_approved(agreed, running):
    before = row(agreed).forecast_weeks
    agreed.forecast(running, "3.50", "The panel answers in its own cycle.")

    now = row(agreed)
    said = words(signed_in(agreed.cast.observer).get(f"/p/skylark/escalations/{running.pk}/"))

    assert (before, now.forecast_weeks) == (D("3.00"), D("4.50"))
    # It approves nothing.
    assert (now.approved_weeks, now.left_weeks, now.overrun_weeks) == (D("3.00"), D("2.00"), 0)
    assert agreed.headroom() == "5.32"
    assert "4.50 in all by the last forecast, 1.50 more than approved" in said
    assert "3.50 wk are left, 4.50 in all. The panel answers in its own cycle." in said
    agreed.proven()


def test_effort_since_takes_from_what_is_left_and_the_last_word_counts(agreed, running):
    agreed.forecast(running, "1.00")
    agreed.spend(running, "0.50")
    assert row(agreed).forecast_weeks == D("2.00")

    agreed.spend(running, "0.75")
    assert row(agreed).forecast_weeks == D("2.25")

    with noon(2026, 12, 2):
        agreed.forecast(running, "5.00")
        assert row(agreed, dt.date(2026, 12, 1)).forecast_weeks == D("7.25")
        # November knew nothing of it.
        assert row(agreed).forecast_weeks == D("2.25")


@pytest.mark.parametrize(
    ("left", "role", "error"),
    [
        ("-0.01", "engineering", Malformed),
        ("0.005", "engineering", Malformed),
        ("1.00", "product_manager", PermissionDenied),
        ("1.00", "sales_vp", PermissionDenied),
    ],
)
def test_what_is_refused(agreed, running, left, role, error):
    with nothing_changes(), pytest.raises(error):
        forecast(escalation=running, left_weeks=D(left), actor=agreed.cast.of(role))


def test_once_it_is_delivered_nothing_is_left(agreed, running):
    agreed.deliver(running)

    with nothing_changes(), pytest.raises(Refused, match="To forecast it, it must be approved"):
        agreed.forecast(running, "1.00")
    assert not Forecast.objects.exists()
