import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.problems import BadValue
from imports.values.dates import FORMS, MONTHS, day_of


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-21", dt.date(2026, 11, 21)),
        ("2023-07-28 03:00:00", dt.date(2023, 7, 28)),
        ("2023-07-28T03:00:00.123456", dt.date(2023, 7, 28)),
        ("2017/3/1", dt.date(2017, 3, 1)),
        ("2017.03.01.", dt.date(2017, 3, 1)),
        ("2004-Nov-02", dt.date(2004, 11, 2)),
        ("02-Nov-04", dt.date(2004, 11, 2)),
        ("21/Dec/22 3:31 PM", dt.date(2022, 12, 21)),
        ("15/Feb/26 12:05 AM", dt.date(2026, 2, 15)),
        ("04/ago/26", dt.date(2026, 8, 4)),
        ("04/ago/26 11:30 p.\u00a0m.", dt.date(2026, 8, 4)),
        ("4 de agosto de 2026", dt.date(2026, 8, 4)),
        ("martes, 4 de agosto de 2026, 16:37", dt.date(2026, 8, 4)),
        ("15/ene/26", dt.date(2026, 1, 15)),
        ("1. März 2024", dt.date(2024, 3, 1)),
        ("Mo., 01. Mrz. 2024 16:37 Uhr", dt.date(2024, 3, 1)),
        ("1 Jänner 2024", dt.date(2024, 1, 1)),
        ("31-Dez-24", dt.date(2024, 12, 31)),
        ("2 février 2020", dt.date(2020, 2, 2)),
        ("1er août 2020 à 16h37", dt.date(2020, 8, 1)),
        ("15/déc./26", dt.date(2026, 12, 15)),
        ("Nov 2, 2004", dt.date(2004, 11, 2)),
        ("November 2nd, 2004", dt.date(2004, 11, 2)),
        ("Tue, 2 Nov 2004", dt.date(2004, 11, 2)),
        ("Mar 2, 2004", dt.date(2004, 3, 2)),
        ("mar. 2 mars 2004", dt.date(2004, 3, 2)),
        ("Mon Feb 06 2023 05:00:00 GMT+0000 (GMT)", dt.date(2023, 2, 6)),
        ("13/1/2017", dt.date(2017, 1, 13)),
        ("1/13/2017", dt.date(2017, 1, 13)),
        ("3/3/2017", dt.date(2017, 3, 3)),
        ("1/13/17", dt.date(2017, 1, 13)),
        ("02-Nov-69", dt.date(2069, 11, 2)),
        ("02-Nov-70", dt.date(1970, 11, 2)),
    ],
)
def test_day_is_read_where_it_has_one_reading(text, day):
    assert day_of(text) == day


def test_numeric_day_follows_the_declared_order():
    assert day_of("3/1/2017", "m/d/y") == dt.date(2017, 3, 1)
    assert day_of("3/1/2017", "d/m/y") == dt.date(2017, 1, 3)
    assert day_of("9/16/2011 3:03", "m/d/y") == dt.date(2011, 9, 16)
    assert day_of("16.09.11", "d/m/y") == dt.date(2011, 9, 16)
    assert day_of("25-12-24", "d/m/y") == dt.date(2024, 12, 25)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3/1/2017", "as day/month and as month/day"),
        ("03.01.2017 16:37", "as day/month and as month/day"),
        ("1/2/03", "as day/month and as month/day"),
        # 25 December 2024, or 24 December 2025.
        ("25-12-24", "with its year first and with its year last"),
    ],
)
def test_numeric_day_without_an_order_is_refused(text, said):
    with pytest.raises(BadValue) as refused:
        day_of(text)

    assert refused.value.reason == f"{text!r} can be read {said}"
    assert refused.value.fix == (
        'Declare date_form = "m/d/y" or "d/m/y" in the mapping, or write dates like 2026-11-21.'
    )


@pytest.mark.parametrize("form", ["iso", "dd-mon-yy"])
def test_numeric_day_is_refused_where_another_form_is_declared(form):
    with pytest.raises(BadValue, match=f"is not written in the declared form {form}"):
        day_of("13/1/2017", form)


