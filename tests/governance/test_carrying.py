"""Section 9: what every live special costs each year, as it was known when the month ended."""

import datetime as dt
from decimal import Decimal as D

import pytest

from escalations.actions import review
from governance.approvals.retiring import retire
from governance.formats.sentences import sentence_of
from governance.report.carrying_facts import CarriedRow, CarriedSpecials
from governance.report.json_facts import as_json, from_json
from governance.report.sections import Report, build_report
from tests.governance.formats.reading import csv_rows
from tests.makers import noon
from tests.portfolio.pages import signed_in, words

NOVEMBER, DECEMBER = dt.date(2026, 11, 1), dt.date(2026, 12, 1)
PAGE = "/p/skylark/report/2026-11/"


def delivered(world, title="Badge printing", **said):
    made = world.deliver(world.start(world.approved("1.00", title=title)))
    if said:
        world.costs(made, **said)
    return made


def section(world, month=NOVEMBER) -> CarriedSpecials:
    return build_report(world.product, month).carrying


def titles(world, month=NOVEMBER) -> list[str]:
    return [row.title for row in section(world, month).rows]


def reviewed(world, escalation, verdict, retire_on=None):
    return review(
        escalation=escalation,
        verdict=verdict,
        retire_on=retire_on,
        customers_using=1,
        deal_outcome="",
        claims={},
        actor=world.cast.sales,
    )


def test_each_live_special_with_what_it_costs_each_year(agreed):
    first = delivered(agreed, support_weeks_per_year=D("1.00"), sunset_on=dt.date(2028, 6, 1))
    second = delivered(agreed, title="Siren", installs=0, run_cost_per_year=D("900.00"))
    delivered(agreed, title="Nobody said")
    agreed.costs(agreed.approved("1.00", title="Not delivered"))

    found = section(agreed)

    assert found == CarriedSpecials(
        live=3,
        unsaid=1,
        carrying_weeks=D("5.17"),
        carrying_cost=D("42233.33"),
        rows=[
            CarriedRow(
                first.pk,
                "Badge printing",
                first.customer_id,
                first.customer.name,
                D("5.17"),
                D("41333.33"),
                dt.date(2028, 6, 1),
            ),
            CarriedRow(
                second.pk,
                "Siren",
                second.customer_id,
                second.customer.name,
                D("0.00"),
                D("900.00"),
                None,
            ),
        ],
    )


@pytest.mark.parametrize(
    ("sunset", "is_past"), [("2026-11-10", True), ("2026-11-11", False), ("2026-11-09", True)]
)
def test_a_day_that_came_retires_nothing_by_itself(agreed, sunset, is_past):
    delivered(agreed, sunset_on=dt.date.fromisoformat(sunset))

    found = section(agreed)
    assert (found.live, found.past_sunset) == (1, int(is_past))
    assert [row.is_past_sunset for row in found.rows] == [is_past]


def test_what_is_retired_is_carried_until_then(agreed):
    made = delivered(agreed, installs=5)
    reviewed(agreed, made, "retire", dt.date(2026, 12, 15))
    assert section(agreed).rows[0].sunset_on == dt.date(2026, 12, 15)

    with noon(2026, 12, 20):
        retire(escalation=made, reason="They moved on.", actor=agreed.cast.product_manager)

        assert titles(agreed, DECEMBER) == []
        assert section(agreed, DECEMBER).retired == 1
        assert titles(agreed) == ["Badge printing"]
        agreed.proven()


@pytest.mark.parametrize("verdict", ["keep", "promote"])
def test_what_is_kept_is_carried_on(agreed, verdict):
    reviewed(agreed, delivered(agreed, installs=5), verdict)

    assert titles(agreed) == ["Badge printing"]


def test_a_month_reads_as_it_was_known_when_it_ended(agreed):
    made = delivered(agreed, installs=5)
    before = as_json(section(agreed))

    with noon(2026, 12, 3):
        agreed.costs(made)
        delivered(agreed, title="Later", installs=1)
        reviewed(agreed, made, "retire", dt.date(2026, 11, 1))
        retire(escalation=made, reason="Unused.", actor=agreed.cast.executive)
        agreed.product.rates.create(from_date=dt.date(2026, 12, 1), per_week=D("9000.00"))

        assert as_json(section(agreed)) == before
        assert titles(agreed, DECEMBER) == ["Later"]


def test_page_files_and_sentence_say_it(agreed):
    delivered(agreed, sunset_on=dt.date(2028, 6, 1))
    delivered(agreed, title="Nobody said")
    report = build_report(agreed.product, NOVEMBER)

    said = words(signed_in(agreed.cast.observer).get(PAGE))

    assert "1 of 2 live specials costs 4.17 wk and EUR 33k each year; for 1 nobody has said" in said
    assert sentence_of(report, "carrying") == (
        "Carrying 1 of 2 live specials takes 4.17 wk and EUR 33k each year."
    )
    (row,) = csv_rows(report, "carrying")
    assert (row["Special"], row["Carried until"]) == ("Badge printing", "2028-06-01")
    assert (row["A year, wk"], row["Cost a year, EUR"]) == ("4.17", "33333.33")


def test_without_any_it_says_what_would_stand_here(agreed):
    page = signed_in(agreed.cast.observer)

    assert "No special is live." in words(page.get(PAGE))
    delivered(agreed)
    assert "Nobody has said what the 1 live special costs each year." in words(page.get(PAGE))


def test_what_was_published_before_says_that_it_was_not_reckoned(agreed):
    kept = as_json(build_report(agreed.product, NOVEMBER))
    del kept["carrying"]

    report = from_json(Report, kept)

    assert report.carrying == CarriedSpecials()
    assert sentence_of(report, "carrying") == (
        "What live specials cost each year was not reckoned yet."
    )
