"""Plan, budget, look-back and report ask the same number of queries for 3 rows and for 300."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from company import histories
from escalations.models import Deal, DisplacedCustomer, Displacement, Escalation, Part
from governance.budget import budget_of
from governance.formats.csv_zip import as_csv
from governance.hold_list import held_of
from governance.lookback.build import look_back
from governance.lookback.page import story_of
from governance.models import Decision
from governance.report.sections import build_report
from portfolio.models import Customer, Effort, Item, Line, Plan, Slice, Usage, Waiting
from portfolio.plan.facts import plan_facts
from tests.makers import NOW, Q4

# How many queries are asked is decided in Python.
pytestmark = pytest.mark.any_database

READS = {
    "plan": lambda world: plan_facts(world.product, Q4),
    "budget": lambda world: budget_of(world.product, Q4),
    "holds": lambda world: held_of(world.product, Q4).holds,
    "look-back": lambda world: look_back(world.product, 8),
    "look-back page": lambda world: story_of(world.product, 8),
    "report": lambda world: as_csv(build_report(world.product, dt.date(2026, 11, 1))),
}


def fill(world, n: int) -> None:
    """`n` specials underway, each displacing an item that a customer waits for."""
    product, plan = world.product, Plan.objects.get(quarter=Q4)
    specials = Slice.objects.get(product=product, is_specials=True)
    core = Slice.objects.get(product=product, key="features")
    names = [f"{n}-{k}" for k in range(n)]
    make = [
        histories.create((Item(product=product, slice=s, title=t) for t in names), actor=None)
        for s in (core, specials)
    ]
    customers = histories.create(
        (
            Customer(product=product, name=t, arr=D(1), renewal_date=dt.date(2026, 12, 1))
            for t in names
        ),
        actor=None,
    )
    given = {"problem": "P", "needed_by": NOW.date(), "filed_at": NOW, "state": "in_progress"}
    deals = histories.create((Deal(product=product, name=t) for t in names), actor=None)
    escalations = histories.create(
        (
            Escalation(product=product, item=i, customer=c, deal=d, title=i.title, **given)
            for i, c, d in zip(make[1], customers, deals, strict=True)
        ),
        actor=None,
    )
    Line.objects.bulk_create(
        Line(plan=plan, item=item, weeks=D("0.01")) for items in make for item in items
    )
    Part.objects.bulk_create(
        Part(escalation=e, quarter=Q4, weeks=D("0.01"), at=NOW) for e in escalations
    )
    Decision.objects.bulk_create(
        Decision(escalation=e, kind="approve", at=NOW, reason="Yes.") for e in escalations
    )
    histories.create(
        (
            Waiting(customer=c, item=i, since=NOW.date())
            for c, i in zip(customers, make[0], strict=True)
        ),
        actor=None,
    )
    histories.create(
        (Usage(customer=c, item=i) for c, i in zip(customers, make[0], strict=True)), actor=None
    )
    displacements = Displacement.objects.bulk_create(
        Displacement(escalation=e, plan=plan, item=i, weeks=D(1), outcome="dropped", decided_at=NOW)
        for e, i in zip(escalations, make[0], strict=True)
    )
    DisplacedCustomer.objects.bulk_create(
        DisplacedCustomer(displacement=d, customer=c, arr=D(1))
        for d, c in zip(displacements, customers, strict=True)
    )
    Effort.objects.bulk_create(
        Effort(product=product, team=world.team, item=item, date=NOW.date(), minutes=24)
        for items in make
        for item in items
    )


def queries(world, read) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        read(world)
    return len(caught)


@pytest.mark.parametrize("name", READS)
def test_as_many_queries_for_3_rows_as_for_300(agreed, name):
    fill(agreed, 3)
    few = queries(agreed, READS[name])

    fill(agreed, 297)

    assert queries(agreed, READS[name]) == few


def test_the_look_back_really_shows_them_all(agreed):
    fill(agreed, 3)
    fill(agreed, 297)

    found = look_back(agreed.product, 1)[0]
    assert (found.narrow.count, found.deals.count, found.unplanned.count) == (300, 300, 600)


def test_the_report_really_shows_them_all(agreed):
    fill(agreed, 3)
    fill(agreed, 297)

    found = build_report(agreed.product, dt.date(2026, 11, 1))
    assert (len(found.underway), len(found.postponed.rows)) == (300, 300)
    assert (len(found.decisions.rows), found.postponed.customers_waiting) == (300, 300)
    assert len(plan_facts(agreed.product, Q4).lines) == 4 + 600


def test_a_slice_shows_its_largest_lines_and_the_others_on_request(agreed):
    fill(agreed, 15)
    client = Client()
    client.force_login(agreed.cast.observer)

    first = client.get("/p/skylark/plan/2026Q4/")
    everything = client.get("/p/skylark/plan/2026Q4/?all=1")

    shown = {g.slice.key: (len(g.rows), len(g.others)) for g in first.context["groups"]}
    assert (shown["features"], shown["specials"]) == ((10, 6), (10, 6))
    assert ">6 more lines</a>" in first.content.decode()
    moved = (len(first.context["plan"].drift), first.content.decode().count('data-label="Change"'))
    assert moved == (30, 25)
    assert ">All 30 of them</a>" in first.content.decode()
    assert everything.content.decode().count('data-label="Change"') == 30
    groups = everything.context["groups"]
    assert [len(g.others) for g in groups] == [0] * len(groups)
    assert sum(len(g.rows) for g in groups) == 4 + 30
    assert [g.left_weeks for g in groups] == [g.left_weeks for g in first.context["groups"]]
