"""The pages of what was promised: the list, adding one, keeping one, and one changed by two."""

import datetime as dt
from decimal import Decimal as D

import pytest

from escalations.deals import keep_commitment
from escalations.models import Commitment
from tests.browserforms import form_of
from tests.makers import noon

LIST = "/p/skylark/commitments/"


@pytest.fixture
def as_sales(world, client):
    client.force_login(world.cast.sales)
    return client


def promised(world, what="A kiosk mode", due=dt.date(2026, 12, 24), **more):
    changes = {
        "product": world.product,
        "customer": more.pop("customer", None) or world.customer(f"For {what}"),
        "what": what,
        "due": due,
        **more,
    }
    return keep_commitment(None, changes, actor=world.cast.sales)


def test_the_empty_list_says_what_will_stand_there(world, as_sales):
    page = as_sales.get(LIST).content.decode()

    assert "No promise is open." in page
    assert f"{LIST}new/" in page


def test_what_is_open_stands_first_due_first_and_says_what_is_late(world, as_sales):
    promised(world, "Later", dt.date(2027, 2, 1))
    promised(world, "Late", dt.date(2026, 11, 2), sla="99.9%")
    kept = promised(world, "Kept already")
    keep_commitment(kept.pk, {"kept_on": dt.date(2026, 11, 9)}, actor=world.cast.sales)

    page = as_sales.get(LIST)

    assert [row.what for row in page.context["list"].page] == ["Late", "Later"]
    text = page.content.decode()
    assert text.count('<span class="sub">late</span>') == 1
    assert "99.9%" in text
    kept_only = as_sales.get(f"{LIST}?kept=yes").context["list"].page
    assert [row.what for row in kept_only] == ["Kept already"]
    found = as_sales.get(f"{LIST}?q=later").context["list"].page
    assert [row.what for row in found] == ["Later"]


def test_a_customer_s_page_shows_open_promises_before_broken_and_kept_ones(world, as_sales):
    acme = world.customer("Acme")
    promised(world, "Broken", dt.date(2026, 10, 1), customer=acme, broken_on=dt.date(2026, 10, 2))
    promised(world, "Kept", dt.date(2026, 10, 1), customer=acme, kept_on=dt.date(2026, 10, 20))
    promised(world, "Open", dt.date(2026, 12, 24), customer=acme)

    page = as_sales.get(f"/p/skylark/customers/{acme.pk}/")

    assert [row.what for row in page.context["commitments"]] == ["Open", "Kept", "Broken"]


def test_a_promise_is_added_to_the_customer_whose_page_one_came_from(world, as_sales):
    acme = world.customer("Acme")
    page = as_sales.get(f"{LIST}new/?customer={acme.pk}")
    body = form_of(page) | {"what": "An audit log", "due": "2026-12-24", "weeks": "2.50"}

    answer = as_sales.post(f"{LIST}new/", body | {"source": "spoken", "sla": "In a day"})

    assert (answer.status_code, answer.url) == (302, LIST)
    (made,) = Commitment.objects.all()
    assert (made.customer, made.what, made.weeks, made.source, made.sla, made.kept_on) == (
        acme,
        "An audit log",
        D("2.50"),
        "spoken",
        "In a day",
        None,
    )
    assert "An audit log" in as_sales.get(f"/p/skylark/customers/{acme.pk}/").content.decode()


def test_a_request_shows_what_was_promised_with_it_and_adds_more(world, as_sales):
    request = world.submitted(title="An audit log")
    promised(world, "By spring", customer=request.customer, escalation=request)

    page = as_sales.get(f"/p/skylark/escalations/{request.pk}/").content.decode()
    link = f"{LIST}new/?customer={request.customer_id}&amp;escalation={request.pk}"
    form = as_sales.get(link.replace("&amp;", "&"))

    assert "Promised with it" in page
    assert "By spring" in page
    assert link in page
    sent = form_of(form)
    assert (sent["customer"], sent["escalation"]) == ([str(request.customer_id)], [str(request.pk)])


def test_what_is_missing_is_said_and_what_was_typed_stays(world, as_sales):
    answer = as_sales.post(f"{LIST}new/", {"what": "An audit log", "due": "soon"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"customer", "due", "source"}
    assert 'value="An audit log"' in answer.content.decode()
    assert not Commitment.objects.exists()


def test_fewer_than_no_weeks_are_refused_at_their_field(world, as_sales):
    body = {"customer": world.customer("Acme").pk, "what": "A log", "due": "2026-12-24"}

    answer = as_sales.post(f"{LIST}new/", body | {"source": "email", "weeks": "-1"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"weeks"}
    assert not Commitment.objects.exists()


def test_a_promise_is_kept_on_a_day(world, as_sales):
    made = promised(world)
    body = form_of(as_sales.get(f"{LIST}{made.pk}/edit/")) | {"kept_on": "2026-11-10"}

    answer = as_sales.post(f"{LIST}{made.pk}/edit/", body)

    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.kept_on == dt.date(2026, 11, 10)


def test_two_who_change_one_see_both_texts(world, as_sales):
    made = promised(world)
    opened = form_of(as_sales.get(f"{LIST}{made.pk}/edit/"))
    keep_commitment(made.pk, {"sla": "In an hour"}, actor=world.cast.executive)

    answer = as_sales.post(f"{LIST}{made.pk}/edit/", opened | {"sla": "In a week"})

    assert answer.status_code == 412
    text = answer.content.decode()
    assert "In an hour" in text
    assert "In a week" in text
    made.refresh_from_db()
    assert made.sla == "In an hour"


def test_somebody_else_s_draft_stays_tied_and_is_not_named(world, client):
    draft = world.draft(title="Not told yet")
    made = promised(world, escalation=draft)
    client.force_login(world.cast.executive)

    page = client.get(f"{LIST}{made.pk}/edit/")
    listed = client.get(LIST).content.decode()
    client.post(f"{LIST}{made.pk}/edit/", form_of(page) | {"what": "Said otherwise"})

    assert "Not told yet" not in page.content.decode() + listed
    made.refresh_from_db()
    assert (made.what, made.escalation) == ("Said otherwise", draft)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    world, as_sales, count, django_assert_num_queries
):
    for n in range(count):
        promised(world, f"Promise {n}", escalation=world.submitted(title=f"Request {n}"))
    as_sales.get(LIST)

    with noon(2026, 11, 10), django_assert_num_queries(7):
        as_sales.get(LIST)


def test_what_is_late_can_be_asked_for_alone(world, as_sales):
    promised(world, "A late one", due=dt.date(2026, 11, 9))
    promised(world, "One for today", due=dt.date(2026, 11, 10))

    page = as_sales.get(f"{LIST}?kept=late").content.decode()

    assert "A late one" in page
    assert "One for today" not in page
