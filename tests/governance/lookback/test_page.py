"""The look-back's page: a sentence, a chart, and four questions that one can read."""

import datetime as dt
from decimal import Decimal as D

import pytest

from governance.lookback.page import LISTED, story_of
from governance.report.figures import shares_chart
from governance.report.sections import build_report
from portfolio.models import Item
from tests.conftest import (
    make_customer,
    make_item,
    make_usage,
    rewrite,
)
from tests.makers import Q4, noon
from tests.portfolio.pages import queries, signed_in, words

# What a page says goes the same way everywhere; test_hostile reads every page on each database.
pytestmark = pytest.mark.any_database

PAGE = "/p/skylark/lookback/"
DAYS = [dt.date(2026, 2, 5), dt.date(2026, 5, 7), dt.date(2026, 8, 6), dt.date(2026, 10, 8)]


@pytest.fixture
def reader(agreed):
    return signed_in(agreed.cast.observer)


def spend_by_quarter(world, *specials: str) -> None:
    """Ten weeks in each of the last quarters, so many of them on a special."""
    special = world.approved("3.00")
    for day, weeks in zip(DAYS[-len(specials) :], specials, strict=True):
        if float(weeks):
            world.spend(special, weeks, day=day)
        world.spend(world.a, str(10 - float(weeks)), day=day)


@pytest.mark.parametrize(
    ("specials", "said"),
    [
        (("0", "0"), "No effort of the last two quarters went into specials."),
        (("0.5",), "Specials took 5.0% of Q4 2026 so far, within its cap."),
        (("2",), "Specials took 20.0% of Q4 2026 so far, over its cap."),
        (
            ("1", "0.5", "1"),
            "None of 3 quarters went over its cap; the highest was Q2 2026"
            " with 10.0%. Q4 2026 has 10.0% so far.",
        ),
        (
            ("1", "0.5", "2"),
            "1 of 3 quarters went over its cap; the highest was Q4 2026 with 20.0% so far.",
        ),
        (
            ("1.1", "2.4", "0.55"),
            "2 of 3 quarters went over their cap; the highest was Q3 2026"
            " with 24.0%. Q4 2026 has 5.5% so far.",
        ),
        (
            ("1", "2", "0", "0"),
            "1 of 4 quarters went over its cap; the highest was Q2 2026"
            " with 20.0%. Q4 2026 has 0.0% so far.",
        ),
    ],
)
def test_the_sentence_tells_the_story(agreed, specials, said):
    spend_by_quarter(agreed, *specials)

    assert story_of(agreed.product, 8).sentence == said


def test_the_sentence_says_so_far_of_the_running_quarter_only(agreed):
    spend_by_quarter(agreed, "2", "0.5")

    with noon(2027, 2, 3):
        several, one = (story_of(agreed.product, quarters).sentence for quarters in (8, 1))

    highest = "the highest was Q3 2026 with 20.0%. Q4 2026 has 5.0%."
    assert several == f"1 of 2 quarters went over its cap; {highest}"
    assert one == "Specials took 5.0% of Q4 2026, within its cap."


def test_the_chart_and_the_table_say_the_same(agreed, reader):
    spend_by_quarter(agreed, "1", "2.5")

    page = reader.get(PAGE)

    data = page.context["story"].chart["data"][0]
    assert list(zip(data["x"], data["y"], data["text"], strict=True)) == [
        ("Q3<br>2026", 10.0, "10%"),
        ("Q4<br>2026", 25.0, "25%"),
    ]
    table = "Q4 2026 2.50 of 10.00 wk 25.0% 10.0% Struggling Q3 2026 1.00 of 10.00 wk 10.0% 10.0%"
    assert table in words(page)
    assert page.content.decode().count('class="still"') == 1


def caps(chart) -> list[float]:
    return [shape["y0"] for shape in chart["layout"]["shapes"] if shape["xref"] == "x"]


def test_each_quarter_is_drawn_and_told_with_its_own_cap(agreed, reader):
    spend_by_quarter(agreed, "1.3", "1")
    agreed.plan(Q4.previous, lines=[])
    agreed.cap(Q4.previous, percent=D("30"))

    page = reader.get(PAGE)

    report = build_report(agreed.product, dt.date(2026, 11, 1))
    assert caps(page.context["story"].chart)[-2:] == [30.0, 10.0]
    assert caps(shares_chart(report.slices)) == [*[10.0] * 6, 30.0, 10.0]
    assert "Q3 2026 1.30 of 10.00 wk 13.0% 30.0% Within the cap" in words(page)


