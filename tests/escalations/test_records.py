"""Deals and commitments."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from company.refusals import Malformed
from escalations import actions
from escalations.deals import keep_commitment, keep_deal
from escalations.models import Commitment, Deal, Escalation
from tests.conftest import make_customer, make_product
from tests.snapshots import raises_and_changes_nothing

DUE = dt.date(2027, 1, 1)


@pytest.fixture
def foreign(world):
    """A customer of another product."""
    return make_customer(make_product("kite"))


def test_a_deal_may_have_no_customer(world):
    deal = {"product": world.product, "name": "Nobody's yet", "amount": D("1000.00")}

    keep_deal(None, deal, actor=world.cast.sales)

    assert (Deal.objects.get().customer, Deal.objects.get().outcome) == (None, "open")


def test_deals_and_commitments_stay_within_the_product(world, foreign):
    mine = world.customer()
    theirs = Escalation.objects.create(product=foreign.product, filed_at=dt.datetime.now(dt.UTC))
    promise = {"product": world.product, "what": "A date", "due": DUE}
    for keep, record in [
        (keep_deal, {"product": world.product, "name": "X", "customer": foreign}),
        (keep_commitment, {**promise, "customer": foreign}),
        (keep_commitment, {**promise, "customer": mine, "escalation": theirs}),
    ]:
        with raises_and_changes_nothing(Malformed):
            keep(None, record, actor=world.cast.sales)


def test_sales_keep_deals_and_all_but_observers_commitments(world):
    deal = {"product": world.product, "name": "X"}
    promise = {
        "product": world.product,
        "customer": world.customer(),
        "what": "A date",
        "due": DUE,
        "weeks": D("2.50"),
    }

    for role in ("product_manager", "engineering", "executive", "observer"):
        with raises_and_changes_nothing(PermissionDenied):
            keep_deal(None, deal, actor=world.cast.of(role))
    with raises_and_changes_nothing(PermissionDenied):
        keep_commitment(None, promise, actor=world.cast.observer)
    for role in ("sales", "sales_vp", "product_manager", "engineering", "executive"):
        keep_commitment(None, promise, actor=world.cast.of(role))
    assert [str(made.weeks) for made in Commitment.objects.all()] == ["2.50"] * 5


def test_a_negative_amount_says_its_sentence(world):
    deal = {"product": world.product, "name": "X", "amount": D("-1.00")}

    with raises_and_changes_nothing(ValidationError) as caught:
        keep_deal(None, deal, actor=world.cast.sales)

    assert caught.value.messages == ["A deal's amount cannot be negative."]


def amounts(deal) -> tuple:
    deal.refresh_from_db()
    return deal.amount, deal.asked_amount, deal.signed_amount


class TestAskedAndSigned:
    def test_a_deal_keeps_the_amount_of_the_first_submission(self, world):
        customer = world.customer()
        deal = world.deal(customer, "400.00")
        draft = world.draft(customer=customer, deal=deal)
        assert amounts(deal) == (D("400.00"), None, None)

        actions.submit(escalation=draft, actor=world.cast.sales)
        keep_deal(deal.pk, {"amount": D("300.00")}, actor=world.cast.sales)
        world.submitted(customer=customer, deal=deal)

        assert amounts(deal) == (D("300.00"), D("400.00"), None)

    def test_a_deal_named_after_the_submission_counts_from_then_on(self, world):
        customer = world.customer()
        deal = world.deal(customer, "400.00")
        sent = world.submitted(customer=customer)

        actions.amend_escalation(sent.pk, {"deal": deal}, actor=world.cast.sales)

        assert amounts(deal) == (D("400.00"), D("400.00"), None)

    def test_a_won_deal_was_signed_for_its_amount_unless_that_is_said(self, world):
        deal, other = world.deal(amount="400.00"), world.deal(amount="400.00")
        won = {"outcome": "won"}

        keep_deal(deal.pk, won, actor=world.cast.sales)
        keep_deal(deal.pk, {"amount": D("500.00")}, actor=world.cast.sales)
        said = won | {"signed_amount": D("350.00")}
        keep_deal(other.pk, said, actor=world.cast.sales)

        assert amounts(deal) == (D("500.00"), None, D("400.00"))
        assert amounts(other) == (D("400.00"), None, D("350.00"))

    def test_a_deal_that_was_not_won_after_all_was_signed_for_nothing(self, world):
        deal = world.deal(amount="400.00")
        for outcome in ("won", "lost"):
            keep_deal(deal.pk, {"outcome": outcome}, actor=world.cast.sales)

        assert amounts(deal) == (D("400.00"), None, None)

    def test_nothing_is_signed_for_a_deal_that_is_not_won(self, world):
        deal = world.deal(amount="400.00")
        said = {"signed_amount": D("350.00")}

        with raises_and_changes_nothing(Malformed) as caught:
            keep_deal(deal.pk, said, actor=world.cast.sales)

        assert list(caught.value.errors) == ["signed_amount"]

    def test_a_review_that_says_won_signs_it(self, agreed):
        customer = agreed.customer()
        deal = agreed.deal(customer, "400.00")
        done = agreed.deliver(agreed.start(agreed.approved(customer=customer, deal=deal)))

        actions.review(
            escalation=done,
            verdict="keep",
            customers_using=1,
            deal_outcome="won",
            claims={},
            actor=agreed.cast.sales,
        )

        assert amounts(deal) == (D("400.00"), D("400.00"), D("400.00"))
        assert deal.history.first().history_user == agreed.cast.sales
        agreed.proven()
