"""What-if says what approving several requests together really leaves, and saves nothing."""

import datetime as dt
from decimal import Decimal as D

import pytest

from governance.approvals.what_if import what_if, what_if_candidates
from portfolio.models import Customer
from tests.conftest import make_waiting, rewrite, token_client
from tests.makers import NEXT, Q4
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes

PAGE = "/p/skylark/what-if/"
API = "/api/v1/products/skylark/whatif/"


def test_it_leaves_what_approving_them_one_after_the_other_leaves(agreed):
    agreed.plan(NEXT, lines=[])
    before = agreed.draft(title="Begun before")
    agreed.spend(before, "0.50")
    first = agreed.proposed("3.00", rows=[agreed.take(agreed.a, "3.00")])
    second = agreed.proposed(
        "4.00",
        parts={Q4: D("1.50"), NEXT: D("2.50")},
        rows=[agreed.take(agreed.b, "1.50", quarter=Q4)],
    )

    with nothing_changes():
        found = what_if(agreed.product, [first, second])

    agreed.approve(first)
    agreed.override(second)
    for row in found.quarters:
        budget = agreed.budget(row.quarter)
        assert (row.held_weeks_then, row.headroom_weeks_then, row.committed_share_then) == (
            budget.held_weeks,
            budget.headroom_weeks,
            budget.committed_share,
        )
    assert [row.quarter for row in found.quarters] == [Q4, NEXT]
    assert (found.weeks, found.unfunded_weeks, found.cost) == (D("7.00"), D("2.50"), D("56000.00"))


def test_a_line_gives_what_it_has_left_once(agreed):
    """Line c has 10.00: the first takes 7.00 of it, the second finds 3.00 of its 5.00."""
    asked = [
        agreed.proposed(weeks, rows=[agreed.take(agreed.c, weeks)]) for weeks in ("7.00", "5.00")
    ]

    found = what_if(agreed.product, asked)

    assert [(row.title, row.weeks) for row in found.pushed_out] == [
        (agreed.c.title, D("7.00")),
        (agreed.c.title, D("3.00")),
    ]
    assert found.unfunded_weeks == D("2.00")
    slices = {row.slice: row.change for row in found.slices if row.change}
    assert slices == {"specials": D("12.00"), agreed.c.slice.key: D("-10.00")}


def test_each_customer_and_deal_counts_once(agreed):
    renews, past = agreed.customer("Skyhook", arr="90000"), agreed.customer("Gone", arr="10000")
    rewrite(Customer.objects.filter(pk=renews.pk), renewal_date=dt.date(2027, 1, 5))
    rewrite(Customer.objects.filter(pk=past.pk), renewal_date=dt.date(2026, 11, 1))
    for item in (agreed.a, agreed.b):
        make_waiting(renews, item)
    make_waiting(past, agreed.b)
    customer = agreed.customer("Asks twice")
    deal = agreed.deal(customer, "400000.00")
    asked = [
        agreed.proposed("1.00", rows=[agreed.take(item, "1.00")], customer=customer, deal=deal)
        for item in (agreed.a, agreed.b)
    ]

    found = what_if(agreed.product, asked)

    assert [one.name for one in found.customers] == ["Gone", "Skyhook"]
    assert found.renewal_revenue_waiting == D(90_000)
    assert found.deal_value == D(400_000)


def test_what_cannot_be_approved_as_a_special_is_named_and_not_counted(agreed):
    fault = agreed.asked_as("fault", "2.00")

    found = what_if(agreed.product, [fault])

    assert found.weeks == 0
    assert found.requests[0].hint.endswith("Take it into the plan, as a fault.")
    assert [row.held_weeks_then for row in found.quarters] == [D("0.00")]


def test_only_undecided_and_sized_ones_are_offered(agreed):
    agreed.approved("1.00")
    agreed.submitted()
    agreed.draft()
    sized, proposed = agreed.sized("1.00"), agreed.proposed("1.00")

    assert {e.pk for e in what_if_candidates(agreed.product)} == {sized.pk, proposed.pk}


def test_it_asks_as_often_for_many(agreed, django_assert_num_queries):
    asked = [agreed.proposed("0.50", rows=[agreed.take(agreed.a, "0.50")]) for _ in range(4)]
    offered = what_if_candidates(agreed.product)
    assert len(asked) == len(offered)

    with django_assert_num_queries(19):
        what_if(agreed.product, offered[:1])
    with django_assert_num_queries(19):
        what_if(agreed.product, offered)


@pytest.mark.any_database
def test_the_page_ticks_what_the_address_names(agreed):
    first, second = (agreed.proposed("1.00", title=f"Ask {n}") for n in (1, 2))
    reader = signed_in(agreed.cast.sales_vp)

    nothing, one = reader.get(PAGE), reader.get(f"{PAGE}?take={first.pk}&take=x&take=999999")

    assert "Tick requests to see what approving them together would mean." in words(nothing)
    assert one.context["it"].requests[0].title == "Ask 1"
    assert [taken for _, taken in one.context["offered"]] == [True, False]
    assert (
        "1 request for 1.00 wk: 7.32 wk would be left of Q4 2026; today 8.32 wk are left."
        in words(one)
    )
    assert second.title in words(one)


@pytest.mark.any_database
def test_the_api_says_the_same_and_refuses_what_is_not_open(agreed):
    asked, decided = agreed.proposed("3.00"), agreed.approved("1.00")
    client = token_client(agreed.cast.observer)

    said = client.post(API, {"escalations": [asked.pk]}, content_type="application/json")
    refused = client.post(API, {"escalations": [decided.pk]}, content_type="application/json")

    assert said.status_code == 200
    quarter = said.json()["quarters"][0]
    assert (quarter["held_weeks"], quarter["held_weeks_then"]) == ("1.00", "4.00")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["escalations"])


def test_product_goes_on_to_propose_what_pays_for_them(agreed):
    covered = agreed.proposed("1.00", title="Badges")
    bare = agreed.submitted(title="Kiosk")
    agreed.confirm(agreed.size(bare, "1.00"))
    path = f"/p/skylark/escalations/{bare.pk}/propose/"
    links = {}
    for role in ("product_manager", "sales_vp"):
        page = signed_in(agreed.cast.of(role)).get(PAGE, {"take": [covered.pk, bare.pk]})
        links[role] = [each.pk for each in page.context["to_propose"]]
        assert (path in page.content.decode()) == (role == "product_manager")

    assert links == {"product_manager": [bare.pk], "sales_vp": []}
