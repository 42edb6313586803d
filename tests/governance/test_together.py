"""All products together: each as its own report says it, and nobody else's."""

import datetime as dt
from decimal import Decimal as D

import pytest

from company.actions import add_member
from escalations.models import Commitment
from portfolio.models import Customer
from tests.conftest import make_cast, make_customer, make_product, make_waiting, rewrite
from tests.makers import World
from tests.portfolio.pages import signed_in, words

pytestmark = pytest.mark.any_database

PAGE = "/reports/2026-10/"


@pytest.fixture
def other(agreed):
    """A product in dollars, which our executive reads, too."""
    made = make_product("kestrel", currency="USD")
    make_cast(made)
    add_member(email=agreed.cast.executive.email, product=made, roles=["executive"])
    return made


def test_each_product_stands_as_its_own_report_says(agreed, other):
    special = agreed.approved("3.00", title="Badge printer")
    agreed.spend(special, "1.00", day=dt.date(2026, 10, 6))
    agreed.publish()
    agreed.spend(special, "1.00", day=dt.date(2026, 10, 7))

    page = signed_in(agreed.cast.executive).get(PAGE)

    months = {m.product.slug: m.shown for m in page.context["months"]}
    assert months["skylark"].report.headline.month.special_weeks == 1
    assert months["skylark"].report.publication.version == 1
    assert months["kestrel"].publication is None
    said = words(page)
    assert "All products are within their cap." in said
    assert "EUR 8,000" in said
    assert "USD 0" in said


def test_nobody_sees_a_product_of_others(agreed, other):
    assert "Kestrel" not in words(signed_in(agreed.cast.sales).get(PAGE))
    assert "Kestrel" in words(signed_in(agreed.cast.executive).get(PAGE))


def test_long_sections_say_how_many_rows_they_leave_out(agreed, other):
    for n in range(27):
        agreed.spend(agreed.submitted(title=f"Ask {n}"), "0.05", day=dt.date(2026, 11, 6))

    page = signed_in(agreed.cast.executive).get("/reports/2026-11/")

    table = next(t for t in page.context["tables"] if t.section == "underway")
    assert len(table.rows) == 25
    assert table.more == [(agreed.product, 2)]
    assert "2 more of Skylark are in its report." in words(page)


def test_the_running_month_comes_first(agreed, other):
    answer = signed_in(agreed.cast.executive).get("/reports/")

    assert answer.url == "/reports/2026-11/"


class TestOneCompany:
    """Customers of several products under one account key count once."""

    @pytest.fixture
    def shared(self, agreed):
        """Skyhook waits in both products, with a deal and a promise of one name in each."""
        other = World(slug="kestrel")
        other.plan()
        other.cap(percent=D(50))
        other.baseline()
        add_member(email=agreed.cast.executive.email, product=other.product, roles=["executive"])
        for world, arr, amount in ((agreed, "120000.00", "40000.00"), (other, "90000.00", "50000")):
            who = make_customer(world.product, "Skyhook", arr, renews_in=400)
            make_waiting(who, world.a)
            deal = world.deal(who, amount)
            world.approved(customer=who, deal=deal, title="Badges")
            promise = {"customer": who, "what": "SSO", "due": dt.date(2027, 2, 1)}
            Commitment.objects.create(product=world.product, **promise)
        return other

    def seen(self, agreed) -> tuple:
        page = signed_in(agreed.cast.executive).get("/reports/2026-11/")
        (all_of_it,) = page.context["together"]
        return all_of_it, [each.shown.report for each in page.context["months"]], words(page)

    def test_without_a_key_each_is_a_company_of_its_own(self, agreed, shared):
        found, reports, _ = self.seen(agreed)

        assert (found.companies, found.promises, found.shared) == (2, 2, [])
        assert found.waiting == sum(r.postponed.renewal_revenue_waiting for r in reports) == 210_000
        assert found.deal_value == sum(r.postponed.deal_value for r in reports) == 90_000

    def test_with_one_key_it_counts_once_with_the_largest_that_is_known(self, agreed, shared):
        rewrite(Customer.objects.filter(product=agreed.product), account_key="001-A")
        rewrite(Customer.objects.filter(product=shared.product), account_key=" 001-a")

        found, _, said = self.seen(agreed)

        assert (found.companies, found.promises) == (1, 1)
        assert (found.waiting, found.blocked, found.deal_value) == (120_000, 0, 50_000)
        assert [(one.name, one.known_in) for one in found.shared] == [
            ("Skyhook", ["Kestrel", "Skylark"])
        ]
        assert "EUR 1 EUR 120k EUR 0 EUR 50k 1" in said
        assert "Skyhook Kestrel, Skylark EUR 120k EUR 50k 1" in said

    def test_currencies_are_never_added(self, agreed, other):
        agreed.approved()

        page = signed_in(agreed.cast.executive).get("/reports/2026-11/")

        assert [all_of_it.currency for all_of_it in page.context["together"]] == ["EUR"]
