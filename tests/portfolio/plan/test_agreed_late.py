"""A baseline agreed after its quarter's tenth working day says so; work before it came before."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.test import Client

from company.calendar import Quarter, tenth_working_day
from governance.lookback.build import look_back
from portfolio.models import Baseline
from portfolio.plan.facts import plan_facts
from tests.conftest import make_item
from tests.makers import NEXT, Q4, noon

EARLY = dt.date(2026, 10, 5)


@pytest.mark.parametrize(
    ("quarter", "day"),
    [
        # 1 Oct 2026 is a Thursday, 1 Jan 2027 a Friday, 1 Jul 2028 a Saturday.
        (Q4, "2026-10-14"),
        (NEXT, "2027-01-14"),
        (Quarter(2028, 3), "2028-07-14"),
    ],
)
def test_the_tenth_working_day(world, quarter, day):
    assert tenth_working_day(world.product, quarter) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(("day", "is_late"), [(14, False), (15, True)])
def test_a_plan_has_until_the_end_of_the_tenth_working_day(world, day, is_late):
    with noon(2026, 10, day):
        made = world.baseline()

    assert made.is_late is is_late
    assert Baseline.objects.get().agreed_on == dt.date(2026, 10, day)
    assert plan_facts(world.product, Q4).baseline["agreed_late"] is is_late


def test_a_plan_agreed_before_its_quarter_is_not_late(world):
    world.plan(NEXT, lines=world.lines())

    assert world.baseline(NEXT).is_late is False


def test_the_plans_page_says_so(world):
    client = Client()
    client.force_login(world.cast.observer)
    world.baseline()

    page = client.get("/p/skylark/plan/2026Q4/").content.decode()

    assert "what was worked on before 10 Nov came before the plan." in page


def test_work_before_the_day_is_neither_in_the_plan_nor_beside_it(world):
    stray = make_item(world.product, "Report builder")
    for item in (world.a, stray):
        world.spend(item, "1.00", day=EARLY)
        world.spend(item, "0.25", day=dt.date(2026, 11, 10))
    world.spend(world.kept_out, "2.00", day=EARLY)
    world.baseline()

    (found,) = look_back(world.product, 1)

    assert (found.agreed_late_on, str(found.before_plan_weeks)) == (dt.date(2026, 11, 10), "4.00")
    assert [(row.title, str(row.weeks)) for row in found.unplanned.rows] == [
        ("Report builder", "0.25")
    ]
    assert (found.unplanned.count, found.unplanned.judged) == (1, 2)
    assert str(found.total_weeks) == "4.50"


def test_with_a_plan_in_time_all_work_is_judged(world):
    stray = make_item(world.product, "Report builder")
    with noon(2026, 10, 2):
        world.baseline()
    world.spend(stray, "1.00", day=EARLY)

    (found,) = look_back(world.product, 1)

    assert (found.agreed_late_on, found.before_plan_weeks) == (None, D("0.00"))
    assert str(found.unplanned.weeks) == "1.00"


def test_the_look_backs_page_says_so(world):
    client = Client()
    client.force_login(world.cast.observer)
    world.spend(world.a, "1.00", day=EARLY)
    world.baseline()

    page = client.get("/p/skylark/lookback/").content.decode()

    assert "The plan of Q4 2026 was agreed on 10 Nov, after its tenth working day" in page
