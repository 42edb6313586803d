"""The calendar: fiscal quarters, months, weeks and time zones."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from company import clock
from company.calendar import (
    Quarter,
    bounds,
    month_bounds,
    months_of,
    quarter_of,
    running_quarter,
    thursday_of,
    today,
)
from company.models import Product
from portfolio.models import Plan

days = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))
starts = st.integers(1, 12)


@pytest.mark.parametrize(
    ("start", "day", "quarter"),
    [
        (1, dt.date(2026, 1, 1), "2026Q1"),
        (1, dt.date(2026, 3, 31), "2026Q1"),
        (1, dt.date(2026, 12, 31), "2026Q4"),
        # A year that starts in February is named after the year it ends in.
        (2, dt.date(2025, 11, 1), "2026Q4"),
        (2, dt.date(2026, 1, 31), "2026Q4"),
        (2, dt.date(2026, 2, 1), "2027Q1"),
        (7, dt.date(2026, 6, 30), "2026Q4"),
        (7, dt.date(2026, 7, 1), "2027Q1"),
        (10, dt.date(2026, 9, 30), "2026Q4"),
        (10, dt.date(2026, 10, 1), "2027Q1"),
        (12, dt.date(2026, 11, 30), "2026Q4"),
        (12, dt.date(2026, 12, 1), "2027Q1"),
        (12, dt.date(2028, 2, 29), "2028Q1"),
    ],
)
def test_a_day_lies_in_its_fiscal_quarter(start, day, quarter):
    assert str(quarter_of(Product(fiscal_year_start=start), day)) == quarter


@pytest.mark.parametrize(
    ("start", "quarter", "first", "after"),
    [
        (1, "2026Q4", dt.date(2026, 10, 1), dt.date(2027, 1, 1)),
        (2, "2026Q4", dt.date(2025, 11, 1), dt.date(2026, 2, 1)),
        (7, "2027Q1", dt.date(2026, 7, 1), dt.date(2026, 10, 1)),
        (12, "2028Q1", dt.date(2027, 12, 1), dt.date(2028, 3, 1)),
    ],
)
def test_a_quarter_has_its_bounds(start, quarter, first, after):
    product = Product(fiscal_year_start=start)

    assert bounds(product, Quarter.parse(quarter)) == (first, after)


@given(start=starts, day=days)
def test_every_day_lies_within_the_bounds_of_its_quarter(start, day):
    product = Product(fiscal_year_start=start)
    quarter = quarter_of(product, day)
    first, after = bounds(product, quarter)

    assert first <= day < after
    assert quarter_of(product, after) == quarter.next
    assert bounds(product, quarter.previous)[1] == first
    assert months_of(product, quarter)[0] == first
    assert [quarter_of(product, m) for m in months_of(product, quarter)] == [quarter] * 3


def test_the_months_of_a_quarter():
    assert months_of(Product(fiscal_year_start=2), Quarter(2026, 4)) == [
        dt.date(2025, 11, 1),
        dt.date(2025, 12, 1),
        dt.date(2026, 1, 1),
    ]


def test_the_bounds_of_a_month():
    assert month_bounds(dt.date(2026, 12, 15)) == (dt.date(2026, 12, 1), dt.date(2027, 1, 1))
    assert month_bounds(dt.date(2028, 2, 29)) == (dt.date(2028, 2, 1), dt.date(2028, 3, 1))


@given(year=st.integers(1990, 2090), number=st.integers(1, 4), n=st.integers(-60, 60))
def test_quarters_add_up_and_sort_in_time(year, number, n):
    quarter = Quarter(year, number)

    assert quarter.plus(n).plus(-n) == quarter
    assert (quarter.plus(n) > quarter) == (n > 0)
    assert Quarter.parse(str(quarter)) == quarter


def test_a_quarter_is_written_with_its_year_first():
    assert str(Quarter(2026, 4)) == "2026Q4"
    assert Quarter(2026, 4).label == "Q4 2026"
    assert Quarter.parse(" 2026q4 ") == Quarter(2026, 4)
    assert (Quarter(2026, 4).next, Quarter(2026, 1).previous) == (
        Quarter(2027, 1),
        Quarter(2025, 4),
    )


@pytest.mark.parametrize(
    "text", ["", "2026", "2026Q5", "2026Q0", "Q4 2026", "26Q4", "1899Q4", "3000Q1", "2026Q44"]
)
def test_what_is_no_quarter_is_refused(text):
    with pytest.raises(ValueError, match="Write it like 2026Q4"):
        Quarter.parse(text)


def test_the_running_quarter_is_the_one_where_the_product_is():
    new_year = dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)

    with clock.at(new_year):
        found = [
            (str(today(product)), str(running_quarter(product)))
            for zone in ("UTC", "Asia/Tokyo", "America/New_York")
            for product in [Product(time_zone=zone)]
        ]

    assert found == [
        ("2026-12-31", "2026Q4"),
        ("2027-01-01", "2027Q1"),
        ("2026-12-31", "2026Q4"),
    ]


@pytest.mark.parametrize("day", range(23, 30))
def test_a_weekly_entry_is_dated_its_thursday(day):
    assert thursday_of(dt.date(2026, 11, day)) == dt.date(2026, 11, 26)


def test_a_thursday_may_lie_in_the_next_quarter():
    assert thursday_of(dt.date(2026, 12, 28)) == dt.date(2026, 12, 31)
    assert thursday_of(dt.date(2025, 12, 29)) == dt.date(2026, 1, 1)


def test_a_stored_quarter_comes_back_and_sorts_in_time(product):
    for quarter in (Quarter(2027, 1), Quarter(2026, 4), Quarter(2026, 1)):
        Plan.objects.create(product=product, quarter=quarter)

    assert [str(plan.quarter) for plan in Plan.objects.order_by("quarter")] == [
        "2026Q1",
        "2026Q4",
        "2027Q1",
    ]
    assert Plan.objects.filter(quarter__gt=Quarter(2026, 4)).get().quarter == Quarter(2027, 1)


def test_a_quarter_field_refuses_what_is_no_quarter(product):
    with pytest.raises(ValidationError) as caught:
        Plan(product=product, quarter="2026-Q4").full_clean()

    assert list(caught.value.message_dict) == ["quarter"]
