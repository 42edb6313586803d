"""The monthly report's facts: who waits, what it cost, who was interrupted, in which month."""

import datetime as dt
from decimal import Decimal as D

from company import clock
from company.models import Rate
from governance.approvals import actions as approvals
from governance.report.json_facts import as_json
from governance.report.sections import build_report
from portfolio.models import Item, Team
from tests.conftest import make_team
from tests.makers import NEXT, NOW, noon

NOVEMBER = dt.date(2026, 11, 1)


def report(world, month=NOVEMBER):
    return build_report(world.product, month)


# --- Interrupts ---


def test_an_interrupt_is_one_team_in_one_calendar_week(agreed):
    special, other = agreed.draft(title="One"), agreed.draft(title="Two")
    devices = make_team(agreed.product, "Devices")
    for what, day, team, people in [
        (special, 2, agreed.team, 1),  # Monday
        (other, 8, agreed.team, 3),  # Sunday of the same week
        (special, 9, agreed.team, 2),  # the next Monday
        (special, 9, devices, 1),
    ]:
        agreed.spend(what, "0.25", dt.date(2026, 11, day), team=team, people=people)
    agreed.spend(agreed.a, "5.00", dt.date(2026, 11, 20))

    found = report(agreed).interrupts

    assert [(r.week, r.team, r.people, str(r.weeks)) for r in found.rows] == [
        (dt.date(2026, 11, 2), "Core", 3, "0.50"),
        (dt.date(2026, 11, 9), "Core", 2, "0.25"),
        (dt.date(2026, 11, 9), "Devices", 1, "0.25"),
    ]
    assert (found.count, found.teams, found.people) == (3, 2, 4)
    assert (str(found.weeks), str(found.cost)) == ("1.00", "8000.00")


def test_sizing_counts_and_services_do_not(agreed):
    made = agreed.sized("3.00")
    services = Team.objects.create(product=agreed.product, name="Services", kind="services")
    agreed.spend(made, "0.10")
    agreed.spend(made, "9.00", team=services)

    assert (report(agreed).interrupts.count, str(report(agreed).interrupts.weeks)) == (1, "0.10")


def test_the_months_cost_uses_the_rate_of_each_day(agreed):
    Rate.objects.create(product=agreed.product, from_date=dt.date(2026, 11, 16), per_week=10000)
    stray = agreed.draft()
    for day in (15, 16):
        agreed.spend(stray, "1.00", dt.date(2026, 11, day))

    assert str(report(agreed).headline.cost) == "18000.00"


# --- Months, quarters and the time zone ---


def test_effort_belongs_to_the_month_of_its_date(agreed):
    stray = agreed.draft()
    for month, day, weeks in [(10, 31, "1.00"), (11, 1, "0.20"), (11, 30, "0.30"), (12, 1, "4")]:
        agreed.spend(stray, weeks, dt.date(2026, month, day))

    found = report(agreed).headline

    assert str(found.month.special_weeks) == "0.50"
    assert str(found.quarter_to_date.special_weeks) == "1.50"
    assert str(found.last_four_quarters.special_weeks) == "1.50"
    assert found.month.share == 100


def test_the_change_is_in_points_against_the_month_before(agreed):
    stray = agreed.draft()
    for month, special, core in [(10, "1.00", "9.00"), (11, "1.16", "8.84")]:
        agreed.spend(stray, special, dt.date(2026, month, 5))
        agreed.spend(agreed.a, core, dt.date(2026, month, 5))

    found = report(agreed).headline

    assert (found.month.share, found.change) == (D("11.6"), D("1.6"))
    assert found.sentence == (
        "One-offs took 10.8% of engineering this quarter (cap 10%; 55% logged), EUR 17k; nobody"
        " waits longer for it."
    )
    assert as_json(found)["month"]["share"] == "11.60"


def test_a_decision_belongs_to_its_month_where_the_product_is(agreed):
    agreed.product.time_zone = "Asia/Tokyo"
    agreed.product.save()
    made = agreed.submitted()

    with clock.at(dt.datetime(2026, 11, 30, 15, 30, tzinfo=dt.UTC)):
        approvals.decline(escalation=made, reason="No.", actor=agreed.cast.executive)

    december = report(agreed, dt.date(2026, 12, 1)).decisions.rows
    assert report(agreed).decisions.rows == []
    assert [(row.kind, row.on) for row in december] == [("decline", dt.date(2026, 12, 1))]


def test_decisions_show_overrides_first_and_own_requests(agreed):
    agreed.approve(agreed.proposed("1.00", title="Own", actor=agreed.cast.executive))
    agreed.override(agreed.proposed("9.00", title="Over"))

    found = report(agreed).decisions

    assert [(r.title, r.is_override, r.is_own_request) for r in found.rows] == [
        ("Over", True, False),
        ("Own", False, True),
    ]
    assert (found.overrides, found.own_requests) == (1, 1)


def test_things_stand_as_at_the_months_end_or_now(agreed):
    assert (report(agreed).as_at, report(agreed).is_running) == (NOW.date(), True)
    with noon(2027, 1, 20):
        assert (report(agreed).as_at, report(agreed).is_running) == (dt.date(2026, 11, 30), False)


# --- Underway, and specials versus core ---


def test_started_without_a_decision_comes_first(agreed):
    approved = agreed.approved("3.00", title="Decided")
    agreed.spend(approved, "3.50")
    stray = agreed.submitted(title="Stray")
    agreed.spend(stray, "0.10")

    first, second = report(agreed).underway

    assert (first.title, first.started_without_decision, str(first.cost)) == (
        "Stray",
        True,
        "800.00",
    )
    assert (second.title, second.started_without_decision) == ("Decided", False)
    weeks = (second.approved_weeks, second.spent_weeks, second.left_weeks, second.overrun_weeks)
    assert [str(w) for w in weeks] == ["3.00", "3.50", "0.00", "0.50"]


def test_carried_weeks_are_listed_as_not_paid_for(agreed):
    agreed.approved("3.00")
    agreed.plan(NEXT, lines=[])

    with noon(2027, 1, 12):
        (row,) = report(agreed, dt.date(2027, 1, 1)).underway

    assert str(row.not_paid_for_weeks) == "3.00"


def test_slices_show_what_nobody_classified_as_uncategorised(agreed):
    loose = Item.objects.create(product=agreed.product, title="Loose")
    for item, weeks in [(agreed.a, "6.00"), (loose, "2.00"), (agreed.draft(), "2.00")]:
        agreed.spend(item, weeks)

    rows = {row.slice: row for row in report(agreed).slices.rows}

    assert {key: str(row.actual_weeks) for key, row in rows.items()} == {
        "features": "6.00",
        "infrastructure": "0.00",
        "quality": "0.00",
        "discovery": "0.00",
        "specials": "2.00",
        "uncategorised": "2.00",
    }
    assert rows["uncategorised"].actual == 20
    # The reserve counts as specials.
    assert str(rows["specials"].baseline_weeks) == "8.00"


def test_a_report_of_nothing_is_a_report(world):
    found = report(world)

    assert (found.underway, found.postponed.rows, found.interrupts.count) == ([], [], 0)
    assert (found.headline.month.share, found.headline.change) == (None, None)
