"""Pictures that stand alone: their colours are in them, and their words say every value."""

from decimal import Decimal as D
from types import SimpleNamespace
from xml.etree import ElementTree

from charts.figures import Series, bars
from charts.palette import colour, palette, tinted
from charts.pictures import gauge_picture, picture

FIGURE = bars(
    ["Q3<br>2026", "Q4<br>2026"],
    [Series([D("11.4"), None], "special")],
    steps=[D(30), D(10)],
    step_name="cap 10%",
    levels=[(D(15), "straining")],
)


def test_a_picture_has_its_colours_and_asks_for_none():
    drawn = picture(FIGURE, "Share").svg

    assert colour("special") == "#bd3110"
    assert 'fill="#bd3110"' in drawn
    assert "var(" not in drawn
    assert ElementTree.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 (ours)


def test_a_picture_of_a_page_is_dark_where_the_screen_is():
    drawn = picture(FIGURE, "Share", themes=True).svg

    assert 'fill="var(--special)"' in drawn
    assert "@media (prefers-color-scheme: dark){:root{" in drawn
    assert f"--special:{palette()['special'][1]};" in drawn


def test_the_words_beside_a_picture_say_every_value_and_line():
    assert picture(FIGURE, "Share").alternative == (
        "Share: Q3 2026 11.40% (limit 30.00%), Q4 2026 none (limit 10.00%);"
        " lines: straining, cap 10%"
    )


def test_the_gauge_says_what_eats_the_cap():
    budget = SimpleNamespace(cap_weeks=D(8), held_weeks=D("6.50"), overdraft_weeks=D("0.50"))

    found = gauge_picture(budget)

    assert found.alternative == "0.50 wk carried in and 6.50 wk held of a cap of 8.00 wk"
    assert found.uri.startswith("data:image/svg+xml;base64,")


def test_a_tint_is_the_colour_on_white():
    assert (tinted("special", 1), tinted("special", 0)) == ("#bd3110", "#ffffff")
    assert tinted("special", 0.5) == "#de9888"
