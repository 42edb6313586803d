"""The reason for a special has changed: a decider says whether it goes on, nothing stops."""

import datetime as dt
import json
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from company import clock
from company.models import Notice
from company.refusals import Malformed
from escalations.deals import keep_deal
from escalations.models import Escalation
from governance.approvals.continuing import continue_special, tell_changed_reasons
from governance.changed_reasons import reason_changed, reasons_changed
from governance.inbox import waiting_for_me
from governance.models import Decision
from ledger.models import Entry
from portfolio.as_of import AsOf
from tests.conftest import rewrite, token_client
from tests.makers import noon
from tests.portfolio.pages import signed_in, words
from tests.snapshots import raises_and_changes_nothing, refuses

DECEMBER = dt.date(2026, 12, 20)


@pytest.fixture
def special(agreed):
    """Approved on 10 November for a deal of 400,000 that closes on 20 December."""
    customer = agreed.customer()
    deal = agreed.deal(customer, "400000.00", close_date=DECEMBER)
    return agreed.approved("1.00", customer=customer, deal=deal)


def change(world, special, day=11, **changes):
    with noon(2026, 11, day):
        keep_deal(special.deal_id, changes, actor=world.cast.sales)


def said(world, day=12) -> list[str]:
    with noon(2026, 11, day):
        return [str(found) for found in reasons_changed(AsOf(world.product))]


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"outcome": "lost"}, "the deal is lost"),
        ({"amount": D("320000.00")}, "the deal fell from EUR 400,000 to 320,000"),
        ({"amount": D("320000.01")}, None),
        ({"amount": D("900000.00")}, None),
        ({"outcome": "won"}, None),
        (
            {"outcome": "won", "signed_amount": D("300000.00")},
            "the deal fell from EUR 400,000 to 300,000",
        ),
        ({"close_date": dt.date(2026, 12, 31)}, None),
        ({"close_date": dt.date(2027, 3, 20)}, "its close date moved from Q4 2026 to Q1 2027"),
        ({"close_date": dt.date(2026, 9, 20)}, "its close date moved from Q4 2026 to Q3 2026"),
        ({"close_date": None}, None),
        ({"name": "Renamed", "stage": "Late"}, None),
    ],
)
def test_a_lost_a_fallen_and_a_moved_deal_change_the_reason(agreed, special, changes, what):
    assert said(agreed) == []

    change(agreed, special, **changes)

    assert said(agreed) == ([f"The reason has changed: {what}"] if what else [])
    agreed.proven()


def test_several_changes_are_said_together(agreed, special):
    change(agreed, special, outcome="lost", amount=D("1.00"))

    assert said(agreed) == [
        "The reason has changed: the deal is lost; the deal fell from EUR 400,000 to 1"
    ]


def test_a_deal_without_an_amount_cannot_fall(agreed):
    customer = agreed.customer()
    special = agreed.approved(
        "1.00", customer=customer, deal=agreed.deal(customer, "0.00", close_date=None)
    )

    change(agreed, special, close_date=DECEMBER)

    assert said(agreed) == []


def test_what_was_lost_when_it_was_decided_is_no_change(agreed):
    customer = agreed.customer()
    deal = agreed.deal(customer)
    rewrite(type(deal).objects.filter(pk=deal.pk), outcome="lost")
    agreed.approved("1.00", customer=customer, deal=deal)

    assert said(agreed) == []


def test_it_can_be_asked_for_any_instant(agreed, special):
    change(agreed, special, day=11, outcome="lost")
    change(agreed, special, day=13, outcome="open")
    asked = {
        day: len(
            reasons_changed(AsOf(agreed.product, dt.datetime(2026, 11, day, 18, tzinfo=dt.UTC)))
        )
        for day in (9, 10, 11, 12, 13)
    }

    assert asked == {9: 0, 10: 0, 11: 1, 12: 1, 13: 0}
    with noon(2026, 11, 14):
        agreed.cancel(special)
        assert said(agreed, 14) == []
        then = dt.datetime(2026, 11, 12, tzinfo=dt.UTC)
        assert len(reasons_changed(AsOf(agreed.product, then))) == 1


def test_only_what_is_underway_has_a_reason(agreed, special):
    change(agreed, special, outcome="lost")
    with noon(2026, 11, 11):
        agreed.deliver(agreed.start(special))

    assert said(agreed) == []


def test_it_is_asked_in_three_queries_for_any_number(agreed, special):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            reasons_changed(AsOf(agreed.product))
        return len(queries)

    one = asked()
    for title in ("Second", "Third"):
        customer = agreed.customer()
        agreed.approved("1.00", customer=customer, deal=agreed.deal(customer), title=title)

    assert (one, asked()) == (3, 3)


def test_deciders_are_told_once_and_need_not_read_it_once_it_goes_on(agreed, special):
    def told() -> set[tuple[str, str, bool]]:
        rows = Notice.objects.filter(key__startswith="reason:").select_related("person")
        return {(row.person.email, row.text, row.read_at is None) for row in rows}

    with noon(2026, 11, 11):
        tell_changed_reasons(agreed.product)
    assert told() == set()

    change(agreed, special, outcome="lost")
    text = "Badge printing: the reason has changed: the deal is lost."
    executive = agreed.cast.executive
    for day in (12, 13):
        with noon(2026, 11, day):
            tell_changed_reasons(agreed.product)
        assert told() == {(executive.email, text, True)}

    with noon(2026, 11, 16):
        continue_special(escalation=special, reason="Four others want it.", actor=executive)
        tell_changed_reasons(agreed.product)
    assert told() == {(executive.email, text, False)}


