"""Deals have pages; and a customer or a deal is made where a request is written."""

import datetime as dt
from decimal import Decimal as D

import pytest

from escalations.models import Deal, Escalation
from portfolio.models import Customer
from tests.browserforms import form_of
from tests.portfolio.pages import queries, signed_in, words
from tests.snapshots import nothing_changes

pytestmark = pytest.mark.any_database

DEALS, NEW = "/p/skylark/deals/", "/p/skylark/escalations/new/"


@pytest.fixture
def sales(world):
    return signed_in(world.cast.sales)


def test_deals_are_listed_the_first_to_close_first(world, sales):
    gatwick = world.customer("Gatwick")
    badges = world.deal(gatwick, name="Badges", close_date=dt.date(2026, 12, 1), owner="Nora")
    world.deal(None, "90000.00", name="Anybody", close_date=dt.date(2026, 11, 1))
    world.deal(gatwick, name="Old", outcome="won", signed_amount=D(380000))
    world.submitted(customer=gatwick, deal=badges)
    world.draft(customer=gatwick, deal=badges, actor=world.cast.sales_vp)

    said = words(sales.get(DEALS))

    assert "Anybody new nobody yet EUR 90k Open 1 Nov past -" in said
    # Nobody else's draft is counted.
    assert "Badges new, Nora Gatwick EUR 400k Open 1 Dec 1" in said
    assert said.index("Anybody new") < said.index("Badges new")
    assert "Old" not in said
    assert "Old new Gatwick EUR 400k Won" in words(sales.get(DEALS, {"outcome": "won"}))
    found = words(sales.get(DEALS, {"q": "nora", "outcome": "all"}))
    assert ("Badges new" in found, "Anybody new" in found) == (True, False)
    assert "Signed for EUR 380k" in words(sales.get(f"{DEALS}{Deal.objects.get(name='Old').pk}/"))


def test_a_deal_is_added_and_changed(world, sales):
    gatwick = world.customer("Gatwick")

    page = sales.get(f"{DEALS}new/?customer={gatwick.pk}")
    answer = sales.post(f"{DEALS}new/", form_of(page, name="Badges", amount="400000"))

    deal = Deal.objects.get()
    assert answer.url == f"{DEALS}{deal.pk}/"
    assert (deal.customer, str(deal.amount), deal.outcome) == (gatwick, "400000.00", "open")
    edit = f"{answer.url}edit/"
    sales.post(edit, form_of(sales.get(edit), outcome="won", signed_amount="380000"))
    deal.refresh_from_db()
    assert (deal.outcome, str(deal.signed_amount)) == ("won", "380000.00")
    assert "Outcome Open" in words(sales.get(answer.url)).replace(":", "")
    with nothing_changes():
        refused = sales.post(edit, form_of(sales.get(edit), amount="-1"))
        late = form_of(sales.get(edit), seen="of before", name="Other")
        assert sales.post(edit, late).status_code == 412
    assert refused.status_code == 422


def test_the_list_asks_as_much_of_one_as_of_many(world, sales):
    world.deal(world.customer(), name="One")
    few = queries(sales, DEALS)
    for n in range(5):
        customer = world.customer()
        world.submitted(customer=customer, deal=world.deal(customer, name=f"Deal {n}"))

    assert queries(sales, DEALS) == few


class TestInPlace:
    def test_a_new_customer_is_chosen_and_nothing_typed_is_lost(self, world, sales):
        page = sales.get(NEW)
        typed = form_of(page, title="Badges", problem="They queue.", needed_by="2027-03-01")
        typed |= {"new_customer-name": "Gatwick", "new_customer-arr": "", "add": "customer"}

        answer = sales.post(NEW, typed)

        gatwick = Customer.objects.get(name="Gatwick")
        assert (answer.status_code, str(gatwick.arr)) == (200, "0.00")
        assert gatwick.history.get().history_user == world.cast.sales
        back = form_of(answer)
        assert [back[n] for n in ("customer", "title", "problem", "key")] == [
            [str(gatwick.pk)],
            ["Badges"],
            ["They queue."],
            typed["key"],
        ]
        assert back["new_customer-name"] == [""]
        assert not Escalation.objects.exists()
        # The deal of the chosen customer, and then the request itself.
        deal = sales.post(
            NEW, {**back, "new_deal-name": "Gates", "new_deal-amount": "9000", "add": "deal"}
        )
        made = Deal.objects.get(name="Gates")
        assert (made.customer, str(made.amount)) == (gatwick, "9000.00")
        sales.post(NEW, form_of(deal))
        filed = Escalation.objects.get()
        assert (filed.customer, filed.deal, filed.title) == (gatwick, made, "Badges")

    def test_what_is_refused_stands_in_its_place(self, world, sales):
        world.customer("Gatwick")
        typed = form_of(sales.get(NEW), title="Badges", add="customer")
        for name in ("", "Gatwick"):
            with nothing_changes():
                answer = sales.post(NEW, {**typed, "new_customer-name": name})

            assert answer.status_code == 422
            assert form_of(answer)["title"] == ["Badges"]
        assert "already" in words(answer)
        # A browser must not ask for it when the request alone is sent.
        field = answer.content.decode().split('name="new_customer-name"')[1].split(">")[0]
        assert "required" not in field

    def test_on_the_page_of_a_draft_too(self, world, sales):
        path = f"/p/skylark/escalations/{world.draft().pk}/edit/"
        typed = form_of(sales.get(path), title="Other words")

        answer = sales.post(path, {**typed, "new_deal-name": "Gates", "add": "deal"})

        assert form_of(answer)["deal"] == [str(Deal.objects.get().pk)]
        assert form_of(answer)["title"] == ["Other words"]
        assert Escalation.objects.get().title == "Badge printing"

    def test_only_whom_it_is_open_to(self, world):
        engineer = signed_in(world.cast.engineering)
        page = engineer.get(NEW)

        assert "that is not in the list" not in words(page)
        with nothing_changes():
            answer = engineer.post(NEW, {**form_of(page), "new_deal-name": "x", "add": "deal"})
        assert answer.status_code == 403
