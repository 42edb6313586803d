import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.dates import day_of
from imports.problems import BadValue


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-21", dt.date(2026, 11, 21)),
        ("2023-07-28 03:00:00", dt.date(2023, 7, 28)),
        ("2017/3/1", dt.date(2017, 3, 1)),
        ("02-Nov-04", dt.date(2004, 11, 2)),
        ("21/Dec/22 3:31 PM", dt.date(2022, 12, 21)),
        ("04/ago/26", dt.date(2026, 8, 4)),
        ("4 de agosto de 2026", dt.date(2026, 8, 4)),
        ("1. März 2024", dt.date(2024, 3, 1)),
        ("2 février 2020", dt.date(2020, 2, 2)),
        ("Nov 2, 2004", dt.date(2004, 11, 2)),
        ("Mon Feb 06 2023 05:00:00 GMT+0000 (GMT)", dt.date(2023, 2, 6)),
        ("13/1/2017", dt.date(2017, 1, 13)),
        ("1/13/2017", dt.date(2017, 1, 13)),
        ("02-Nov-98", dt.date(1998, 11, 2)),
    ],
)
def test_day_is_read_where_it_has_one_reading(text, day):
    assert day_of(text) == day


def test_numeric_day_follows_the_declared_order():
    assert day_of("3/1/2017", "m/d/y") == dt.date(2017, 3, 1)
    assert day_of("3/1/2017", "d/m/y") == dt.date(2017, 1, 3)
    assert day_of("9/16/2011 3:03", "m/d/y") == dt.date(2011, 9, 16)
    assert day_of("16.09.11", "d/m/y") == dt.date(2011, 9, 16)


@pytest.mark.parametrize(("text", "form"), [("3/1/2017", ""), ("3/1/2017", "iso")])
def test_numeric_day_without_an_order_is_refused(text, form):
    with pytest.raises(BadValue) as refused:
        day_of(text, form)

    assert refused.value.reason == "'3/1/2017' can be read as day/month and as month/day"
    assert "date_form" in refused.value.fix


@pytest.mark.parametrize(
    ("text", "form", "reason"),
    [
        ("31-Feb-04", "", "a day that no calendar has"),
        ("2026-13-01", "", "a day that no calendar has"),
        ("13/13/2017", "m/d/y", "a day that no calendar has"),
        ("02-Foo-04", "", "no month's name"),
        ("0204-11-02", "", "lies outside 1900 to 2999"),
        ("soon", "", "is not a date"),
    ],
)
def test_day_refuses_what_is_none(text, form, reason):
    with pytest.raises(BadValue, match=reason):
        day_of(text, form)


def test_moment_with_a_zone_falls_on_the_products_day():
    assert day_of("2026-03-31T23:30:00Z", zone="Europe/Madrid") == dt.date(2026, 4, 1)
    assert day_of("2026-03-31T23:30:00.000+0200", zone="UTC") == dt.date(2026, 3, 31)


@given(st.dates(dt.date(1970, 1, 1), dt.date(2069, 12, 31)))
def test_day_is_read_back_from_every_declared_form(day):
    assert day_of(day.isoformat(), "iso") == day
    assert day_of(day.strftime("%d-%b-%y"), "dd-mon-yy") == day
    assert day_of(day.strftime("%m/%d/%Y"), "m/d/y") == day
    assert day_of(day.strftime("%d.%m.%Y"), "d/m/y") == day
