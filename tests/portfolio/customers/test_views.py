import datetime as dt
from decimal import Decimal as D

import pytest

from company import clock
from portfolio.models import Customer
from tests.conftest import make_waiting
from tests.portfolio.pages import queries, signed_in, words

# What a page says goes the same way everywhere; test_hostile reads every page on each database.
pytestmark = pytest.mark.any_database

CUSTOMERS = "/p/skylark/customers/"


@pytest.fixture
def rep(world):
    return signed_in(world.cast.sales)


def renewing(world, name: str, days: int | None, arr: str = "120000.00", **more) -> Customer:
    day = None if days is None else clock.now().date() + dt.timedelta(days=days)
    return Customer.objects.create(
        product=world.product, name=name, arr=D(arr), renewal_date=day, **more
    )


class TestTheList:
    def test_soonest_renewal_first_then_those_past_and_unknown(self, world, rep):
        for name, days in [("Never", None), ("Past", -3), ("Later", 200), ("Soon", 19)]:
            renewing(world, name, days)

        said = words(rep.get(CUSTOMERS)).split("Waits for")[-1]

        names = ["Soon", "Later", "Past", "Never"]
        assert sorted(names, key=said.index) == names

    def test_each_says_days_revenue_and_what_it_waits_for(self, world, rep):
        skyhook = renewing(world, "Skyhook", 19, segment="Mid-market")
        make_waiting(skyhook, world.a)
        renewing(world, "Borealis", None, "0.00")

        said = words(rep.get(CUSTOMERS))

        assert "1 of those who wait renews in the next 90 days: EUR 120k a year." in said
        assert "Skyhook 29 Nov 19 EUR 120k Mid-market SSO audit log" in said
        assert "Borealis - - prospect - Nothing" in said

    def test_filters_live_in_the_url(self, world, rep):
        make_waiting(renewing(world, "Skyhook", 19, segment="Small"), world.a)
        renewing(world, "Borealis", 20, segment="Public sector")

        assert "Borealis" not in words(rep.get(f"{CUSTOMERS}?waiting=1"))
        assert "Skyhook" not in words(rep.get(f"{CUSTOMERS}?segment=Public sector"))
        assert "Skyhook" in words(rep.get(f"{CUSTOMERS}?q=hook"))
        renewing(world, "Later", 91)
        assert "Later" not in words(rep.get(f"{CUSTOMERS}?renews=soon"))
        assert "Skyhook" in words(rep.get(f"{CUSTOMERS}?renews=soon"))
        assert "Nobody matches." in words(rep.get(f"{CUSTOMERS}?q=nowhere"))

    def test_an_empty_page_says_what_to_do(self, world, rep):
        assert "There is no customer yet." in words(rep.get(CUSTOMERS))

    def test_queries_do_not_depend_on_the_rows(self, world, rep):
        for n in range(3):
            make_waiting(renewing(world, f"First {n}", 10), world.a)
        few = queries(rep, CUSTOMERS)
        for n in range(300):
            make_waiting(renewing(world, f"More {n}", 10), world.a)

        assert queries(rep, CUSTOMERS) == few


class TestOneCustomer:
    def test_it_says_when_it_renews_and_what_it_waits_for(self, world, rep):
        skyhook = renewing(world, "Skyhook", 19, version="7.2")
        make_waiting(skyhook, world.a, dt.date(2026, 2, 3))

        said = words(rep.get(f"{CUSTOMERS}{skyhook.pk}/"))

        assert "Waits for 1 item and renews in 19 days." in said
        assert "Version in use 7.2" in said
        assert "SSO audit log Customer-visible features 3 Feb Nice to have" in said

    def test_queries_do_not_depend_on_what_it_waits_for(self, world, rep):
        skyhook = renewing(world, "Skyhook", 19)
        make_waiting(skyhook, world.a)
        few = queries(rep, f"{CUSTOMERS}{skyhook.pk}/")
        for item in (world.b, world.c, world.kept_out):
            make_waiting(skyhook, item)

        assert queries(rep, f"{CUSTOMERS}{skyhook.pk}/") == few


class TestKeeping:
    def test_a_new_customer(self, world, rep):
        answer = rep.post(f"{CUSTOMERS}new/", {"name": "Skyhook", "arr": "120000"})

        made = Customer.objects.get()
        assert answer.url == f"{CUSTOMERS}{made.pk}/"
        assert made.arr == D("120000.00")

    def test_a_second_one_of_that_name_is_refused(self, world, rep):
        renewing(world, "Skyhook", None)

        answer = rep.post(f"{CUSTOMERS}new/", {"name": "SKYHOOK", "arr": "7"})

        assert answer.status_code == 422
        assert "This product already has a customer of that name." in words(answer)
        assert 'value="SKYHOOK"' in answer.content.decode()
        assert Customer.objects.count() == 1

    def test_a_change_of_the_name_leaves_the_renewal_alone(self, world, rep):
        skyhook = renewing(world, "Skyhook", 19)
        path = f"{CUSTOMERS}{skyhook.pk}/edit/"
        shown = rep.get(path).context["form"]
        typed = {name: shown[name].value() or "" for name in shown.fields}
        typed["renewal_date"] = f"{skyhook.renewal_date:%Y-%m-%d}"

        assert f'value="{typed["renewal_date"]}"' in rep.get(path).content.decode()
        rep.post(path, {**typed, "name": "Skyhook AB"})

        day = skyhook.renewal_date
        skyhook.refresh_from_db()
        assert (skyhook.name, skyhook.renewal_date) == ("Skyhook AB", day)

    def test_only_sales_may(self, world):
        pm = signed_in(world.cast.product_manager)

        assert pm.get(f"{CUSTOMERS}new/").status_code == 403
        assert pm.post(f"{CUSTOMERS}new/", {"name": "Mine", "arr": "0"}).status_code == 403
        assert not Customer.objects.exists()
