"""Weak displacement is shown, not refused; and how what was displaced before ended."""

import datetime as dt
from decimal import Decimal as D

from django.test import Client

from company import clock
from escalations.displacements.weaknesses import PastDisplaced, past_displaced
from escalations.models import Escalation
from escalations.warnings import sentences_of_warning
from portfolio.items.actions import keep_item
from portfolio.plan.actions import LineInput
from tests.conftest import make_item
from tests.makers import LATER, NEXT, NOW, Q4, noon


def warned(world, *rows, title="Labels") -> list[str]:
    made = world.proposed(str(sum(row.weeks for row in rows)), rows=list(rows), title=title)
    return sentences_of_warning(Escalation.objects.get(pk=made.pk))


def test_a_line_added_after_the_baseline_is_named(agreed):
    late = make_item(agreed.product, "Report builder")
    lines = [*agreed.lines(), LineInput(late, D("4.00"))]
    agreed.plan(lines=lines, reason="Somebody thought of it.")

    assert warned(agreed, agreed.take(late, "1.00"), agreed.take(agreed.a, "1.00")) == [
        "Q4 2026: Report builder came into the plan after its baseline was agreed."
    ]


def test_before_a_baseline_no_line_is_late(world):
    assert warned(world, world.take(world.a, "1.00")) == []


def test_what_was_displaced_before_and_not_worked_on_since_is_named(agreed):
    agreed.approved("1.00", rows=[agreed.take(agreed.a, "1.00")])

    with noon(2026, 11, 20):
        assert warned(agreed, agreed.take(agreed.a, "1.00")) == [
            "Q4 2026: SSO audit log was displaced before, on 10 Nov,"
            " and nobody has worked on it since."
        ]
        agreed.spend(agreed.a, "0.10", day=dt.date(2026, 11, 11))
        assert warned(agreed, agreed.take(agreed.a, "1.00"), title="More") == []


def test_what_came_back_was_not_displaced(agreed):
    agreed.cancel(agreed.approved("1.00", rows=[agreed.take(agreed.a, "1.00")]))

    assert warned(agreed, agreed.take(agreed.a, "1.00")) == []


def test_it_is_shown_and_refuses_nothing(agreed):
    agreed.approved("1.00", rows=[agreed.take(agreed.a, "1.00")])
    made = agreed.proposed("1.00", rows=[agreed.take(agreed.a, "1.00")], title="Labels")
    client = Client()
    client.force_login(agreed.cast.executive)

    page = client.get(f"/p/skylark/escalations/{made.pk}/approve/").content.decode()

    assert "SSO audit log was displaced before, on 10 Nov" in page
    assert agreed.approve(made).state == "approved"


def test_how_the_displaced_of_the_last_four_quarters_ended(agreed):
    for name in ("d", "e"):
        setattr(agreed, name, make_item(agreed.product, name))
    lines = [*agreed.lines(), *(LineInput(i, D("2.00")) for i in (agreed.d, agreed.e))]
    agreed.plan(lines=lines, reason="Two more.")
    items = [agreed.a, agreed.b, agreed.c, agreed.d]
    rows = [agreed.take(item, "0.50") for item in items]
    agreed.approved("2.50", rows=[*rows, agreed.take(agreed.e, "0.50", "dropped")])
    assert past_displaced(agreed.product) == PastDisplaced()

    with noon(2027, 2, 1):
        keep_item(agreed.a.pk, {"finished_on": dt.date(2027, 1, 20)}, actor=None)
        agreed.spend(agreed.b, "0.50")
        past = past_displaced(agreed.product)

    assert past == PastDisplaced(items=5, delivered=1, dropped=1, never_started=2)
    assert past.said() == (
        "Of 5 items displaced in the last four quarters: 1 delivered later, 1 dropped,"
        " 2 never started since, 1 under way."
    )
    with noon(2028, 1, 2):
        assert past_displaced(agreed.product) == PastDisplaced()


def test_what_the_reserve_kept_out_was_displaced_too(agreed):
    agreed.approved("1.00", rows=[agreed.take(None, "1.00")])

    with noon(2027, 2, 1):
        said = past_displaced(agreed.product).said()

    assert said == "Of 1 item displaced in the last four quarters: 1 never started since."


def test_it_asks_as_often_for_many_items_as_for_one(agreed, django_assert_num_queries):
    more = [make_item(agreed.product, f"Item {n}") for n in range(6)]
    lines = [*agreed.lines(), *(LineInput(item, D("1.00")) for item in more)]
    agreed.plan(lines=lines, reason="More.")
    agreed.approved("3.00", rows=[agreed.take(item, "0.50") for item in more])

    with clock.at(NOW.replace(year=2027, month=2)), django_assert_num_queries(2):
        assert past_displaced(agreed.product).items == 6


def test_quarters_are_told_apart(agreed):
    agreed.plan(NEXT, lines=agreed.lines())
    rows = [agreed.take(agreed.a, "1.00", quarter=Q4, to_quarter=LATER)]
    agreed.approved("1.00", rows=rows)

    made = agreed.proposed(
        "1.00", quarter=NEXT, title="Labels", rows=[agreed.take(agreed.a, "1.00", quarter=NEXT)]
    )

    assert sentences_of_warning(Escalation.objects.get(pk=made.pk)) == [
        "Q1 2027: SSO audit log was displaced before, on 10 Nov, and nobody has worked on it since."
    ]