def test_what_changes_again_on_the_day_it_went_on_is_told_again(agreed, special):
    executive = agreed.cast.executive
    told = Notice.objects.filter(key__startswith="reason:", person=executive)
    for number, amount in enumerate(("300000.00", "200000.00", "100000.00"), start=1):
        with clock.at(dt.datetime(2026, 11, 12, 8 + number, tzinfo=dt.UTC)):
            keep_deal(special.deal_id, {"amount": D(amount)}, actor=agreed.cast.sales)
            tell_changed_reasons(agreed.product)
            assert told.count() == number
        with clock.at(dt.datetime(2026, 11, 12, 8 + number, 30, tzinfo=dt.UTC)):
            continue_special(escalation=special, reason="Two more want it.", actor=executive)


class TestContinuing:
    def test_a_decider_says_why_it_goes_on_and_from_then_on_it_is_measured_anew(
        self, agreed, special
    ):
        change(agreed, special, amount=D("200000.00"))
        lines = agreed.weeks()
        with noon(2026, 11, 12):
            made = continue_special(
                escalation=special, reason="Two more want it.", actor=agreed.cast.executive
            )

        assert said(agreed, 13) == []
        assert (made.state, agreed.weeks()) == ("approved", lines)
        decision = Decision.objects.latest("pk")
        assert (decision.kind, decision.reason, decision.weeks, decision.deal_amount) == (
            "continue",
            "Two more want it.",
            None,
            D("200000.00"),
        )
        assert made.events.last().text == "Two more want it."
        assert json.loads(Entry.objects.latest("number").text)["kind"] == "continued"
        change(agreed, special, day=13, amount=D("160000.00"))
        assert said(agreed, 14) == [
            "The reason has changed: the deal fell from EUR 200,000 to 160,000"
        ]
        agreed.proven()

    def test_it_needs_a_reason_and_a_change(self, agreed, special):
        decide = {"escalation": special, "actor": agreed.cast.executive}
        with refuses("wrong-state"):
            continue_special(reason="Just so.", **decide)
        change(agreed, special, outcome="lost")
        with raises_and_changes_nothing(Malformed):
            continue_special(reason=" ", **decide)

    def test_the_sales_vp_says_so_of_a_slot_special_only(self, agreed, special):
        customer = agreed.customer()
        deal = agreed.deal(customer)
        slot = agreed.proposed("1.00", customer=customer, deal=deal, title="In a slot")
        slot = agreed.approve(slot, actor=agreed.cast.sales_vp)
        for each in (special, slot):
            change(agreed, each, outcome="lost")

        with noon(2026, 11, 12):
            for role in ("sales", "product_manager", "engineering", "observer"):
                with raises_and_changes_nothing(PermissionDenied):
                    continue_special(escalation=slot, reason="Why not.", actor=agreed.cast.of(role))
            with raises_and_changes_nothing(PermissionDenied):
                continue_special(escalation=special, reason="Why not.", actor=agreed.cast.sales_vp)
            waits = {
                role: [
                    str(row)
                    for row, step in waiting_for_me(agreed.cast.of(role), agreed.product)
                    if step.startswith("continue or cancel")
                ]
                for role in ("sales_vp", "executive", "sales", "engineering")
            }
            continue_special(escalation=slot, reason="We owe it.", actor=agreed.cast.sales_vp)

        assert waits == {
            "sales_vp": ["In a slot"],
            "executive": ["Badge printing", "In a slot"],
            "sales": [],
            "engineering": [],
        }

    def test_cancelling_it_ends_the_question(self, agreed, special):
        change(agreed, special, outcome="lost")

        with noon(2026, 11, 12):
            agreed.cancel(special)
            assert reason_changed(special) is None

    def test_page_home_and_api(self, agreed, special):
        change(agreed, special, outcome="lost")
        page = f"/p/skylark/escalations/{special.pk}/"
        with noon(2026, 11, 12):
            executive = signed_in(agreed.cast.executive)
            assert "The reason has changed: the deal is lost." in words(executive.get(page))
            assert "continue or cancel it: the deal is lost" in words(executive.get("/"))
            assert "Continue it" in words(executive.get(page))
            observer = words(signed_in(agreed.cast.observer).get(page))
            assert "The reason has changed" in observer
            assert "Continue it" not in observer
            assert signed_in(agreed.cast.sales_vp).get(f"{page}continue/").status_code == 403
            sent = executive.post(f"{page}continue/", {"reason": "We promised."})
            assert sent.status_code == 302
            assert "The reason has changed" not in words(executive.get(page))
            again = token_client(agreed.cast.executive).post(
                f"/api/v1/escalations/{special.pk}/continue/", {"reason": "Again."}, format="json"
            )

        assert (again.status_code, again.json()["type"]) == (409, "/problems/wrong-state")
        assert Escalation.objects.get(pk=special.pk).state == "approved"
