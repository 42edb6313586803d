"""Renewals that passed: of what waited and came up, what renewed (DESIGN 4.8).

Skylark, 10 November 2026: the last four quarters are 2026Q1 to 2026Q4.
"""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from company.refusals import Malformed
from governance.report.sections import build_report
from portfolio.as_of import AsOf
from portfolio.customers.actions import keep_customer, stop_waiting
from portfolio.customers.renewals import came_up
from portfolio.customers.saying_renewals import say_renewal
from portfolio.models import Customer, Renewal
from tests.conftest import make_waiting, rewrite, token_client
from tests.makers import noon
from tests.portfolio.pages import queries, signed_in, words
from tests.snapshots import nothing_changes

CAME_UP = dt.date(2026, 10, 20)
NOVEMBER, DECEMBER = dt.date(2026, 11, 1), dt.date(2026, 12, 1)
PAGE = "/p/skylark/renewals/"


def waits(world, name, arr="40000.00", day=CAME_UP, item=None):
    """A customer who waits since January, and renews that day."""
    made = world.customer(name, arr=arr)
    rewrite(Customer.objects.filter(pk=made.pk), renewal_date=day)
    made.refresh_from_db()
    wait = make_waiting(made, item or world.a)
    rewrite(type(wait).objects.filter(pk=wait.pk), since=wait.since)
    return made


def found(world):
    return came_up(AsOf(world.product))


def say(world, customer, outcome="renewed", arr=None, day=CAME_UP, role="sales", **more):
    return say_renewal(
        customer=customer,
        passed_on=day,
        outcome=outcome,
        arr=None if arr is None else D(arr),
        actor=world.cast.of(role),
        **more,
    )


@pytest.fixture
def of_680k(world):
    """680,000 that waited and came up: one shrank by 10,000, one of 30,000 left, one grew."""
    kept = waits(world, "Acme", "500000.00")
    shrank = waits(world, "Borealis", "100000.00")
    left = waits(world, "Cirrus", "30000.00")
    grew = waits(world, "Delft", "50000.00")
    say(world, kept, "renewed", "500000.00")
    say(world, shrank, "shrank", "90000.00")
    say(world, left, "left")
    say(world, grew, "renewed", "80000.00", role="product_manager")
    return world


class TestWhatCameUp:
    def test_of_680k_that_waited_and_came_up_640k_renewed(self, of_680k):
        waits(of_680k, "Echo", "20000.00")

        passed = found(of_680k)

        assert (passed.revenue_said, passed.revenue_renewed) == (D("680000.00"), D("640000.00"))
        assert [(row.name, row.arr_before) for row in passed.unsaid] == [("Echo", D("20000.00"))]
        assert [passed.count(outcome) for outcome in Renewal.Outcome] == [2, 1, 1]

    def test_only_who_waited_on_that_day_and_paid(self, world):
        waits(world, "A prospect", "0.00")
        waits(world, "Ahead", day=dt.date(2026, 11, 11))
        waits(world, "Five quarters ago", day=dt.date(2025, 12, 31))
        rewrite(Customer.objects.filter(pk=world.customer("Nobody").pk), renewal_date=CAME_UP)
        served = waits(world, "Served before", day=dt.date(2026, 11, 10))
        with noon(2026, 11, 9):
            stop_waiting(served.waiting.get(), actor=None)
        waits(world, "Today", day=dt.date(2026, 11, 10))
        waits(world, "First day", day=dt.date(2026, 1, 1))

        assert [row.name for row in found(world).rows] == ["Today", "First day"]

    def test_a_crm_that_moves_the_date_on_leaves_it_to_be_asked(self, world):
        made = waits(world, "Acme", "40000.00", day=dt.date(2026, 11, 12))
        with noon(2026, 11, 14):
            changes = {"renewal_date": dt.date(2027, 11, 12), "arr": D("35000.00")}
            keep_customer(made.pk, changes, actor=None)
            (row,) = found(world).rows
            say(world, made, "shrank", "36000.00", day=dt.date(2026, 11, 12))

        made.refresh_from_db()
        assert (row.passed_on, row.arr_before) == (dt.date(2026, 11, 12), D("40000.00"))
        # What the CRM says of today stays.
        assert (made.arr, made.renewal_date) == (D("35000.00"), dt.date(2027, 11, 12))

    def test_a_date_that_was_moved_before_it_came_never_came_up(self, world):
        made = waits(world, "Acme", day=dt.date(2026, 11, 30))
        keep_customer(made.pk, {"renewal_date": dt.date(2027, 1, 31)}, actor=None)

        with noon(2026, 12, 10):
            assert found(world).rows == []

    def test_said_on_its_own_day_it_still_came_up(self, world):
        made = waits(world, "Acme", day=dt.date(2026, 11, 10))

        next_one = dt.date(2027, 11, 10)
        say(world, made, "shrank", "10000.00", dt.date(2026, 11, 10), renewal_date=next_one)

        (row,) = found(world).rows
        assert (row.arr_before, row.arr, row.kept) == (D("40000.00"), D("10000.00"), D("10000.00"))

    def test_queries_do_not_grow(self, world):
        page = signed_in(world.cast.sales)
        waits(world, "Acme")
        few = queries(page, PAGE)
        for n in range(5):
            say(world, waits(world, f"More {n}"), "left")

        assert queries(page, PAGE) == few


