"""What is known about each claim; it changes with nothing but what it rests on."""

import pytest

from escalations import actions
from escalations.claims import ClaimInput
from escalations.evidence import Evidence
from escalations.judgements import judge
from escalations.models import Claim
from tests.conftest import make_waiting
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes


def said(escalation, kind):
    (found,) = [one for one in Evidence(escalation).claims if one.claim.kind == kind]
    return found.said


@pytest.fixture
def asked(agreed):
    """Asked for by Skyhook, who pays 100 of the 400 that customers pay a year."""
    skyhook = agreed.customer("Skyhook", arr="100000")
    agreed.customer("Large", arr="250000")
    agreed.customer("Small", arr="50000")
    agreed.customer("Prospect", arr="0")
    kinds = [kind.value for kind in Claim.Kind]
    return agreed.proposed(
        "1.00",
        customer=skyhook,
        title="Badge printing for visitors",
        claims=[ClaimInput(kind) for kind in kinds],
    )


def test_everyone_is_counted_by_name_once(agreed, asked):
    assert said(asked, "everyone_wants_this") == (
        "Nobody else is known to wait for it, or to have asked for the same."
    )
    large = agreed.product.customers.get(name="Large")
    make_waiting(large, asked.item)
    agreed.submitted(title="Badge printing for visitors", customer=large)
    prospect = agreed.product.customers.get(name="Prospect")
    agreed.submitted(title="Badge printing for visitors!", customer=prospect)

    assert said(asked, "everyone_wants_this") == (
        "3 customers wait for it or asked for the same:"
        " 2 of the 3 who pay and 87.5% of the revenue."
    )


def test_an_account_has_its_rank_and_share(asked, agreed):
    assert said(asked, "strategic_account") == (
        "Skyhook is number 2 of 3 by revenue: EUR 100k a year, 25% of all."
    )
    prospect = agreed.product.customers.get(name="Prospect")
    other = agreed.draft(customer=prospect, claims=[ClaimInput("strategic_account")])
    assert said(other, "strategic_account") == "Prospect pays nothing yet: a prospect."


def test_few_lines_stand_beside_how_estimates_held_up(asked):
    assert said(asked, "few_lines") == "Not enough history of estimates (n = 0)."


def test_what_slipped_in_this_quarter_is_counted(agreed, asked):
    assert said(asked, "agile_slip_in") == "Nothing was slipped into Q4 2026 so far."

    agreed.approved("3.00", rows=[agreed.take(agreed.a, "2.00"), agreed.take(agreed.b, "1.00")])

    assert said(asked, "agile_slip_in") == (
        "1 slipped into Q4 2026 so far, and pushed out 3.00 wk of 2 items."
    )


def test_what_a_customer_specified_stands_beside_how_such_ones_were_reviewed(agreed, asked):
    assert said(asked, "customer_specified") == (
        "None that a customer had specified was reviewed yet."
    )
    other = agreed.approved("1.00", claims=[ClaimInput("customer_specified", "Twelve pages.")])
    claim = other.claims.get()
    agreed.deliver(agreed.start(other))
    other = actions.review(
        escalation=other,
        verdict="keep",
        customers_using=1,
        deal_outcome="won",
        claims={claim.pk: True},
        actor=agreed.cast.sales,
    )
    judge(escalation=other, claims={claim.pk: True}, actor=agreed.cast.product_manager)

    assert said(asked, "customer_specified") == "Of 1 that a customer had specified: 1 kept."
    records = {one.claim.kind: one.record for one in Evidence(asked).claims}
    assert records["customer_specified"] == (1, 1)
    assert records["few_lines"] is None


def test_it_is_read_and_nothing_else(asked, django_assert_num_queries):
    with nothing_changes(), django_assert_num_queries(10):
        assert len(Evidence(asked).claims) == 5


@pytest.mark.any_database
def test_the_decision_page_and_the_request_say_the_same(agreed, asked):
    reader = signed_in(agreed.cast.executive)

    for path in ("", "approve/"):
        page = words(reader.get(f"/p/skylark/escalations/{asked.pk}/{path}"))
        assert "Skyhook is number 2 of 3 by revenue: EUR 100k a year, 25% of all." in page
        assert "not enough history (n = 0)" in page
