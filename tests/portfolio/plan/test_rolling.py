"""What a quarter left unfinished comes into the next plan in one step."""

import datetime as dt
import re
from decimal import Decimal as D

import pytest

from company.refusals import Malformed
from portfolio.models import Line
from portfolio.plan.rolling import roll_forward
from portfolio.plan.unfinished import unfinished
from tests.conftest import make_waiting
from tests.makers import NEXT
from tests.portfolio.pages import queries, signed_in, words
from tests.snapshots import nothing_changes

ROLL = "/p/skylark/plan/2027Q1/roll/"


def roll(world, *items, **more):
    return roll_forward(
        product=world.product,
        quarter=NEXT,
        items=[item.pk for item in items],
        actor=world.cast.product_manager,
        **more,
    )


def rows(world) -> list[tuple[str, str]]:
    return [(one.item.title, str(one.weeks)) for one in unfinished(world.product, NEXT)]


def test_unfinished_is_what_is_left_and_not_in_the_new_plan_yet(world):
    world.spend(world.a, "4.25")
    world.spend(world.c, "10.00")
    Line.objects.filter(item=world.b).update(below_weeks="1.50")
    assert rows(world) == [("SSO audit log", "25.75"), ("Kernel upgrade", "21.50")]

    world.plan(NEXT, lines=world.lines(a="20.00", b=None, c=None, reserve=None))

    assert rows(world) == [("Kernel upgrade", "21.50"), ("SSO audit log", "5.75")]


def test_what_is_finished_dropped_or_special_is_left_out(world):
    world.baseline()
    world.approved("2.00")
    world.a.finished_on = world.b.closed_on = dt.date(2026, 10, 20)
    world.a.save()
    world.b.save()

    assert rows(world) == [("Flaky tests", "10.00")]


def test_promised_comes_first_then_who_waits(world):
    make_waiting(world.customer("Skyhook"), world.c)
    promised = make_waiting(world.customer("Acme"), world.b)
    promised.promised = True
    promised.save()

    assert [title for title, _ in rows(world)] == [
        "Kernel upgrade",
        "Flaky tests",
        "SSO audit log",
    ]


def test_what_fits_becomes_lines_and_the_rest_waits_below(world):
    world.plan(NEXT, capacity="45.00", lines=world.lines(a=None, b="1.00", c=None, reserve="4.00"))

    made = roll(world, world.a, world.b, world.c)

    assert world.weeks(NEXT) == {
        "Kernel upgrade": "1.00",
        "Reserve": "4.00",
        "SSO audit log": "30.00",
        "Flaky tests": "10.00",
    }
    assert Line.objects.get(plan__quarter=NEXT, item=world.b).below_weeks == D("19.00")
    assert len(made.after) == 3
    assert world.weeks()["SSO audit log"] == "30.00"
    assert rows(world) == []
    world.proven()


def test_nothing_chosen_is_said(world):
    with pytest.raises(Malformed, match="Choose at least one line"), nothing_changes():
        roll(world, world.kept_out)


@pytest.mark.any_database
class TestThePage:
    @pytest.fixture
    def pm(self, world):
        return signed_in(world.cast.product_manager)

    def test_untouched_it_rolls_everything(self, world, pm):
        page = pm.get(ROLL)
        assert "3 lines of Q4 2026 have 60.00 wk left; 104.00 wk fit into Q1 2027." in words(page)

        ticked = re.findall(r'name="items" value="(\d+)" checked', page.content.decode())
        pm.post(ROLL, {"items": ticked})

        assert sum(D(weeks) for weeks in world.weeks(NEXT).values()) == D("60.00")
        assert "3 lines came from Q4 2026." in words(pm.get("/p/skylark/plan/2027Q1/"))
        assert "Nothing of Q4 2026 is left to do." in words(pm.get(ROLL))

    def test_one_line_may_stay_behind_and_the_way_back_is_one_click(self, world, pm):
        pm.post(ROLL, {"items": [str(world.a.pk)]})
        assert world.weeks(NEXT) == {"SSO audit log": "30.00"}

        pm.post("/p/skylark/plan/2027Q1/undo/")

        assert world.weeks(NEXT) == {}

    def test_the_new_plan_offers_it(self, world, pm):
        empty = "Or begin with what Q4 2026 left: 3 unfinished lines"
        assert empty in words(pm.get("/p/skylark/plan/2027Q1/"))

    def test_queries_do_not_depend_on_the_lines(self, world, pm):
        few = queries(pm, ROLL)
        make_waiting(world.customer("Skyhook"), world.a)
        make_waiting(world.customer("Acme"), world.b)

        assert queries(pm, ROLL) == few