class TestSaying:
    def test_the_record_moves_on_in_the_same_step(self, world):
        made = waits(world, "Acme")

        kept = say(world, made, "shrank", "30000.00", renewal_date=dt.date(2027, 10, 20))

        made.refresh_from_db()
        assert (kept.arr_before, kept.arr, kept.kept_revenue) == (
            D("40000.00"),
            D("30000.00"),
            D("30000.00"),
        )
        assert (made.arr, made.renewal_date) == (D("30000.00"), dt.date(2027, 10, 20))
        world.proven()

    def test_said_again_it_is_corrected(self, world):
        made = waits(world, "Acme")
        say(world, made, "left")

        kept = say(world, made, "shrank", "30000.00")

        made.refresh_from_db()
        assert (Renewal.objects.count(), kept.arr_before, made.arr) == (
            1,
            D("40000.00"),
            D("30000.00"),
        )
        assert [row.outcome for row in Renewal.history.all()] == ["shrank", "left"]

    @pytest.mark.parametrize(
        ("outcome", "arr", "more", "said"),
        [
            ("renewed", None, {}, "Say what they pay a year"),
            ("left", "5.00", {}, "Who left pays nothing"),
            ("renewed", "39999.99", {}, "pays no less than before"),
            ("shrank", "40000.00", {}, "pays less"),
            ("shrank", "0.00", {}, "pays less"),
            ("left", None, {"renewal_date": dt.date(2027, 10, 20)}, "no next renewal"),
            ("renewed", "40000.00", {"renewal_date": dt.date(2026, 11, 10)}, "lies ahead"),
            ("left", None, {"day": dt.date(2026, 10, 21)}, "No renewal of Acme"),
            (
                "left",
                None,
                {"role": "engineering"},
                "Only sales or the sales VP or a product manager",
            ),
        ],
    )
    def test_what_does_not_fit_is_refused(self, world, outcome, arr, more, said):
        made = waits(world, "Acme")

        with (
            nothing_changes(),
            pytest.raises((Malformed, ValidationError, PermissionDenied), match=said),
        ):
            say(world, made, outcome, arr, **more)


class TestTold:
    def test_the_report_and_approve_say_it(self, of_680k):
        waits(of_680k, "Echo", "20000.00")
        of_680k.baseline()
        asked = of_680k.proposed("0.50")

        said = words(signed_in(of_680k.cast.executive).get("/p/skylark/report/2026-11/"))
        page = f"/p/skylark/escalations/{asked.pk}/approve/"
        deciding = words(signed_in(of_680k.cast.executive).get(page))

        sentence = (
            "Of EUR 680k that waited and came up, EUR 640k renewed; of 1 customer (EUR 20k) nobody"
            " has said."
        )
        assert sentence in said
        assert "Borealis, 20 Oct: shrank, from EUR 100k to EUR 90k a year" in said
        assert f"In the last four quarters: {sentence} Who renewed" in deciding

    def test_a_month_knows_nothing_of_what_is_said_later(self, world):
        made = waits(world, "Acme", day=dt.date(2026, 11, 12))
        with noon(2026, 12, 10):
            say(world, made, "left", day=dt.date(2026, 11, 12))
            before, now = (
                build_report(world.product, month).outcomes for month in (NOVEMBER, DECEMBER)
            )

        assert (before.renewals_unsaid, before.renewal_revenue_unsaid) == (1, D("40000.00"))
        assert (now.renewals_unsaid, now.renewal_revenue_said) == (0, D("40000.00"))
        assert [row.outcome for row in (*before.renewals, *now.renewals)] == ["", "left"]

    @pytest.mark.any_database
    def test_home_asks_whoever_keeps_customers(self, world):
        made = waits(world, "Acme")
        asked = {
            role: "Did they renew?" in words(signed_in(world.cast.of(role)).get("/"))
            for role in ("sales", "sales_vp", "product_manager", "executive", "engineering")
        }
        say(world, made, "left")

        assert [role for role, is_asked in asked.items() if is_asked] == [
            "sales",
            "sales_vp",
            "product_manager",
        ]
        assert "Did they renew?" not in words(signed_in(world.cast.sales).get("/"))

    @pytest.mark.any_database
    def test_the_customers_page_asks_and_its_form_keeps(self, world):
        made = waits(world, "Acme")
        page = signed_in(world.cast.product_manager)
        form = f"/p/skylark/customers/{made.pk}/renewal/"
        before = words(page.get(f"/p/skylark/customers/{made.pk}/"))
        assert "20 Oct: nobody has said what became of it" in before
        asked = page.get(f"{form}?passed_on=2026-10-20").content.decode()
        assert 'value="40000.00"' in asked

        refused = page.post(form, {"passed_on": "2026-10-20", "outcome": "renewed"})
        kept = page.post(form, {"passed_on": "2026-10-20", "outcome": "renewed", "arr": "41000"})

        assert refused.status_code == 422
        assert "Say what they pay a year from now on." in words(refused)
        assert kept.url == f"/p/skylark/customers/{made.pk}/"
        assert "20 Oct: renewed, from EUR 40k to EUR 41k a year" in words(page.get(kept.url))

    def test_by_the_api(self, world):
        made = waits(world, "Acme")
        api = token_client(world.cast.sales)
        body = {
            "passed_on": "2026-10-20",
            "outcome": "shrank",
            "arr": "1000.00",
            "renewal_date": "2027-10-20",
        }

        answer = api.post(f"/api/v1/customers/{made.pk}/renewal/", body, format="json")
        listed = api.get("/api/v1/products/skylark/renewals/").json()

        made.refresh_from_db()
        assert (answer.status_code, answer.json()["arr_before"]) == (200, "40000.00")
        assert (made.arr, made.renewal_date) == (D("1000.00"), dt.date(2027, 10, 20))
        assert (listed["revenue_said"], listed["revenue_renewed"]) == ("40000.00", "1000.00")
        assert listed["rows"] == [
            {
                "customer": made.pk,
                "name": "Acme",
                "passed_on": "2026-10-20",
                "outcome": "shrank",
                "arr_before": "40000.00",
                "arr": "1000.00",
            }
        ]
