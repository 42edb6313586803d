"""What is odd about a plan is said before it is agreed, and keeps nobody from agreeing."""

from decimal import Decimal as D

import pytest

from company.units import ZERO
from portfolio.models import Baseline, Line
from tests.makers import NEXT, TARGETS
from tests.portfolio.pages import signed_in, words

pytestmark = pytest.mark.any_database
AGREE = "/p/skylark/plan/2026Q4/baseline/"


@pytest.fixture
def helen(world):
    return signed_in(world.cast.executive)


def doubts(client, path=AGREE) -> list[str]:
    return client.get(path).context["doubts"]


def test_a_plan_close_to_its_targets_raises_none(world, helen):
    """83.20 wk: half is 41.60, a fifth 16.64, a tenth 8.32."""
    weeks = {"a": "41.60", "b": "16.64", "c": "8.32", "reserve": "8.30"}
    world.plan(lines=world.lines(**weeks), targets={**TARGETS, "discovery": ZERO, "quality": 20})

    assert doubts(helen) == [
        "Quality, tooling and debt: 10.0% of the capacity is planned, and the target is 20%."
    ]


def test_what_nobody_planned_and_what_fits_no_target_are_said(world, helen):
    world.plan(lines=world.lines(a="10.00", b=None, c=None, reserve=None))
    Line.objects.filter(item=world.a).update(below_weeks="2.50")

    said = doubts(helen)

    assert said[:2] == [
        "73.20 of 83.20 wk are in no line.",
        "There is no reserve: every special will take from a line of this plan.",
    ]
    assert (
        "Customer-visible features: 12.0% of the capacity is planned, and the target is 50%."
        in said
    )
    assert said[-1] == "2.50 wk wait below the line: SSO audit log."


def test_specials_above_the_cap_and_what_is_unfinished_are_said(world, helen):
    world.plan(NEXT, capacity="80.00", lines=world.lines(a="20.00", reserve="9.00"))

    said = doubts(helen, "/p/skylark/plan/2027Q1/baseline/")

    assert "Specials and the reserve take 9.00 wk, and the cap is 8.00 wk." in said
    assert said[-1] == "10.00 wk of the quarter before are unfinished and not in this plan."


def test_the_page_shows_them_first_and_agrees_all_the_same(world, helen):
    page = helen.get(AGREE)
    assert "Look at this first" in words(page)
    assert "Lines together 100 68.00" in words(page)

    helen.post(AGREE, {"reason": "We look at it in a month."})

    assert Baseline.objects.get().capacity_weeks == D("83.20")
