"""The review of a delivered special: its deal, who uses it, which claims came true."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from company.refusals import Malformed
from escalations import actions
from escalations.claims import ClaimInput
from escalations.models import Escalation, Judgement
from tests.snapshots import raises_and_changes_nothing


@pytest.fixture
def delivered(agreed):
    customer = agreed.customer()
    claims = [ClaimInput("few_lines"), ClaimInput("everyone_wants_this")]
    deal = agreed.deal(customer)
    made = agreed.approved("3.00", customer=customer, deal=deal, claims=claims)
    return agreed.deliver(agreed.start(made))


def judge(world, escalation, **changes):
    first, second = escalation.claims.order_by("pk")
    given = {
        "verdict": "keep",
        "customers_using": 2,
        "deal_outcome": "won",
        "claims": {first.pk: False, second.pk: True},
        **changes,
    }
    return actions.review(escalation=escalation, actor=world.cast.sales, **given)


def test_a_review_says_what_sales_think_and_what_became_of_the_deal(agreed, delivered):
    made = judge(agreed, delivered)

    assert made.state == "reviewed"
    words = Judgement.objects.order_by("claim").values_list("side", "is_true", "by")
    sales = agreed.cast.sales.pk
    assert list(words) == [("sales", False, sales), ("sales", True, sales)]
    assert Escalation.objects.get(pk=made.pk).deal.outcome == "won"
    assert (made.review.customers_using, made.review.verdict) == (2, "keep")


def test_what_is_retired_has_a_date(agreed, delivered):
    with raises_and_changes_nothing(ValidationError):
        judge(agreed, delivered, verdict="retire")

    assert (
        judge(agreed, delivered, verdict="retire", retire_on=dt.date(2028, 1, 1)).state
        == "reviewed"
    )


def test_a_review_judges_its_own_claims_only(agreed, delivered):
    other = agreed.draft(title="Other", claims=[ClaimInput("few_lines")]).claims.get()

    with raises_and_changes_nothing(Malformed):
        judge(agreed, delivered, claims={other.pk: True})
