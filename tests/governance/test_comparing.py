"""The queue is where one chooses: some of it side by side, and its order by a script."""

from decimal import Decimal as D

import pytest

from company import histories
from escalations.claims import ClaimInput
from escalations.models import (
    Confirmation,
    Escalation,
    Proposal,
    ProposedRow,
    SizedPart,
    Sizing,
)
from governance.approvals.compare import compare
from governance.approvals.queue import queue
from tests.conftest import make_waiting
from tests.makers import NOW, Q4
from tests.portfolio.pages import queries, signed_in, words
from tests.snapshots import nothing_changes

QUEUE = "/p/skylark/queue/"
COMPARE = f"{QUEUE}compare/"


@pytest.fixture
def two(agreed):
    """3.00 wk from A, for which Skyhook waits, and 9.00 wk with nothing named."""
    make_waiting(agreed.customer("Skyhook", arr="120000.00", renews_in=400), agreed.a)
    aerial = agreed.customer("Aerial", arr="50000.00")
    first = agreed.proposed(
        "3.00",
        title="Badges",
        customer=aerial,
        deal=agreed.deal(aerial),
        claims=[ClaimInput("few_lines")],
    )
    agreed.costs(first, payment_once=D(600000))
    return first, agreed.proposed("9.00", rows=[], title="Kiosks")


def test_each_stands_by_the_check_that_decides_it(agreed, two):
    both = {each.pk for each in two}

    found = compare(agreed.product, both, agreed.cast.executive)

    rows = {row.escalation: row.check for row in queue(agreed.product).rows}
    assert [one.row.escalation for one in found.compared] == list(two)
    assert [one.row.check.as_judged() for one in found.compared] == [
        rows[each].as_judged() for each in two
    ]
    assert [one.row.renewal_revenue for one in found.compared] == [D("120000.00"), 0]
    assert [one.verdict.button for one in found.compared] == [
        "Approve and slip SSO audit log",
        "Override the cap by 0.68 wk, with 9.00 wk that no line gives",
    ]
    assert found.together.quarters[0].headroom_weeks_then == D("-3.68")


@pytest.mark.any_database
def test_the_page_says_side_by_side_what_decides(agreed, two):
    asked = "&".join(f"escalation={each.pk}" for each in two)

    said = words(signed_in(agreed.cast.sales_vp).get(f"{COMPARE}?{asked}"))

    assert "Both together take 12.00 wk: Q4 2026 would be 3.68 wk over its cap" in said
    for each in (
        "EUR 50k a year",
        "EUR 400k Badges, open",
        "SSO audit log loses 3.00 wk; they slip to Q1 2027",
        "1, EUR 120k to renew Skyhook",
        "nothing is agreed for the work itself",
        "It is only a few lines of code",
        "5.32 wk of 8.32, Q4 2026; 3.6% committed",
        f"Send it to {agreed.cast.executive}",
    ):
        assert each in said


@pytest.mark.parametrize("asked", ["", "?escalation=x", "?escalation=999999", "?escalation=²"])
def test_what_stands_not_in_the_queue_is_not_compared(agreed, two, asked):
    page = signed_in(agreed.cast.observer).get(f"{COMPARE}{asked}")

    assert (page.status_code, page.context["it"].compared) == (200, [])
    assert "Tick two or three in the queue" in words(page)


def test_four_stand_side_by_side_and_no_more(agreed, two):
    more = [agreed.proposed("0.10", title=f"More {n}").pk for n in range(3)]
    asked = "&".join(f"escalation={pk}" for pk in [*more, *(each.pk for each in two)])

    page = signed_in(agreed.cast.sales_vp).get(f"{COMPARE}?{asked}")

    assert len(page.context["it"].compared) == 4
    assert "The first 4 stand here" in words(page)


def test_a_script_ranks_without_a_page(agreed, two):
    first, second = two
    client = signed_in(agreed.cast.sales_vp)

    moved = client.post(f"{QUEUE}{second.pk}/", {"before": first.pk, "quietly": "1"})

    assert (moved.status_code, moved.content) == (204, b"")
    assert [row.escalation for row in queue(agreed.product).rows] == [second, first]
    with nothing_changes():
        refused = client.post(f"{QUEUE}{second.pk}/", {"before": 999999, "quietly": "1"})
    assert refused.status_code == 409


@pytest.mark.any_database
def test_a_long_queue_asks_no_more_queries(agreed, two):
    client = signed_in(agreed.cast.sales_vp)
    few = queries(client, QUEUE)

    copies = copy(two[0], 60)

    assert len(queue(agreed.product).rows) == 62
    assert queries(client, QUEUE) == few
    assert queries(client, f"{QUEUE}?all=1") == few
    page = client.get(QUEUE)
    assert (len(page.context["rows"]), len(page.context["others"])) == (50, 12)
    assert "62 requests for 192.00 wk together" in words(page)
    assert "Show the other 12" in words(page)
    assert f'data-next="{copies[48].pk}"' in page.content.decode()
    assert "Show the other" not in words(client.get(f"{QUEUE}?all=1"))


def copy(escalation: Escalation, n: int) -> list[Escalation]:
    """So many requests that were sized, confirmed and proposed as this one was."""
    standing, given = escalation.latest_sizing, {"at": NOW}
    fields = ["product", "customer", "problem", "needed_by", "filed_at", "state", "answer_due"]
    same = {name: getattr(escalation, name) for name in fields}
    made = list(
        histories.create((Escalation(title=f"Copy {k}", **same) for k in range(n)), actor=None)
    )
    weeks = {f"{name}_weeks": D("3.00") for name in ("low", "likely", "high")}
    sizings = Sizing.objects.bulk_create(
        Sizing(escalation=each, approach=standing.approach, **weeks, **given) for each in made
    )
    SizedPart.objects.bulk_create(
        SizedPart(sizing=each, quarter=Q4, weeks=D("3.00")) for each in sizings
    )
    Confirmation.objects.bulk_create(
        Confirmation(sizing=each, side=side, **given)
        for each in sizings
        for side in ("product", "engineering")
    )
    proposals = Proposal.objects.bulk_create(Proposal(sizing=each, **given) for each in sizings)
    (row,) = escalation.latest_proposal.rows.all()
    ProposedRow.objects.bulk_create(
        ProposedRow(
            proposal=each,
            quarter=Q4,
            item=row.item,
            weeks=row.weeks,
            outcome=row.outcome,
            to_quarter=row.to_quarter,
        )
        for each in proposals
    )
    return made
