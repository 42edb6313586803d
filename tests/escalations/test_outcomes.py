"""Declined, deferred and redirected: won anyway, or not."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalations.deals import keep_deal
from escalations.outcomes import WonAnyway, won_anyway
from escalations.states import State
from governance.approvals import actions as approvals
from portfolio.as_of import AsOf
from tests.makers import noon
from tests.portfolio.pages import signed_in, words

LIST = "/p/skylark/escalations/"


def turned(world, verb, deal=None, **more):
    made = world.submitted(customer=deal.customer if deal else None, deal=deal)
    act = {"reason": "Not worth what it displaces.", "actor": world.cast.executive, **more}
    return getattr(approvals, verb)(escalation=made, **act)


def end(world, deal, day=11, **changes):
    with noon(2026, 11, day):
        keep_deal(deal.pk, changes, actor=world.cast.sales)


@pytest.fixture
def seven(agreed):
    """Three of seven declined were won (for 410,000), one is open; two requests share a deal."""
    deals = [agreed.deal(agreed.customer(), "100000.00", name=f"Deal {n}") for n in range(8)]
    for deal in deals:
        turned(agreed, "decline", deal)
    turned(agreed, "decline", deals[0])
    turned(agreed, "decline")
    for n, signed in enumerate(["200000.00", "110000.00", None]):
        more = {"signed_amount": D(signed)} if signed else {}
        end(agreed, deals[n], outcome="won", **more)
    for deal in deals[3:7]:
        end(agreed, deal, outcome="lost")
    return deals


def test_each_deal_counts_once_and_open_ones_apart(agreed, seven):
    assert won_anyway(AsOf(agreed.product)) == [
        WonAnyway(State.DECLINED, won=3, decided=7, open=1, amount=D("410000.00"))
    ]


def test_each_way_of_turning_down_stands_by_itself(agreed):
    deals = [agreed.deal(agreed.customer(), "5.00", name=f"Deal {n}") for n in range(2)]
    turned(agreed, "redirect", deals[0], to="partner")
    turned(agreed, "defer", deals[1])
    agreed.approved("1.00", customer=deals[1].customer, deal=deals[1])
    end(agreed, deals[1], outcome="won")

    assert won_anyway(AsOf(agreed.product)) == [
        WonAnyway(State.DEFERRED, won=1, decided=1, open=0, amount=D("5.00")),
        WonAnyway(State.REDIRECTED, won=0, decided=0, open=1, amount=D("0.00")),
    ]
    assert won_anyway(AsOf(agreed.cast.outsider.memberships.get().product)) == []


def test_it_can_be_asked_for_an_instant(agreed, seven):
    def at(day):
        return won_anyway(AsOf(agreed.product, dt.datetime(2026, 11, day, 18, tzinfo=dt.UTC)))

    assert at(9) == []
    assert at(10) == [WonAnyway(State.DECLINED, won=0, decided=0, open=8, amount=D("0.00"))]
    assert at(11) == won_anyway(AsOf(agreed.product))


def test_no_state_changes(agreed, seven):
    assert set(agreed.product.escalations.values_list("state", flat=True)) == {"declined"}


def test_it_takes_two_queries_for_any_number(agreed, seven):
    with CaptureQueriesContext(connection) as queries:
        won_anyway(AsOf(agreed.product))

    assert len(queries) == 2


def test_the_list_says_it(agreed, seven):
    turned(agreed, "redirect", agreed.deal(agreed.customer(), name="Later"), to="services")
    said = words(signed_in(agreed.cast.observer).get(LIST))

    assert "Declined, won anyway: 3 of 7, EUR 410k; 1 deal still open" in said
    assert "Redirected, 1 deal still open" in said
