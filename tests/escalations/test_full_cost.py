"""The worked numbers of DESIGN 4.6: carrying, full cost, return, break-even, support fee."""

from decimal import Decimal as D

import pytest

from escalations.full_cost import Assumptions, Carrying, FullCost, licences_for, support_fee
from escalations.models import Costing

RATE = D("8000.00")
# Nothing here reads or writes a database.
DEVICES = {"installs": 1000, "minutes_per_update": D("10.00"), "updates_per_year": D("1.00")}


def costing(**said) -> Costing:
    return Costing(**said)


def full(build="0.00", years=7, least="3.00", licence=None, rate=RATE, **said) -> FullCost:
    assumed = Assumptions(years, D(least), licence and D(licence), rate)
    return FullCost(D(build), costing(**said), assumed)


def test_a_thousand_devices_of_ten_minutes_take_over_four_weeks():
    found = Carrying(costing(**DEVICES), RATE)

    assert (found.hours, found.update_weeks, found.weeks) == (D("166.67"), D("4.17"), D("4.17"))
    # 10,000 minutes are 4 1/6 weeks: rounded once, at the end.
    assert found.cost == D("33333.33")


def test_fixed_weeks_and_run_cost_are_added():
    fixed = {"support_weeks_per_year": D("1.50"), "retest_weeks_per_year": D("0.50")}
    found = Carrying(costing(**DEVICES, **fixed, run_cost_per_year=D("1200.00")), RATE)

    assert found.weeks == D("6.17")
    assert found.cost == D("50533.33")


def test_full_cost_is_building_it_and_carrying_it_for_the_years():
    found = full("24000.00", **DEVICES)

    assert found.carrying_cost == D("233333.33")
    assert found.full_cost == D("257333.33")


def test_no_year_of_support_leaves_what_building_it_costs():
    assert full("24000.00", years=0, **DEVICES).full_cost == D("24000.00")


@pytest.mark.parametrize(
    ("once", "yearly", "paid", "multiple", "is_below"),
    [
        ("72000.00", "0.00", "72000.00", "3.00", False),
        ("30000.00", "6000.00", "72000.00", "3.00", False),
        ("71000.00", "0.00", "71000.00", "2.96", True),
        ("0.00", "12000.00", "84000.00", "3.50", False),
        ("0.00", "0.00", "0.00", None, True),
    ],
)
def test_what_is_paid_by_what_it_costs(once, yearly, paid, multiple, is_below):
    found = full("24000.00", payment_once=D(once), payment_per_year=D(yearly))

    assert found.paid == D(paid)
    assert found.return_multiple == (multiple and D(multiple))
    assert found.is_below_minimum == is_below


def test_what_costs_nothing_has_no_return_and_does_not_warn():
    found = full("0.00", payment_once=D("5000.00"))

    assert (found.return_multiple, found.is_below_minimum) == (None, False)


def test_the_recurring_share_of_what_is_paid():
    assert full(payment_once=D(30000), payment_per_year=D(6000)).recurring_share == D("58.33")
    assert full(payment_once=D(30000)).recurring_share == D("0.00")
    assert full().recurring_share is None


def test_licences_to_break_even():
    assert licences_for(D(120000), D(50000)) == D("2.40")
    assert licences_for(D(8000000), D(50000)) == D("160.00")
    assert licences_for(D(120000), None) is None
    assert full("120000.00", licence="50000.00").licences == D("2.40")


@pytest.mark.parametrize(("behind", "fee"), [(0, "900.00"), (1, "1800.00"), (2, "3600.00")])
def test_the_support_fee_doubles_with_each_release_behind(behind, fee):
    assert support_fee(D("900.00"), behind) == D(fee)


def test_the_largest_that_a_costing_can_say_is_still_a_number():
    found = full(
        "9999999999.99",
        years=50,
        licence="0.01",
        rate=D("9999999999.99"),
        installs=10_000_000,
        minutes_per_update=D("9999.99"),
        updates_per_year=D("999.99"),
        payment_once=D("0.01"),
    )

    assert found.carrying.weeks == D("41666208333.75")
    assert found.licences is not None
    assert found.return_multiple == D("0.00")
