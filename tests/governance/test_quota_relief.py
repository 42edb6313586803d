"""Quota relief: worked numbers, and who sees whose (DESIGN 4.6). Skylark's rate is 8,000 a week."""

import datetime as dt
from decimal import Decimal as D

import pytest

from company.actions import add_member
from escalations.deals import keep_deal
from escalations.quota_relief import relief
from governance.policies import put_policy
from tests.conftest import rewrite, token_client
from tests.makers import NEXT
from tests.portfolio.pages import queries, signed_in, words

PAGE, API = "/p/skylark/quota-relief/", "/api/v1/products/skylark/quota-relief/"


@pytest.mark.parametrize(
    ("amount", "cost", "percent", "counts"),
    [
        ("500000", "60000", "20", "452000.00"),
        ("500000", "60000", "-50", "410000.00"),
        ("500000", "60000", "0", "440000.00"),
        ("500000", "60000", "100", "500000.00"),
        # A deal smaller than what its special cost.
        ("50000", "60000", "20", "10000.00"),
        ("50000", "60000", "-50", "-30000.00"),
        ("0", "0", "20", "0.00"),
    ],
)
def test_what_counts_of_a_deal(amount, cost, percent, counts):
    assert relief(D(amount), D(cost), D(percent)) == D(counts)


def won(world, title="Badge printing", owner="", amount="500000.00", weeks="7.50"):
    """A deal of 500,000 won with a special that took 7.50 wk: 60,000."""
    deal = world.deal(world.customer(), amount, name=f"For {title}", owner=owner)
    asked = world.proposed("1.00", customer=deal.customer, deal=deal, title=title)
    made = world.override(asked)
    world.spend(made, weeks)
    closed = {"outcome": "won", "close_date": dt.date(2026, 11, 9)}
    keep_deal(deal.pk, closed, actor=world.cast.sales)
    return made


def read(world, role="sales_vp"):
    return token_client(world.cast.of(role)).get(API).json()


class TestRows:
    @pytest.mark.parametrize(("percent", "counts"), [("20", "452000.00"), ("-50", "410000.00")])
    def test_a_won_deal_at_the_percent_of_policy(self, agreed, percent, counts):
        made = won(agreed)
        changes = {"quota_relief_percent": D(percent), "reason": "As agreed with sales."}
        put_policy(agreed.product, changes, actor=agreed.cast.executive)

        (row,) = read(agreed)["results"]

        assert {key: row[key] for key in ("amount", "cost", "percent", "relief", "specials")} == {
            "amount": "500000.00",
            "cost": "60000.00",
            "percent": f"{D(percent):.2f}",
            "relief": counts,
            "specials": [made.pk],
        }
        agreed.proven()

    def test_a_deal_keeps_the_percent_of_the_quarter_it_closed_in(self, agreed):
        won(agreed)
        later = {"from_quarter": NEXT, "quota_relief_percent": D("-50")}
        put_policy(agreed.product, later, actor=agreed.cast.executive)

        assert [row["relief"] for row in read(agreed)["results"]] == ["452000.00"]

    def test_all_specials_of_a_deal_cost_and_a_cancelled_one_won_nothing(self, agreed):
        first = won(agreed)
        second = agreed.override(agreed.proposed("0.50", customer=first.customer, deal=first.deal))
        agreed.spend(second, "1.00")
        agreed.cancel(second)
        lost = agreed.deal(agreed.customer(), name="Lost")
        agreed.override(agreed.proposed("0.50", customer=lost.customer, deal=lost))
        keep_deal(lost.pk, {"outcome": "lost"}, actor=None)
        alone = agreed.override(agreed.proposed("0.50", deal=agreed.deal(name="Cancelled")))
        keep_deal(alone.deal_id, {"outcome": "won"}, actor=None)
        agreed.cancel(alone)

        (row,) = read(agreed)["results"]

        assert (row["cost"], row["specials"]) == ("68000.00", [first.pk])

    def test_queries_do_not_grow(self, agreed):
        page = signed_in(agreed.cast.sales_vp)
        won(agreed, weeks="0.10")
        few = queries(page, PAGE)
        for n in range(3):
            won(agreed, f"More {n}", weeks="0.10")

        assert queries(page, PAGE) == few


class TestWhoSees:
    @pytest.fixture
    def two(self, agreed):
        """One deal of the cast's sales, and one that another rep owns and filed."""
        other = add_member(
            email="other@skylark.example", product=agreed.product, roles=["sales"], actor=None
        )
        won(agreed, "Mine")
        theirs = won(agreed, "Theirs", owner="OTHER@skylark.example")
        rewrite(type(theirs).objects.filter(pk=theirs.pk), filed_by=agreed.cast.executive)
        return agreed, other

    @pytest.mark.parametrize(
        ("role", "seen"),
        [
            ("sales", ["For Mine"]),
            ("sales_vp", ["For Theirs", "For Mine"]),
            ("executive", ["For Theirs", "For Mine"]),
        ],
    )
    def test_reps_see_their_own_and_deciders_all(self, two, role, seen):
        world, _ = two

        assert [row["name"] for row in read(world, role)["results"]] == seen
        page = words(signed_in(world.cast.of(role)).get(PAGE))
        assert [name for name in ("For Theirs", "For Mine") if name in page] == seen
        assert "EUR 452k" in page

    def test_the_owner_sees_what_somebody_else_filed(self, two):
        _, other = two

        assert [row["name"] for row in token_client(other).get(API).json()["results"]] == [
            "For Theirs"
        ]

    @pytest.mark.parametrize("role", ["product_manager", "engineering", "observer"])
    def test_nobody_else_sees_a_number(self, two, role):
        world, _ = two
        made = world.product.escalations.get(title="Mine")
        page = signed_in(world.cast.of(role))

        assert token_client(world.cast.of(role)).get(API).status_code == 403
        assert page.get(PAGE).status_code == 403
        shown = words(page.get(f"/p/skylark/escalations/{made.pk}/"))
        assert ("452k" in shown, "Quota relief" in shown) == (False, False)

    def test_the_line_on_the_special_is_for_its_rep_and_deciders(self, two):
        world, other = two
        made = world.product.escalations.get(title="Mine")
        path = f"/p/skylark/escalations/{made.pk}/"
        line = "EUR 452k of the EUR 500k of For Mine count for quota: its specials cost EUR 60k"

        sees = {
            role: line in words(signed_in(world.cast.of(role)).get(path))
            for role in ("sales", "sales_vp", "executive")
        }

        assert sees == {"sales": True, "sales_vp": True, "executive": True}
        assert line not in words(signed_in(other).get(path))
