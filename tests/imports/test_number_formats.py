import pytest

from imports.number_formats import Shown, shown_by, text_of


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", Shown.NUMBER),
        ("0.00E+00", Shown.NUMBER),
        ("#,##0.00 [$€-407]", Shown.NUMBER),
        ('0 "days of work"', Shown.NUMBER),
        ("[Red]0.00", Shown.NUMBER),
        ('0" h"', Shown.NUMBER),
        ("0\\d", Shown.NUMBER),
        ("0_d", Shown.NUMBER),
        ("yyyy-mm-dd", Shown.DATE),
        ("d/m/yy h:mm", Shown.DATE),
        ("[$-F800]dddd, mmmm dd, yyyy", Shown.DATE),
        ("mmm", Shown.DATE),
        ("DD.MM.YYYY;@", Shown.DATE),
        ("h:mm AM/PM", Shown.TIME),
        ("mm:ss", Shown.TIME),
        ("[h]:mm", Shown.LENGTH),
        ("[HH]:MM:SS", Shown.LENGTH),
        ("[mm]:ss", Shown.LENGTH),
    ],
)
def test_format_shows_what_its_code_says(code, shown):
    assert shown_by(164, code) is shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, Shown.NUMBER),
        (10, Shown.NUMBER),
        (14, Shown.DATE),
        (22, Shown.DATE),
        (20, Shown.TIME),
        (45, Shown.TIME),
        (46, Shown.LENGTH),
        (57, Shown.DATE),
        (49, Shown.NUMBER),
    ],
)
def test_format_without_a_code_is_known_by_its_number(number, shown):
    assert shown_by(number, None) is shown


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        ("6011598336445140", Shown.NUMBER, "6011598336445140"),
        ("0.30000000000000004", Shown.NUMBER, "0.3"),
        ("532556.1151000001", Shown.NUMBER, "532556.1151"),
        ("-2.7755575615628914E-17", Shown.NUMBER, "0"),
        ("1E-3", Shown.NUMBER, "0.001"),
        ("1.5E+6", Shown.NUMBER, "1500000"),
        ("100", Shown.NUMBER, "100"),
        ("INF", Shown.DATE, "INF"),
        ("44650", Shown.DATE, "2022-03-30"),
        ("44650.605555555558", Shown.DATE, "2022-03-30 14:32:00"),
        ("44650.9999999", Shown.DATE, "2022-03-30 23:59:59.991"),
        ("1", Shown.DATE, "1900-01-01"),
        ("59", Shown.DATE, "1900-02-28"),
        ("61", Shown.DATE, "1900-03-01"),
        ("2958465", Shown.DATE, "9999-12-31"),
        # What is no day stays a number, which nothing takes for one.
        ("-1", Shown.DATE, "-1"),
        ("2958466", Shown.DATE, "2958466"),
        ("0.35", Shown.TIME, "8:24:00"),
        ("1.35", Shown.TIME, "1900-01-01 08:24:00"),
        ("9.688194444444445", Shown.LENGTH, "232:31:00"),
        ("-0.02", Shown.LENGTH, "-0:28:48"),
        ("0.99999999999", Shown.LENGTH, "24:00:00"),
    ],
)
def test_number_is_said_as_it_is_shown(value, shown, text):
    assert text_of(value, shown) == text
