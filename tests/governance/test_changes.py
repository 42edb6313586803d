"""Section 7: swaps, what was taken into the plan, and the faults that each customer had."""

import datetime as dt

from governance.report.sections import build_report
from tests.conftest import make_waiting
from tests.makers import NEXT, noon
from tests.portfolio.pages import signed_in, words

NOVEMBER, DECEMBER = dt.date(2026, 11, 1), dt.date(2026, 12, 1)


def decided(world, month=NOVEMBER):
    return build_report(world.product, month).decisions


def changes(world, *kinds):
    found = decided(world).changes
    return [(row.kind, row.what, row.detail) for row in found if row.kind in kinds]


def take(world, escalation, **more):
    return world.take_into_plan(world.confirm(escalation), **more)


def fault(world, customer, weeks="1.00"):
    made = world.asked_as("fault", weeks, NEXT, customer=customer, title="Signed exports")
    return take(world, made, slice_key="quality", documented="Exports are signed.")


def test_a_swap_says_for_what(agreed):
    old = agreed.approved("1.00", title="Badges")
    new = agreed.proposed("1.00", title="Turnstiles")
    agreed.approve(new, swap_for=old)
    agreed.cancel(agreed.approved("1.00", title="Gates"))

    said = words(signed_in(agreed.cast.observer).get("/p/skylark/report/2026-11/"))

    assert changes(agreed, "swapped", "cancelled") == [
        ("swapped", "Badges", "for Turnstiles"),
        ("cancelled", "Gates", ""),
    ]
    assert "Swapped : Badges, Customer 1, for Turnstiles" in said.replace("Swapped:", "Swapped :")
    agreed.proven()


def test_what_was_taken_into_the_plan_says_as_what(agreed):
    agreed.plan(NEXT, lines=[])
    planned = agreed.asked_as("planned_item", "2.00", NEXT, title="Dark mode for all")
    make_waiting(agreed.customer("Other"), agreed.kept_out)
    agreed.submitted(title="Dark mode for all", customer=agreed.customer("Third"))
    take(agreed, planned)
    fault(agreed, agreed.customer("Skyhook"))

    assert changes(agreed, "taken_into_plan", "taken_as_fault") == [
        ("taken_into_plan", "Dark mode for all", "2.00 wk in Q1 2027: 2 customers want it"),
        ("taken_as_fault", "Signed exports", "1.00 wk in Q1 2027: Exports are signed"),
    ]


def test_faults_stand_by_customer_in_the_month_and_in_four_quarters(agreed):
    agreed.plan(NEXT, lines=[])
    skyhook, delft = agreed.customer("Skyhook"), agreed.customer("Delft Rail")
    for customer in (skyhook, skyhook, delft):
        fault(agreed, customer, "0.50")
    with noon(2026, 12, 8):
        fault(agreed, delft, "0.50")
        fault(agreed, delft, "0.50")
        found = decided(agreed, DECEMBER).faults
        said = words(signed_in(agreed.cast.observer).get("/p/skylark/report/2026-12/"))

        assert [(row.customer, row.in_month) for row in decided(agreed).faults] == [
            ("Skyhook", 2),
            ("Delft Rail", 1),
        ]
    assert [(row.customer, row.in_month, row.in_four_quarters) for row in found] == [
        ("Delft Rail", 2, 3),
        ("Skyhook", 0, 2),
    ]
    assert "Delft Rail: 2 this month, 3 in four quarters; Skyhook: 0 this month" in said
    with noon(2027, 10, 2):
        assert decided(agreed, dt.date(2027, 10, 1)).faults == []
