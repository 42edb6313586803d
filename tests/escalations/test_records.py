"""Deals, commitments, and the sales VP's order of the queue."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from company.refusals import Malformed
from escalations import actions
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

    actions.keep_deal(None, deal, actor=world.cast.sales)

    assert (Deal.objects.get().customer, Deal.objects.get().outcome) == (None, "open")


def test_deals_and_commitments_stay_within_the_product(world, foreign):
    mine = world.customer()
    theirs = Escalation.objects.create(product=foreign.product, filed_at=dt.datetime.now(dt.UTC))
    promise = {"product": world.product, "what": "A date", "due": DUE}
    for keep, record in [
        (actions.keep_deal, {"product": world.product, "name": "X", "customer": foreign}),
        (actions.keep_commitment, {**promise, "customer": foreign}),
        (actions.keep_commitment, {**promise, "customer": mine, "escalation": theirs}),
    ]:
        with raises_and_changes_nothing(Malformed):
            keep(None, record, actor=world.cast.sales)


def test_sales_keep_deals_and_commitments_and_nobody_else(world):
    deal = {"product": world.product, "name": "X"}
    promise = {"product": world.product, "customer": world.customer(), "what": "A date",
               "due": DUE, "weeks": D("2.50")}  # fmt: skip

    for role in ("product_manager", "engineering", "executive", "observer"):
        with raises_and_changes_nothing(PermissionDenied):
            actions.keep_deal(None, deal, actor=world.cast.of(role))
        with raises_and_changes_nothing(PermissionDenied):
            actions.keep_commitment(None, promise, actor=world.cast.of(role))
    actions.keep_commitment(None, promise, actor=world.cast.sales_vp)
    assert str(Commitment.objects.get().weeks) == "2.50"


def test_a_negative_amount_says_its_sentence(world):
    deal = {"product": world.product, "name": "X", "amount": D("-1.00")}

    with raises_and_changes_nothing(ValidationError) as caught:
        actions.keep_deal(None, deal, actor=world.cast.sales)

    assert caught.value.messages == ["A deal's amount cannot be negative."]


def ranks(world) -> dict[str, int]:
    return dict(Escalation.objects.filter(product=world.product).values_list("title", "rank"))


def test_the_sales_vp_ranks_the_queue(world):
    a, b, c = (world.submitted(title=title) for title in "ABC")

    actions.rank(product=world.product, order=[c.pk, a.pk], actor=world.cast.sales_vp)
    assert ranks(world) == {"A": 2, "B": 0, "C": 1}
    actions.rank(product=world.product, order=[b.pk], actor=world.cast.sales_vp)
    assert ranks(world) == {"A": 0, "B": 1, "C": 0}


def test_nobody_else_ranks_it(world):
    made = world.submitted()

    for role in ("sales", "product_manager", "engineering", "executive", "observer"):
        with raises_and_changes_nothing(PermissionDenied):
            actions.rank(product=world.product, order=[made.pk], actor=world.cast.of(role))
