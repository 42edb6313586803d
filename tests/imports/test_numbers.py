from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.problems import BadValue
from imports.values.dates import day_of
from imports.values.numbers import minutes, money, number, share, yes_or_no


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1054.00 ", "1054.00"),
        ("1,054.00", "1054.00"),
        ("1.054,00", "1054.00"),
        ("1 054,00", "1054.00"),
        ("1\u202f054\u202f000,5", "1054000.5"),
        ("1'054.00", "1054.00"),
        ("1\u2019054", "1054"),
        ("1,054", "1054"),
        ("1.234.567", "1234567"),
        ("12,5", "12.5"),
        ("0,125", "0.125"),
        ("1 054,125", "1054.125"),
        ("1.125", "1.125"),
        (".5", "0.5"),
        ("+5", "5"),
        ("-5", "-5"),
        ("- 5", "-5"),
        ("\u22125", "-5"),
        ("1.054,00-", "-1054.00"),
        ("(1,054.00)", "-1054.00"),
        ("(5)", "-5"),
    ],
)
def test_number_is_read_with_either_decimal_sign(text, value):
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1.2.3",
        "1,23,456",
        "1e5",
        "NaN",
        "Infinity",
        "--5",
        "-5-",
        "(-5)",
        "(5",
        "5)",
        "5 6",
        "12 34",
        "1 0540",
        "1 054'000",
        "1 054,00.5",
        "1_000",
        "01.02.2023",
        "9" * 25,
    ],
)
def test_number_refuses_what_is_none(text):
    with pytest.raises(BadValue) as refused:
        number(text)

    assert refused.value.reason == f"{text!r} is not a number"
    assert refused.value.fix == "Write numbers like 1234.50."


@pytest.mark.parametrize("text", ["\u0665", "1\u0662.50", "\uff11\uff12", "5\u00b2"])
@pytest.mark.parametrize("read", [number, minutes, day_of])
def test_digits_of_another_script_are_refused(read, text):
    with pytest.raises(BadValue) as refused:
        read(text)

    assert (refused.value.reason, refused.value.fix) == (
        f"{text!r} has digits that are not 0 to 9",
        "Write the digits 0 to 9.",
    )


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [("80%", "", "0.8"), ("12.5 %", "", "0.125"), ("12,5%", ",", "0.125"), ("0.8", "", "0.8")],
)
def test_percentage_is_a_hundredth_each(text, sign, value):
    assert share(text, sign) == Decimal(value)


@pytest.mark.parametrize("read", [number, minutes, lambda text: money(text, "EUR")])
def test_long_text_is_refused_without_repeating_it(read):
    with pytest.raises(BadValue) as refused:
        read("1h " * 30_000)

    assert refused.value.reason.startswith("'1h 1h 1h ")
    assert len(refused.value.reason) < 130


def test_number_follows_the_declared_sign():
    assert number("1.054", ",") == Decimal(1054)
    assert number("1,054", ",") == Decimal("1.054")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_number_reads_back_what_every_style_writes(value):
    english = f"{value:,}"
    german = english.translate(str.maketrans(",.", ".,"))
    french = english.translate(str.maketrans(",.", "\u202f,"))
    swiss = english.replace(",", "'")
    accountant = f"({abs(value):,})" if value < 0 else english

    for text in (english, german, french, swiss, accountant):
        assert number(text) == value
    assert number(english, ".") == value
    assert number(german, ",") == value


@given(st.text(max_size=30) | st.text("0123456789.,'-+() €$hm:EURPT\u202f", max_size=30))
def test_any_text_is_a_value_or_refused(text):
    for read in (number, minutes, yes_or_no, lambda said: money(said, "EUR")):
        with suppress(BadValue):
            assert isinstance(read(text), Decimal | int)
    with suppress(BadValue):
        assert minutes(text, "hours") >= 0


@pytest.mark.parametrize("text", ["€ 1,054", "EUR 1054", "EUR1,054.00", "1.054,00 €", "1054 eur"])
def test_money_may_name_its_currency(text):
    assert money(text, "EUR") == Decimal("1054.00")


@pytest.mark.parametrize(
    "text", ["-€5", "€ -5", "-5 EUR", "EUR -5", "(€5.00)", "(5.00 EUR)", "€5-"]
)
def test_money_may_be_negative(text):
    assert money(text, "EUR") == Decimal("-5.00")


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("$5", "USD"),
        ("$5", "CAD"),
        ("CA$ 5", "CAD"),
        ("5 US$", "USD"),
        ("¥5", "JPY"),
        ("₹5", "INR"),
    ],
)
def test_money_may_name_its_currency_by_a_sign(text, currency):
    assert money(text, currency) == Decimal("5.00")


@pytest.mark.parametrize("text", ["5€50", "n/a", "5 €/month", "R$ 5 EUR"])
def test_money_refuses_what_is_none(text):
    with pytest.raises(BadValue, match="is not a number"):
        money(text, "EUR")


def test_money_refuses_more_than_it_keeps():
    with pytest.raises(BadValue, match="is too large"):
        money("1" + "0" * 12, "EUR")
    assert money("9" * 12 + ".99", "EUR") == Decimal("999999999999.99")


@pytest.mark.parametrize("text", ["$5", "US$ 5", "CA$5", "5 GBP", "£5", "₹5"])
def test_money_refuses_another_currency(text):
    with pytest.raises(BadValue, match="is not in EUR"):
        money(text, "EUR")


def test_money_refuses_a_point_that_may_part_thousands():
    for text in ("1.054", "(1.054)", "-1.054 €", "1.054-"):
        with pytest.raises(BadValue, match="decimal_sign"):
            money(text, "EUR")
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
        ("0:00", "", 0),
        ("0h", "", 0),
        ("1", "days", 480),
        ("1.5", "weeks", 3600),
        ("1,5", "hours", 90),
        ("3h 30m", "", 210),
        ("1d 4h", "", 720),
        ("2w", "hours", 4800),
        ("3:30", "", 210),
        ("0:28:00", "", 28),
        ("PT3H30M", "", 210),
        ("pt0.5h", "", 30),
        ("232:31:00", "", 13951),
        ("1 hour, 30 minutes", "", 90),
        ("2 hours and 5 mins", "", 125),
        ("3 Std. 30 Min.", "", 210),
        ("2 Tage", "hours", 960),
        ("1 Woche", "", 2400),
        ("1 semana 2 días", "", 3360),
        ("2 heures et 15 minutes", "", 135),
        ("1.5h", "", 90),
        ("1,5 h", "", 90),
    ],
)
def test_minutes_are_whole_and_never_lost(text, unit, expected):
    assert minutes(text, unit) == expected


def test_minutes_of_points_use_their_weeks():
    assert minutes("3", "points", Decimal("0.25")) == 1800
    assert minutes("3 points", "hours", Decimal("0.25")) == 1800
    assert minutes("0.5 SP", "", Decimal(1)) == 1200


@pytest.mark.parametrize(
    ("text", "unit", "reason"),
    [
        ("3", "", "does not say in which unit"),
        ("-1", "hours", "is negative"),
        ("3 points", "", "is in points, whose length is not known"),
        ("3", "points", "is in points, whose length is not known"),
        ("1,500h", "", "can be read with a decimal comma and with thousands"),
        ("3:75", "", "is not a number"),
        ("3h 30", "hours", "is not a number"),
        ("2 months", "hours", "is not a number"),
        ("1 day, 3:30:00", "", "is not a number"),
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