@pytest.mark.parametrize(
    ("text", "form", "reason"),
    [
        ("31-Feb-04", "", "a day that no calendar has"),
        ("2026-13-01", "", "a day that no calendar has"),
        ("13/13/2017", "", "a day that no calendar has"),
        ("13/13/2017", "m/d/y", "a day that no calendar has"),
        ("02-Foo-04", "", "'foo' is no month's name"),
        ("0204-11-02", "", "lies outside 1900 to 2999"),
        ("9999-12-31T23:59:59-12:00", "", "lies outside 1900 to 2999"),
        ("0000-11-02", "", "a day that no calendar has"),
        ("2026-11-21 25:00", "", "is not a date and a time"),
        ("2026-11-21 10:61", "", "is not a date and a time"),
        ("2026-11-21 10:00 PST", "", "is not a date and a time"),
        ("2026-11-21 10:00 +99:00", "", "is not a date and a time"),
        ("2026-11-21 to 2026-11-23", "", "is not a date"),
        ("2026-11", "", "is not a date"),
        ("Nov 2004", "", "is not a date"),
        ("44650", "", "is not a date"),
        ("16:37", "", "is not a date"),
        ("soon", "", "is not a date"),
        ("2026-11-21" + " " * 100_000 + "10:00", "", r"^'2026-11-21 {90}...' is not a date"),
    ],
)
def test_day_refuses_what_is_none(text, form, reason):
    with pytest.raises(BadValue, match=reason):
        day_of(text, form)


@pytest.mark.parametrize(
    ("text", "zone", "day"),
    [
        ("2026-03-31T23:30:00Z", "Europe/Madrid", dt.date(2026, 4, 1)),
        ("2026-03-31T23:30:00.000+0200", "UTC", dt.date(2026, 3, 31)),
        ("2026-03-31 23:30:00 UTC", "Europe/Madrid", dt.date(2026, 4, 1)),
        ("2026-03-31T23:30-01:00[Atlantic/Azores]", "UTC", dt.date(2026, 4, 1)),
        ("Tue Mar 31 2026 20:30:00 GMT-0500 (EST)", "UTC", dt.date(2026, 4, 1)),
        ("Tue, 31 Mar 2026 23:30:00 +0000", "Europe/Madrid", dt.date(2026, 4, 1)),
        ("31/Mar/26 11:30 PM UTC", "Europe/Madrid", dt.date(2026, 4, 1)),
        ("01/Apr/26 12:30 AM +02:00", "UTC", dt.date(2026, 3, 31)),
        # A moment that says no zone falls on the day that it says.
        ("2026-03-31T23:30:00", "Europe/Madrid", dt.date(2026, 3, 31)),
    ],
)
def test_moment_with_a_zone_falls_on_the_products_day(text, zone, day):
    assert day_of(text, zone=zone) == day


@given(st.dates(dt.date(1970, 1, 1), dt.date(2069, 12, 31)))
def test_day_is_read_back_from_every_declared_form(day):
    assert day_of(day.isoformat(), "iso") == day
    assert day_of(day.strftime("%d-%b-%y"), "dd-mon-yy") == day
    assert day_of(day.strftime("%m/%d/%Y"), "m/d/y") == day
    assert day_of(day.strftime("%d.%m.%Y"), "d/m/y") == day


@given(st.dates(dt.date(1970, 1, 1), dt.date(2069, 12, 31)), st.sampled_from(sorted(MONTHS)))
def test_day_is_read_back_with_every_name_of_its_month(day, name):
    day = day.replace(month=MONTHS[name], day=min(day.day, 28))

    for said in (name, name.upper(), name.title()):
        assert day_of(f"{day.day}/{said}/{day:%y} 4:37 PM") == day
        assert day_of(f"{said} {day.day}, {day.year}") == day
        assert day_of(f"{day.day}. {said}. {day.year}") == day


@given(
    st.dates(dt.date(1970, 1, 1), dt.date(2069, 12, 31)), st.sampled_from(["%d/%m/%Y", "%m-%d-%Y"])
)
def test_undeclared_numeric_day_is_read_rightly_or_refused(day, written):
    try:
        assert day_of(day.strftime(written)) == day
    except BadValue:
        assert day.day <= 12
        assert day.day != day.month


DATE_LIKE = st.text("0123456789-/.:, TZ+aegopv", max_size=24)


@given(st.text(max_size=30) | DATE_LIKE, st.sampled_from(["", *FORMS]))
def test_any_text_is_a_day_or_refused(text, form):
    with suppress(BadValue):
        assert 1900 <= day_of(text, form, "Pacific/Auckland").year <= 3000


@pytest.mark.parametrize(
    "text",
    [
        "Q1 2026",
        "2026-Q1",
        "2026Q1",
        "Q1/26",
        "1Q26",
        "FY26 Q1",
        "Q1",
        "T1 2026",
        "1. Quartal 2026",
    ],
)
def test_quarter_is_called_one_and_is_no_day(text):
    with pytest.raises(BadValue) as refused:
        day_of(text)

    assert (refused.value.reason, refused.value.fix) == (
        f"{text!r} is a quarter, not a day",
        "Write one of its days, like 2026-11-21.",
    )
