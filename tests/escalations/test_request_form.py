"""The request form: finding the customer, their deals, what is missing, and handing it over."""

import datetime as dt
import re

import pytest

from escalations.models import Deal, Escalation
from tests.browserforms import form_of
from tests.makers import make_customer
from tests.portfolio.pages import queries, signed_in, words
from tests.snapshots import nothing_changes

pytestmark = pytest.mark.any_database

HERE = "/p/skylark/escalations/"
WORDS = {
    "title": "Badge printing",
    "problem": "Visitors queue.",
    "origin": "sales",
    "needed_by": "2027-03-01",
}
HAND = {"submit": "1"}


@pytest.fixture
def client(agreed):
    return signed_in(agreed.cast.sales)


@pytest.fixture
def skyhook(agreed):
    return agreed.customer("Skyhook")


def options(client, typed):
    found = client.get(f"/p/skylark/customers/named/?add=1&customer_name={typed}")
    return re.findall('data-(?:name|new)="([^"]+)"', found.content.decode())


def test_the_list_begins_with_names_that_begin_so(client, agreed):
    for name in ("Old Harbour", "Harbour & Pine", "Mill"):
        agreed.customer(name)

    assert options(client, "harb") == ["Harbour &amp; Pine", "Old Harbour", "harb"]
    assert options(client, "mill") == ["Mill"]
    assert options(client, "") == ["Harbour &amp; Pine", "Mill", "Old Harbour"]


def test_only_who_keeps_customers_is_offered_a_new_one(agreed):
    answer = signed_in(agreed.cast.engineering).get(
        "/p/skylark/customers/named/?add=1&customer_name=zz"
    )

    assert words(answer) == "No customer is called zz"


def test_another_products_customers_are_not_found(client, agreed):
    other = agreed.cast.outsider.memberships.get().product
    theirs = make_customer(other, "Theirs")

    assert options(client, "theirs") == ["theirs"]
    with nothing_changes():
        answer = client.post(f"{HERE}new/", {**WORDS, "customer_pick": theirs.pk})
    assert answer.status_code == 422


@pytest.mark.parametrize("typed", ["Skyhook", " skyHOOK ", "Sky"])
def test_a_name_that_is_typed_is_the_customer(client, skyhook, typed):
    client.post(f"{HERE}new/", {**WORDS, "customer": "", "customer_name": typed})

    assert Escalation.objects.get().customer == skyhook


def test_what_was_typed_counts_more_than_what_was_chosen_before(client, agreed, skyhook):
    mill = agreed.customer("Mill")
    given = {**WORDS, "customer": skyhook.pk, "customer_name": "Mill"}

    client.post(f"{HERE}new/", given)
    made = Escalation.objects.get()
    assert made.customer == mill

    client.post(f"{HERE}{made.pk}/edit/", {**given, "customer_name": ""})
    made.refresh_from_db()
    assert made.customer is None


def test_a_name_of_several_stands_to_choose_from(client, agreed):
    first, second = agreed.customer("Skyhook One"), agreed.customer("Skyhook Two")
    given = {**WORDS, "customer_name": "Skyhook"}

    with nothing_changes():
        asked = client.post(f"{HERE}new/", given)
    assert asked.status_code == 422
    assert "No one customer is called “Skyhook”. Choose one, or add a new one." in words(asked)
    picks = re.findall('name="customer_pick" value="([0-9]+)"', asked.content.decode())
    assert sorted(map(int, picks)) == [first.pk, second.pk]

    client.post(f"{HERE}new/", {**given, "customer_pick": second.pk})
    assert Escalation.objects.get().customer == second


def test_a_name_of_digits_is_no_number_of_a_customer(client, skyhook):
    with nothing_changes():
        answer = client.post(f"{HERE}new/", {**WORDS, "customer_name": str(skyhook.pk)})

    assert answer.status_code == 422


def test_deals_follow_the_customer(client, agreed, skyhook):
    for name, customer in (("Hall", skyhook), ("Yard", agreed.customer()), ("Loose", None)):
        agreed.deal(customer, name=name)
    agreed.deal(skyhook, name="Lost", outcome=Deal.Outcome.LOST)

    def listed(customer):
        answer = client.get(f"{HERE}deals/?customer={customer}&deal=").content.decode()
        return re.findall(r"<option[^>]*>(\w+)[ (]", answer)

    assert sorted(listed(skyhook.pk)) == ["Hall", "Loose", "No"]
    assert sorted(listed("")) == ["Hall", "Loose", "No", "Yard"]
    found = client.post(f"{HERE}new/", {**WORDS, "customer_name": "Sky", "find": "customer"})
    assert found.status_code == 200
    assert "Yard" not in words(found)
    assert not Escalation.objects.exists()


def test_more_customers_and_deals_ask_no_more_queries(client, agreed, skyhook):
    agreed.deal(skyhook)
    client.get(f"{HERE}new/")
    first = queries(client, f"{HERE}new/")
    for _ in range(3):
        agreed.deal(agreed.customer())

    assert queries(client, f"{HERE}new/") == first


def test_one_click_hands_it_over(client, skyhook):
    answer = client.post(f"{HERE}new/", {**WORDS, **HAND, "customer_name": "Skyhook"})

    made = Escalation.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{HERE}{made.pk}/")
    assert made.state == "submitted"
    assert "Engineering has it now." in words(client.get(answer["Location"]))


def test_what_engineering_needs_is_asked_for_at_its_field(client):
    with nothing_changes():
        answer = client.post(f"{HERE}new/", {"title": "Badges", **HAND, "origin": "sales"})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "customer": ["Say which customer asks."],
        "problem": ["Say what the customer cannot do today."],
        "needed_by": ["Say by when it is needed."],
    }


def test_a_draft_opens_at_its_first_gap_and_says_what_is_missing(client, agreed):
    made = agreed.draft(problem="")

    page = client.get(f"{HERE}{made.pk}/edit/")

    assert page.content.decode().count("autofocus") == 1
    assert re.search('<textarea name="problem"[^>]* autofocus', page.content.decode())
    assert "Before engineering can have it: what they cannot do today." in words(page)
    handed = client.post(f"{HERE}{made.pk}/edit/", form_of(page, problem="They queue.", **HAND))
    assert handed.status_code == 302
    made.refresh_from_db()
    assert made.state == "submitted"


def test_a_day_that_has_passed_is_asked_about_and_may_be_kept(client, skyhook):
    past = {**WORDS, "customer_name": "Skyhook", "needed_by": "2026-11-09"}

    while_typing = client.post(f"{HERE}similar/", past)
    assert "9 Nov has passed. Change the day, or say that it is meant: Keep 9 Nov" in words(
        while_typing
    )
    with nothing_changes():
        asked = client.post(f"{HERE}new/", {**past, **HAND})
    assert asked.status_code == 422
    assert "That day has passed. Change it, or say that it is meant." in words(asked)

    client.post(f"{HERE}new/", {**past, **HAND, "past_is_meant": "on"})
    made = Escalation.objects.get()
    assert (made.state, made.needed_by) == ("submitted", dt.date(2026, 11, 9))


def test_sent_again_after_it_was_handed_over_it_says_so(client, skyhook):
    given = {**WORDS, **HAND, "customer_name": "Skyhook", "key": "abc"}
    client.post(f"{HERE}new/", given)

    answer = client.post(f"{HERE}new/", given)

    made = Escalation.objects.get()
    assert "It is submitted now, so nothing was changed." in words(client.get(answer["Location"]))
    assert [event.kind for event in made.events.all()] == ["file", "submit"]