def test_what_is_not_known_says_how_it_becomes_known(world):
    world.spend(world.a, "1.00")

    said = words(signed_in(world.cast.observer).get(PAGE))

    assert "What was not in the plan? Not known. Agree a quarter's plan as its baseline" in said
    assert "What do only one or two customers use? Not known. Import usage, a row for" in said
    assert "What skipped validation? Not known. Import items with a column “validated”" in said
    assert "were for? No work went into specials, so no deal hung on it." in said


def test_specials_that_name_no_deal_ask_for_it(agreed, reader):
    agreed.spend(agreed.approved("3.00"), "1.00")

    said = words(reader.get(PAGE))

    assert "were for? Not known. Import deals, and name on each request the deal" in said


def test_the_four_questions_are_answered_with_the_list_behind_them(agreed, reader):
    skyhook = make_customer(agreed.product)
    make_usage(skyhook, agreed.a)
    rewrite(Item.objects.filter(pk=agreed.b.pk), validated=False)
    deal = agreed.deal(skyhook, outcome="won")
    agreed.spend(agreed.approved("3.00", customer=skyhook, deal=deal), "1.00")
    for item in (agreed.a, agreed.b, agreed.kept_out):
        agreed.spend(item, "1.00")

    said = words(reader.get(PAGE))

    share = "1.00 wk, 25.0% of the effort."
    assert "2 of 4 items that were worked on were not in the plan at the start of their" in said
    assert "quarter: 2.00 wk, 50.0% of the effort." in said
    assert f"whose use is recorded, 1 is used by one customer or two: {share}" in said
    assert "The one item Item Worked on in Weeks SSO audit log Skyhook Q4 2026 1.00 wk" in said
    assert f"1 was built before customers had confirmed the need: {share}" in said
    assert "1 of 1 decided deals was won, EUR 400k in all. Their specials took" in said
    assert "Badges Badge printing Won EUR 400k Q4 2026 1.00 wk" in said


def test_a_long_list_shows_the_largest_unless_all_is_asked_for(agreed, reader):
    for n in range(LISTED + 2):
        agreed.spend(make_item(agreed.product, f"Aside {n}"), minutes=240 + n)

    short, whole = reader.get(PAGE), reader.get(f"{PAGE}?quarters=8&all")

    assert "And 2 smaller ones, 0.20 wk. List them all" in words(short)
    assert ("Aside 1 " in words(short), "Aside 1 " in words(whole)) == (False, True)
    assert "smaller" not in words(whole)


def test_quarters_before_the_first_effort_are_left_out(agreed, reader):
    spend_by_quarter(agreed, "1", "0", "1")

    rows = reader.get(f"{PAGE}?quarters=40").context["story"].rows

    assert [row.quarter.label for row in rows] == ["Q2 2026", "Q3 2026", "Q4 2026"]


def test_effort_that_is_dated_later_is_told_and_not_shown(agreed, reader):
    agreed.spend(agreed.a, "1.00")
    before = words(reader.get(PAGE))
    with noon(2062, 1, 5):
        agreed.spend(agreed.a, "0.09")

    after = words(reader.get(PAGE))

    said = "0.09 wk of effort is dated after the running quarter and is not shown."
    assert (said in before, said in after) == (False, True)
    assert "0.00 of 1.00 wk" in after


@pytest.mark.parametrize("asked", ["0", "-1", "many", "9" * 3000, "", "²"])
def test_any_number_of_quarters_can_be_asked_for(agreed, reader, asked):
    agreed.spend(agreed.a, "1.00")

    page = reader.get(PAGE, {"quarters": asked})

    assert [row.quarter.label for row in page.context["story"].rows] == ["Q4 2026"]


def test_without_effort_it_names_the_first_step(agreed, reader):
    said = words(reader.get(PAGE))

    assert "There is nothing to look back on yet. Bring in an export of your issue tracker" in said
    assert "Look back over" not in said


def test_queries_do_not_depend_on_the_rows(agreed, reader):
    spend_by_quarter(agreed, "1", "2")
    make_usage(agreed.customer(), agreed.a)
    # One of this month, of which no sums are kept yet.
    agreed.spend(agreed.a, "0.10")
    few = queries(reader, PAGE)
    for n in range(30):
        item = make_item(agreed.product, f"Aside {n}")
        make_usage(agreed.customer(), item)
        agreed.spend(item, "0.10")

    assert queries(reader, PAGE) == few
