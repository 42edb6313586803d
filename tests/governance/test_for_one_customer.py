"""Core work for one customer: beside the share, never inside it; one step files it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from company.calendar import bounds
from company.refusals import Malformed
from escalations.filing_for_items import file_for_item
from escalations.models import Escalation
from portfolio.as_of import AsOf
from portfolio.effort.one_customer import ItemForOne, OneCustomerWork, work_for_one_customer
from portfolio.effort.worked import Worked
from portfolio.items.actions import keep_item
from tests.conftest import make_item, make_team, rewrite, token_client
from tests.makers import Q4
from tests.snapshots import raises_and_changes_nothing


@pytest.fixture
def marked(agreed):
    """3.00 wk of A for Acme and 1.00 of B for Borealis, of 6.00 wk of core work."""
    for item, name, weeks in [(agreed.a, "Acme", "3.00"), (agreed.b, "Borealis", "1.00")]:
        keep_item(item.pk, {"customer": agreed.customer(name)}, actor=None)
        item.refresh_from_db()
        agreed.spend(item, weeks)
    agreed.spend(agreed.c, "2.00")
    return agreed


def work(world) -> OneCustomerWork:
    return between(world.product, *bounds(world.product, Q4))


def between(product, first, after) -> OneCustomerWork:
    as_of = AsOf(product)
    return work_for_one_customer(as_of, Worked.between(as_of, first, after))


def test_weeks_items_and_customers_of_a_period(marked):
    found = work(marked)

    assert (str(found.weeks), found.items, found.customers) == ("4.00", 2, 2)
    assert found.rows[0] == ItemForOne(
        marked.a.pk, "SSO audit log", marked.a.customer_id, "Acme", found.rows[0].weeks
    )
    assert [str(row.weeks) for row in found.rows] == ["3.00", "1.00"]
    first, _ = bounds(marked.product, Q4)
    assert between(marked.product, first, dt.date(2026, 11, 10)) == OneCustomerWork()


def test_one_customer_counts_once(marked):
    rewrite(type(marked.b).objects.filter(pk=marked.b.pk), customer=marked.a.customer)

    assert (work(marked).items, work(marked).customers) == (2, 1)


def test_specials_and_services_work_are_not_in_it(marked):
    marked.spend(marked.approved("1.00"), "0.50")
    marked.spend(marked.a, "5.00", team=make_team(marked.product, "Field", "services"))

    assert str(work(marked).weeks) == "4.00"
    assert str(marked.budget().share_to_date.quantize(work(marked).weeks)) == "7.69"


def test_queries_do_not_depend_on_the_items(marked, django_assert_num_queries):
    more = [make_item(marked.product, f"Item {n}") for n in range(3)]
    for item in more:
        rewrite(type(item).objects.filter(pk=item.pk), customer=marked.a.customer)
        marked.spend(item, "0.10")
    span = bounds(marked.product, Q4)

    with django_assert_num_queries(4):
        assert between(marked.product, *span).items == 5


def test_the_budget_says_it_beside_the_share(marked):
    client = Client()
    client.force_login(marked.cast.observer)

    page = client.get("/p/skylark/budget/2026Q4/").content.decode()

    assert "of core work was for one customer each: 2 items, 2 customers" in page
    assert "Acme" in page


def test_one_step_files_it_with_an_item_of_its_own(marked):
    made = file_for_item(item=marked.a, actor=marked.cast.product_manager)

    assert (made.state, made.title, made.customer) == ("draft", "SSO audit log", marked.a.customer)
    assert made.item.slice.is_specials
    assert made.item != marked.a
    # What was spent stays where it was.
    assert str(work(marked).weeks) == "4.00"
    assert str(marked.budget().held_weeks) == "0.00"
    marked.spend(made, "0.25")
    assert (str(work(marked).weeks), str(marked.budget().held_weeks)) == ("4.00", "0.25")
    marked.proven()


def test_who_asks_twice_gets_the_same_request(marked):
    first = file_for_item(item=marked.a, actor=marked.cast.sales)

    assert file_for_item(item=marked.a, actor=marked.cast.sales) == first
    assert Escalation.objects.count() == 1


def test_an_observer_files_nothing(marked):
    with raises_and_changes_nothing(PermissionDenied):
        file_for_item(item=marked.a, actor=marked.cast.observer)


def test_work_for_all_is_not_filed(marked):
    with raises_and_changes_nothing(Malformed):
        file_for_item(item=marked.c, actor=marked.cast.sales)


def test_the_items_page_offers_the_step_and_then_names_the_request(marked):
    client = Client()
    client.force_login(marked.cast.product_manager)
    here = f"/p/skylark/items/{marked.a.pk}/"
    assert "File it as a special for Acme" in client.get(here).content.decode()

    answer = client.post(f"{here}special/")

    made = Escalation.objects.get()
    assert answer.url == f"/p/skylark/escalations/{made.pk}/"
    page = client.get(here).content.decode()
    assert "A request was filed for it" in page
    assert "File it as a special" not in page
    assert client.post(f"/p/skylark/items/{marked.c.pk}/special/").status_code == 404


def test_the_mark_is_set_by_page_and_api(agreed):
    customer = agreed.customer("Acme")
    api = token_client(agreed.cast.product_manager)

    answer = api.patch(f"/api/v1/items/{agreed.a.pk}/", {"customer": customer.pk}, format="json")

    assert (answer.status_code, answer.data["customer"]) == (200, customer.pk)


def test_a_special_stays_with_the_customer_of_its_escalation(agreed):
    made = agreed.approved("1.00")

    with raises_and_changes_nothing(Malformed) as caught:
        keep_item(made.item.pk, {"customer": None}, actor=agreed.cast.product_manager)
    assert list(caught.value.errors) == ["customer"]
