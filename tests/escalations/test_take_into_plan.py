"""Taking a request into the plan: for several customers, or as a fault; it uses no cap."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from company.refusals import Malformed
from escalations import actions
from escalations.models import Displacement, Escalation, TakenIntoPlan
from escalations.own_items import worked_item
from escalations.take_into_plan import taken_into_plan
from ledger import chain
from ledger.models import Entry
from portfolio.models import Item, Movement, Waiting
from tests.conftest import make_member, make_waiting, token_client
from tests.makers import LATER, NEXT, Q4
from tests.snapshots import raises_and_changes_nothing, refuses

MANUAL = "Exports keep their order, says the manual."


@pytest.fixture
def wanted(agreed):
    """Badge printing for Acme, which Borealis asked for too; 3.00 wk as a planned item."""
    agreed.plan(NEXT, lines=agreed.lines())
    agreed.submitted(title="Badge printing", customer=agreed.customer("Borealis"))
    return agreed.asked_as("planned_item", customer=agreed.customer("Acme"))


@pytest.fixture
def fault(agreed):
    agreed.plan(NEXT, lines=agreed.lines())
    return agreed.asked_as(
        "fault", "2.00", title="Exports lose their order", customer=agreed.customer("Acme")
    )


def as_fault(world, it, **more):
    return world.take_into_plan(it, **{"slice_key": "", "documented": MANUAL, **more})


# --- What becomes of it ---


def test_it_is_a_core_item_with_a_line_and_uses_no_cap(agreed, wanted):
    made = agreed.take_into_plan(wanted)

    item = made.taken_into_plan.item
    assert (made.state, item.title, item.slice.key) == ("planned", "Badge printing", "features")
    assert item.customer is None
    assert agreed.weeks(NEXT)["Badge printing"] == "3.00"
    assert (agreed.headroom(), agreed.headroom(NEXT)) == ("8.32", "8.32")
    assert [(str(m.weeks), m.kind, m.reason) for m in Movement.objects.filter(item=item)] == [
        ("3.00", "planned", "Two want it.")
    ]
    agreed.proven()


def test_after_the_baseline_its_line_is_a_change_with_its_reason(agreed, wanted):
    agreed.baseline(NEXT)

    made = agreed.take_into_plan(wanted)

    moved = Movement.objects.get(item=made.taken_into_plan.item)
    assert (moved.kind, moved.reason) == ("changed", "Two want it.")
    agreed.proven()


def test_its_customers_wait_for_the_new_item(agreed, wanted):
    skyhook = agreed.customer("Skyhook")
    make_waiting(skyhook, wanted.item, since=dt.date(2026, 3, 1))
    Waiting.objects.filter(customer=skyhook)

    made = agreed.take_into_plan(wanted)

    rows = Waiting.objects.filter(item=made.taken_into_plan.item).order_by("customer__name")
    assert [(row.customer.name, row.since) for row in rows] == [
        ("Acme", dt.date(2026, 11, 10)),
        ("Borealis", dt.date(2026, 11, 10)),
        ("Skyhook", dt.date(2026, 3, 1)),
    ]
    assert made.taken_into_plan.customers == 3
    agreed.proven()


def test_who_when_and_why_is_kept_sealed_and_can_be_listed(agreed, wanted):
    made = agreed.take_into_plan(wanted)

    kept = made.taken_into_plan
    assert (kept.by, kept.reason, kept.approach, kept.quarter, str(kept.weeks)) == (
        agreed.cast.product_manager,
        "Two want it.",
        "planned_item",
        NEXT,
        "3.00",
    )
    entry = Entry.objects.order_by("number").last()
    assert entry.kind == "taken_into_plan"
    assert chain.data_of(entry) == {
        "escalation": made.pk,
        "item": kept.item_id,
        "approach": "planned_item",
        "quarter": "2027Q1",
        "weeks": "3.00",
        "documented": "",
        "reason": "Two want it.",
        "customers": [made.customer_id, *_others(made)],
        "displacements": [],
    }
    day = dt.timedelta(days=1)
    assert list(taken_into_plan(agreed.product, kept.at, kept.at + day)) == [kept]
    assert list(taken_into_plan(agreed.product, kept.at - day, kept.at)) == []
    assert [event.kind for event in made.events.all()][-1] == "take_into_plan"


def _others(made) -> list[int]:
    rows = Waiting.objects.filter(item=made.taken_into_plan.item).exclude(customer=made.customer)
    return list(rows.values_list("customer", flat=True))


def test_ones_own_request_says_so(agreed, fault):
    mine = agreed.asked_as(
        "fault", "1.00", title="Labels peel off", actor=agreed.cast.product_manager
    )

    assert as_fault(agreed, fault).taken_into_plan.is_own_request is False
    assert as_fault(agreed, mine).taken_into_plan.is_own_request is True


def test_effort_already_spent_stays_special_and_later_effort_is_not(agreed, wanted):
    agreed.spend(wanted, "0.50")
    special = Escalation.objects.get(pk=wanted.pk).item

    made = agreed.take_into_plan(wanted)

    assert str(agreed.budget().held_weeks) == "0.50"
    engineer = token_client(agreed.cast.engineering)
    row = {"team": agreed.team.pk, "date": "2026-11-10", "escalation": made.pk, "weeks": "0.25"}
    assert engineer.post("/api/v1/effort/", {"rows": [row]}, format="json").status_code == 201
    assert str(agreed.budget().held_weeks) == "0.50"
    assert worked_item(made, actor=None) == made.taken_into_plan.item != special
    agreed.proven()


# --- In the running quarter it names what it displaces, like a special ---


def test_in_the_running_quarter_lines_give_all_of_its_weeks(agreed, wanted):
    made = agreed.take_into_plan(wanted, Q4, rows=[agreed.take(agreed.a, "3.00")])

    assert (agreed.weeks()["SSO audit log"], agreed.weeks()["Badge printing"]) == ("27.00", "3.00")
    (row,) = Displacement.objects.filter(escalation=made)
    assert (row.item, str(row.weeks), row.outcome, str(row.landed_weeks)) == (
        agreed.a,
        "3.00",
        "slips",
        "3.00",
    )
    assert agreed.headroom() == "8.32"
    agreed.proven()


@pytest.mark.parametrize("weeks", [None, "2.99", "3.01"])
def test_in_the_running_quarter_displacement_equals_the_weeks(agreed, wanted, weeks):
    rows = [] if weeks is None else [agreed.take(agreed.a, weeks)]

    with refuses("displacement-incomplete"):
        agreed.take_into_plan(wanted, Q4, rows=rows)


def test_a_line_gives_no_more_than_it_has_left(agreed, wanted):
    agreed.spend(agreed.c, "7.50")

    with refuses("displacement-incomplete") as caught:
        agreed.take_into_plan(wanted, Q4, rows=[agreed.take(agreed.c, "3.00")])
    assert caught.value.facts["displaced_weeks"] == D("2.50")


def test_without_rows_it_takes_what_product_proposed(agreed, wanted):
    agreed.propose(wanted, agreed.take(agreed.b, "3.00"))

    agreed.take_into_plan(wanted, Q4)

    assert agreed.weeks()["Kernel upgrade"] == "17.00"
    agreed.proven()


def test_what_it_sends_away_leaves_as_with_a_special(agreed, wanted):
    agreed.take_into_plan(wanted, Q4, rows=[agreed.take(agreed.c, "3.00", "dropped")])

    assert "Flaky tests" not in {**agreed.weeks(), **agreed.weeks(NEXT)}
    assert Item.objects.get(pk=agreed.c.pk).closed_on == dt.date(2026, 11, 10)
    agreed.proven()


# --- Over capacity ---


def test_in_a_later_quarter_slack_pays_up_to_the_capacity(agreed, wanted):
    # 83.20 of capacity, 68.00 in lines.
    with refuses("over-capacity") as caught:
        agreed.take_into_plan(wanted, weeks=D("15.21"))
    assert caught.value.facts == {"lines_weeks": D("83.21"), "capacity_weeks": D("83.20")}

    made = agreed.take_into_plan(wanted, weeks=D("15.20"))
    assert str(made.taken_into_plan.weeks) == "15.20"


def test_in_a_later_quarter_lines_may_give_what_slack_does_not(agreed, wanted):
    agreed.take_into_plan(
        wanted,
        weeks=D("17.20"),
        rows=[agreed.take(agreed.a, "2.00", quarter=NEXT, to_quarter=LATER)],
    )

    assert agreed.weeks(NEXT)["SSO audit log"] == "28.00"
    assert agreed.weeks(NEXT)["Badge printing"] == "17.20"
    assert agreed.weeks(LATER) == {"SSO audit log": "2.00"}
    agreed.proven()


def test_an_over_committed_quarter_still_trades_weeks_for_weeks(agreed, wanted):
    agreed.plan(Q4, capacity="60.00", reason="Two people left.")

    agreed.take_into_plan(wanted, Q4, rows=[agreed.take(agreed.a, "3.00")])

    assert agreed.weeks()["Badge printing"] == "3.00"
    agreed.proven()


def test_what_has_ended_is_closed(agreed, wanted):
    with refuses("quarter-closed"):
        agreed.take_into_plan(wanted, Q4.previous)


# --- For whom, and as what ---


def test_one_customer_is_no_several(agreed):
    made = agreed.asked_as("planned_item")
    withdrawn = agreed.submitted(title="Badge printing")
    actions.withdraw(escalation=withdrawn, reason="No longer.", actor=agreed.cast.sales)
    agreed.submitted(title="Badge printing", customer=made.customer)
    agreed.submitted(title="Something quite different")

    with refuses("one-customer") as caught:
        agreed.take_into_plan(made)
    assert caught.value.facts == {"customers": 1}

    make_waiting(agreed.customer("Skyhook"), made.item)
    assert agreed.take_into_plan(made).state == "planned"


@pytest.mark.parametrize("approach", ["core", "extension_point", "services", "not_viable"])
def test_any_other_approach_is_the_wrong_one(agreed, approach):
    made = agreed.asked_as(approach)

    with refuses("wrong-approach") as caught:
        agreed.take_into_plan(made)
    assert caught.value.facts == {"approach": approach}


def test_what_is_planned_is_never_approved(agreed, wanted):
    agreed.confirm(wanted)
    agreed.propose(wanted, agreed.take(agreed.a, "3.00"))

    with refuses("wrong-approach"):
        agreed.approve(wanted)


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_needs_a_reason(agreed, wanted, reason):
    with raises_and_changes_nothing(Malformed) as caught:
        agreed.take_into_plan(wanted, reason=reason)
    assert list(caught.value.errors) == ["reason"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"weeks": D("0.00")}, "weeks"),
        ({"weeks": D("1.001")}, "weeks"),
        ({"slice_key": "specials"}, "slice"),
        ({"slice_key": ""}, "slice"),
        ({"slice_key": "nonsense"}, "slice"),
    ],
)
def test_what_it_cannot_be(agreed, wanted, given, field):
    with raises_and_changes_nothing(Malformed) as caught:
        agreed.take_into_plan(wanted, **given)
    assert list(caught.value.errors) == [field]


# --- A fault ---


def test_a_fault_is_quality_whoever_reports_it(agreed, fault):
    made = as_fault(agreed, fault)

    kept = made.taken_into_plan
    assert (kept.item.slice.key, kept.approach, kept.documented, kept.customers) == (
        "quality",
        "fault",
        MANUAL,
        1,
    )
    waits = Waiting.objects.get(item=kept.item)
    assert waits.customer == fault.customer
    agreed.proven()


def test_a_fault_names_the_documented_behaviour_that_broke(agreed, fault):
    with raises_and_changes_nothing(Malformed) as caught:
        as_fault(agreed, fault, documented=" ")
    assert list(caught.value.errors) == ["documented"]


def test_a_fault_stands_in_no_other_slice(agreed, fault):
    with raises_and_changes_nothing(Malformed) as caught:
        as_fault(agreed, fault, slice_key="features")
    assert list(caught.value.errors) == ["slice"]


@pytest.mark.parametrize("weeks", [None, D("2.00")])
def test_a_fault_above_two_weeks_needs_an_executive(agreed, fault, weeks):
    large = agreed.size(fault, "2.01", approach="fault")

    with raises_and_changes_nothing(PermissionDenied):
        as_fault(agreed, large, weeks=weeks)

    made = as_fault(agreed, large, weeks=weeks, actor=agreed.cast.executive)
    assert made.state == "planned"


def test_up_to_two_weeks_it_does_not(agreed, fault):
    assert as_fault(agreed, fault).state == "planned"


def test_nobody_else_takes_anything_into_the_plan(agreed, fault):
    for role in ("sales", "sales_vp", "engineering", "observer"):
        with raises_and_changes_nothing(PermissionDenied):
            as_fault(agreed, fault, actor=agreed.cast.of(role))


# --- By API and page ---


def test_the_api_takes_and_answers_it(agreed, wanted):
    client = token_client(agreed.cast.product_manager)
    row = {"item": agreed.a.pk, "weeks": "2.50", "outcome": "slips"}
    body = {"quarter": "2026Q4", "slice": "features", "weeks": "2.50", "reason": "Two want it."}
    body["displacements"] = [row]

    answer = client.post(f"/api/v1/escalations/{wanted.pk}/take_into_plan/", body, format="json")

    assert answer.status_code == 200
    assert answer.data["state"] == "planned"
    kept = TakenIntoPlan.objects.get()
    assert {
        k: answer.data["taken_into_plan"][k]
        for k in ("item", "approach", "quarter", "weeks", "customers", "reason")
    } == {
        "item": kept.item_id,
        "approach": "planned_item",
        "quarter": "2026Q4",
        "weeks": "2.50",
        "customers": 2,
        "reason": "Two want it.",
    }
    again = client.post(f"/api/v1/escalations/{wanted.pk}/take_into_plan/", body, format="json")
    assert (again.status_code, again.data["type"].rsplit("/", 1)[-1]) == (409, "wrong-state")


def test_the_page_names_who_wants_it_and_takes_it(agreed, wanted):
    client = Client()
    client.force_login(agreed.cast.product_manager)
    here = f"/p/skylark/escalations/{wanted.pk}"
    line = agreed.line(agreed.a)

    assert "Take it into the plan" in client.get(f"{here}/").content.decode()
    page = client.get(f"{here}/take_into_plan/").content.decode()
    assert "Borealis</a> asked for “Badge printing”, since 10 Nov" in page
    sent = {
        "quarter": "2026Q4",
        "slice": "features",
        "weeks": "3.00",
        "reason": "Two want it.",
        f"weeks_{line.pk}": "2.00",
        f"outcome_{line.pk}": "slips",
    }
    refused = client.post(f"{here}/take_into_plan/", sent)
    assert refused.status_code == 422
    assert "names what it displaces, like a special" in refused.content.decode()
    assert not TakenIntoPlan.objects.exists()

    client.post(f"{here}/take_into_plan/", {**sent, f"weeks_{line.pk}": "3.00"})

    assert Escalation.objects.get(pk=wanted.pk).state == "planned"
    shown = client.get(f"{here}/").content.decode()
    assert "for 2 customers: Two want it." in shown
    assert "Take it into the plan" not in shown


def test_it_is_not_offered_where_it_would_be_refused(agreed):
    client = Client()
    client.force_login(agreed.cast.product_manager)
    made = agreed.asked_as("core")

    assert (
        "Take it into the plan"
        not in client.get(f"/p/skylark/escalations/{made.pk}/").content.decode()
    )


def test_whoever_holds_both_roles_needs_one_of_them(agreed, fault):
    pm = agreed.cast.product_manager
    both = make_member(agreed.product, "executive", pm.email)

    assert as_fault(agreed, fault, actor=both).state == "planned"
