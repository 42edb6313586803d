"""Moving weeks between lines: every change leaves a movement."""

from decimal import Decimal as D

from portfolio.models import Line, Movement, Plan
from portfolio.plan import line_changes
from portfolio.plan.line_changes import Cause
from portfolio.plan.reconciliation import faults
from tests.makers import NEXT, NOW


def movements_of(plan):
    rows = Movement.objects.filter(plan=plan).order_by("pk")
    return [(row.item_id, str(row.weeks), row.kind) for row in rows]


def next_plan(world, capacity) -> Plan:
    return world.plan(NEXT, capacity, lines=[])


def cause(world):
    return Cause(by=world.cast.executive, at=NOW, reason="Because.")


def test_landing_weeks_that_fit_become_a_line(world):
    plan = next_plan(world, "2.00")

    assert line_changes.land(plan, world.a, D("2.00"), cause(world)) == (D("2.00"), D("0.00"))

    assert world.weeks(NEXT) == {"SSO audit log": "2.00"}
    assert movements_of(plan) == [(world.a.pk, "2.00", "landed")]


def test_landing_weeks_that_do_not_all_fit_go_below_the_line(world):
    plan = next_plan(world, "1.99")

    assert line_changes.land(plan, world.a, D("2.00"), cause(world)) == (D("0.00"), D("2.00"))

    line = world.line(world.a, NEXT)
    assert (str(line.weeks), str(line.below_weeks)) == ("0.00", "2.00")
    assert movements_of(plan) == []


def test_taking_landed_weeks_out_takes_those_below_the_line_first(world):
    plan = next_plan(world, "2.00")
    line_changes.land(plan, world.a, D("2.00"), cause(world))
    line_changes.land(plan, world.a, D("1.00"), cause(world))

    line_changes.unland(plan, world.a, D("1.50"), cause(world))

    line = world.line(world.a, NEXT)
    assert (str(line.weeks), str(line.below_weeks)) == ("1.50", "0.00")


def test_a_line_without_weeks_above_or_below_is_no_line(world):
    plan = next_plan(world, "2.00")
    line_changes.land(plan, world.a, D("2.00"), cause(world))

    line_changes.unland(plan, world.a, D("9.00"), cause(world))

    assert not Line.objects.filter(plan=plan).exists()
    assert movements_of(plan) == [
        (world.a.pk, "2.00", "landed"),
        (world.a.pk, "-2.00", "landed"),
    ]
    assert list(faults(world.product)) == []


def test_no_weeks_leave_no_movement(world):
    plan = next_plan(world, "2.00")

    line_changes.fund_from_nothing(plan, D("0.00"), world.a, cause(world))
    line_changes.change(line_changes.line_of(plan, world.a), D("0.00"), "changed", cause(world))

    assert movements_of(plan) == []
