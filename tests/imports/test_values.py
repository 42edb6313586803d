from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.problems import BadValue
from imports.values import minutes, money, number, yes_or_no


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1054.00 ", "1054.00"),
        ("1,054.00", "1054.00"),
        ("1.054,00", "1054.00"),
        ("1 054,00", "1054.00"),
        ("1'054.00", "1054.00"),
        ("1,054", "1054"),
        ("1.234.567", "1234567"),
        ("12,5", "12.5"),
        ("0,125", "0.125"),
        ("1.125", "1.125"),
        ("-5", "-5"),
        ("(1,054.00)", "-1054.00"),
    ],
)
def test_number_is_read_with_either_decimal_sign(text, value):
    assert number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "1,23,456", "1e5", "NaN", "Infinity", "--5x"])
def test_number_refuses_what_is_none(text):
    with pytest.raises(BadValue) as refused:
        number(text)

    assert refused.value.reason == f"{text!r} is not a number"
    assert refused.value.fix == "Write numbers like 1234.50."


def test_number_follows_the_declared_sign():
    assert number("1.054", ",") == Decimal(1054)
    assert number("1,054", ",") == Decimal("1.054")


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_number_reads_back_what_both_styles_write(value):
    english = f"{value:,}"
    german = english.translate(str.maketrans(",.", ".,"))

    assert number(english) == value
    assert number(german) == value


@pytest.mark.parametrize("text", ["€ 1,054", "EUR 1054", "EUR1,054.00", "1.054,00 €", "1054 eur"])
def test_money_may_name_its_currency(text):
    assert money(text, "EUR") == Decimal("1054.00")


@pytest.mark.parametrize("text", ["$5", "US$ 5", "5 GBP", "£5"])
def test_money_refuses_another_currency(text):
    with pytest.raises(BadValue, match="is not in EUR"):
        money(text, "EUR")


def test_money_refuses_a_point_that_may_part_thousands():
    with pytest.raises(BadValue, match="decimal_sign"):
        money("1.054", "EUR")
    assert money("1.054", "EUR", ",") == Decimal("1054.00")


def test_money_is_kept_to_the_cent_half_up():
    assert money("0.125", "EUR", ".") == Decimal("0.13")


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("1.75", "hours", 105),
        ("2400", "minutes", 2400),
        ("90", "seconds", 2),
        ("89", "seconds", 1),
        ("1", "seconds", 1),
        ("0", "hours", 0),
        ("1", "days", 480),
        ("1.5", "weeks", 3600),
        ("1,5", "hours", 90),
        ("3h 30m", "", 210),
        ("1d 4h", "", 720),
        ("2w", "hours", 4800),
        ("3:30", "", 210),
        ("0:28:00", "", 28),
        ("PT3H30M", "", 210),
    ],
)
def test_minutes_are_whole_and_never_lost(text, unit, expected):
    assert minutes(text, unit) == expected


def test_minutes_of_points_use_their_weeks():
    assert minutes("3", "points", Decimal("0.25")) == 1800


@pytest.mark.parametrize(
    ("text", "unit", "reason"),
    [
        ("3", "", "does not say in which unit"),
        ("-1", "hours", "is negative"),
        ("1,500", "hours", "can be read with a decimal comma and with thousands"),
        ("5 apples", "hours", "is not a number"),
        ("99999999999", "weeks", "is too long"),
    ],
)
def test_minutes_refuse_what_they_cannot_mean(text, unit, reason):
    with pytest.raises(BadValue, match=reason):
        minutes(text, unit)


@pytest.mark.parametrize(("text", "said"), [("Yes", True), ("sí", True), ("", False), ("0", False)])
def test_yes_or_no_is_read_in_several_languages(text, said):
    assert yes_or_no(text) is said


def test_yes_or_no_refuses_perhaps():
    with pytest.raises(BadValue, match="neither yes nor no"):
        yes_or_no("perhaps")
