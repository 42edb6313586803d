"""Where it is heading: eight quarters side by side, and what the executives decided."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from company.refusals import Refused
from escalations.deals import keep_deal
from escalations.directions import set_direction
from escalations.models import Direction
from governance.heading import heading_of
from portfolio.customers.actions import keep_customer
from portfolio.models import Team
from tests.conftest import rewrite, token_client
from tests.makers import LONG_REASON, noon
from tests.portfolio.pages import queries, signed_in, words
from tests.snapshots import nothing_changes

PAGE, API = "/p/skylark/heading/", "/api/v1/products/skylark/heading/"
# The first Thursday after each quarter began, from 2025Q1 to 2026Q4.
DAYS = [dt.date(year, month, 8) for year in (2025, 2026) for month in (1, 4, 7, 10)]


def history(world, shares):
    """In each of the last eight quarters 10 weeks of work, of which so many percent on specials."""
    rewrite(Team.objects.filter(pk=world.team.pk), people=D("0.50"))
    special = world.draft(title="Stray")
    for day, share in zip(DAYS, shares, strict=True):
        if share is not None:
            world.spend(world.a, D(10) - D(share) / 10, day)
            if D(share):
                world.spend(special, D(share) / 10, day)


class TestDirectionOfTheShare:
    def test_it_is_fitted_over_quarters_that_ended(self, world):
        history(world, [None, None, None, "10.0", "11.5", "12.5", "14.0", "90.0"])

        found = heading_of(world.product)

        assert (found.trend.count, found.trend.slope, found.trend.error) == (
            4,
            D("1.30"),
            D("0.07"),
        )
        assert found.sentence == (
            "The share of specials rises: +1.30 points a quarter over 4 quarters, give or take"
            " 0.07."
        )

    @pytest.mark.parametrize(
        ("shares", "said"),
        [
            (["10", "12", "11", None, None, None, None, "5"], "Not enough quarters: a direction"),
            (["20", "18", "16", "14", "12", "10", "8", "0"], "falls: \u22122.00 points a quarter"),
            (["10", "14", "10", "14", "10", "14", "10", "0"], "has no clear direction: "),
        ],
    )
    def test_what_the_sentence_says(self, world, shares, said):
        history(world, shares)

        assert said in heading_of(world.product).sentence


class TestQuarters:
    def test_deals_estimates_payments_and_overrides_stand_in_their_quarter(self, agreed):
        for title, outcome in (("Won", "won"), ("Lost", "lost")):
            deal = agreed.deal(agreed.customer(), name=title)
            asked = agreed.proposed("1.00", customer=deal.customer, deal=deal, title=title)
            made = agreed.override(asked) if title == "Won" else agreed.approve(asked)
            agreed.spend(made, "2.00")
            agreed.deliver(agreed.start(made))
            keep_deal(deal.pk, {"outcome": outcome}, actor=agreed.cast.sales)
            paid = {"payment_once": D("8000.00"), "payment_per_year": D("3428.57")}
            agreed.costs(made, installs=0, **paid)

        *before, row = heading_of(agreed.product).rows

        assert [str(row.quarter), row.is_running, row.overrides] == ["2026Q4", True, 0]
        assert (len(row.specials.won), len(row.specials.decided)) == (1, 2)
        assert (row.specials.won_share, row.specials.multipliers) == (D(50), [D(2), D(2)])
        assert row.specials.median_multiplier is None
        # Each cost 2.00 wk at 8,000, and brings 8,000 once and 24,000 over seven years.
        assert (row.specials.paid, row.specials.cost) == (D("63999.98"), D("32000.00"))
        assert row.specials.price_over_cost == D("2.00")
        assert round(row.specials.recurring_share, 2) == D("75.00")
        assert {(len(each.specials.decided), each.specials.cost) for each in before} == {(0, 0)}

    def test_an_exception_is_counted_in_the_quarter_it_was_made(self, agreed):
        agreed.cap(weeks=D("0.50"))
        agreed.override(agreed.proposed("1.00"))

        assert [row.overrides for row in heading_of(agreed.product).rows][-2:] == [0, 1]

    def test_customers_who_paid_at_its_end_by_the_weeks_of_it(self, world):
        acme = world.customer("Acme")
        world.customer("Prospect", arr="0.00")
        for name in ("Borealis", "Cirrus"):
            keep_customer(
                None,
                {"product": world.product, "name": name, "arr": D(5)},
                actor=world.cast.sales,
            )
        with noon(2026, 12, 30):
            world.spend(world.a, "2.00")
        with noon(2027, 1, 2):
            keep_customer(acme.pk, {"arr": D(0)}, actor=world.cast.sales)
            rows = {str(row.quarter): row for row in heading_of(world.product).rows}

        assert (rows["2026Q4"].customers, rows["2026Q4"].customers_per_week) == (3, D("1.50"))
        assert (rows["2027Q1"].customers, rows["2027Q1"].customers_per_week) == (2, None)
        # Before histories began nobody knows.
        assert rows["2026Q3"].customers is None

    def test_queries_do_not_grow(self, agreed):
        page = signed_in(agreed.cast.observer)
        agreed.costs(agreed.deliver(agreed.start(agreed.approved("0.50"))))
        few = queries(page, PAGE)
        for n in range(3):
            agreed.costs(agreed.deliver(agreed.start(agreed.approved("0.50", title=f"{n}"))))

        assert queries(page, PAGE) == few


class TestProductOrServices:
    def test_an_executive_decides_and_it_is_sealed(self, world):
        page = signed_in(world.cast.executive)
        assert "No executive has said yet which of the two" in words(page.get(PAGE))

        page.post(PAGE, {"kind": "product_company", "reason": LONG_REASON})
        page.post(PAGE, {"kind": "both_on_purpose", "reason": "Two of our own make both pay."})

        said = words(page.get(PAGE))
        assert "Two of our own make both pay." in said
        assert said.index("Both, on purpose executive") < said.index("A product company executive")
        assert world.kinds()[-2:] == ["direction_set", "direction_set"]
        world.proven()

    def test_by_the_api_with_the_quarters(self, world):
        executive = token_client(world.cast.executive)
        body = {"kind": "services_company", "reason": LONG_REASON}

        made = executive.post("/api/v1/products/skylark/direction/", body, format="json")
        read = token_client(world.cast.observer).get(API).json()

        assert made.status_code == 201
        assert [row["kind"] for row in read["directions"]] == ["services_company"]
        assert [row["quarter"] for row in read["quarters"]][::7] == ["2025Q1", "2026Q4"]
        assert (read["trend"], read["sentence"][:19]) == (None, "Not enough quarters")

    @pytest.mark.parametrize(
        ("kind", "reason", "role", "error"),
        [
            ("product_company", LONG_REASON, "sales_vp", PermissionDenied),
            ("product_company", "Because.", "executive", Refused),
            ("neither", LONG_REASON, "executive", ValidationError),
        ],
    )
    def test_what_is_refused(self, world, kind, reason, role, error):
        with nothing_changes(), pytest.raises(error):
            set_direction(
                product=world.product, kind=kind, reason=reason, actor=world.cast.of(role)
            )
        assert not Direction.objects.exists()
