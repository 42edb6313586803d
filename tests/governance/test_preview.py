"""What a proposal would mean, shown while it is written; nothing is saved."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from escalations.forms.displacements import ProposeForm
from escalations.models import Proposal
from governance.approvals.impact import tried_out
from tests.conftest import make_waiting

HERE = "/p/skylark/escalations"


@pytest.fixture
def asked(agreed):
    """3.00 wk asked, confirmed; Skyhook waits for line A, and a deal depends on it."""
    customer = agreed.customer("Aerial", renews_in=None)
    made = agreed.sized("3.00", customer=customer, deal=agreed.deal(customer))
    make_waiting(agreed.customer("Skyhook", arr="120000.00", renews_in=400), agreed.a)
    return made


@pytest.fixture
def client(agreed):
    found = Client()
    found.force_login(agreed.cast.product_manager)
    return found


def taking(world, weeks, **more):
    line = world.line(world.a)
    return {f"weeks_{line.pk}": weeks, f"outcome_{line.pk}": "slips", **more}


def test_the_preview_says_what_it_costs_and_saves_nothing(agreed, asked, client):
    answer = client.post(f"{HERE}/{asked.pk}/propose/preview/", taking(agreed, "2.00"))

    text = answer.content.decode()
    it = answer.context["it"]
    assert answer.status_code == 200
    assert "<html" not in text
    assert str(it.check.displaced) == "2.00"
    assert [str(part.headroom_after) for part in it.check.parts] == ["5.32"]
    assert [one.customer.name for one in it.waiting] == ["Skyhook"]
    assert str(it.renewal_revenue) == "120000.00"
    assert "SSO audit log</a> loses" in text
    assert "400k" in text
    assert not Proposal.objects.exists()


def test_the_pies_show_the_weeks_moving_to_specials(agreed, asked, client):
    answer = client.post(f"{HERE}/{asked.pk}/propose/preview/", taking(agreed, "2.00"))

    (pies,) = answer.context["it"].pies
    before = dict(zip(*_slices(pies.before), strict=True))
    after = dict(zip(*_slices(pies.after), strict=True))
    assert before["Features"] - after["Features"] == 2
    assert after["Specials"] - before["Specials"] == 3


def _slices(figure):
    return figure["data"][0]["labels"], figure["data"][0]["values"]


def test_a_half_typed_row_counts_for_nothing_and_says_what_it_lacks(agreed, asked, client):
    line = agreed.line(None)
    agreed.line(None).kept_out.add(agreed.b)

    body = taking(agreed, "x", **{f"weeks_{line.pk}": "1.00"})
    answer = client.post(f"{HERE}/{asked.pk}/propose/preview/", body)

    assert answer.status_code == 200
    assert list(answer.context["it"].check.rows) == []
    assert "name the item that the reserve kept out" in answer.content.decode()


def test_what_was_decided_meanwhile_is_said(agreed, client):
    done = agreed.approved("1.00")

    answer = client.post(f"{HERE}/{done.pk}/propose/preview/", {})

    assert answer.status_code == 200
    assert "It is approved" in answer.content.decode()


def test_without_javascript_a_button_checks_and_saves_nothing(agreed, asked, client):
    body = taking(agreed, "2.00", preview="1", position="Others wait.")

    answer = client.post(f"{HERE}/{asked.pk}/propose/", body)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Others wait." in text
    assert "SSO audit log</a> loses" in text
    asked.refresh_from_db()
    assert asked.state == "sized"
    assert not Proposal.objects.exists()


def test_a_check_of_bad_weeks_answers_422(agreed, asked, client):
    answer = client.post(f"{HERE}/{asked.pk}/propose/", taking(agreed, "-1", preview="1"))

    assert answer.status_code == 422
    assert not Proposal.objects.exists()


def test_the_page_starts_from_the_standing_proposal(agreed, client):
    made = agreed.proposed("3.00")

    answer = client.get(f"{HERE}/{made.pk}/propose/")

    assert answer.status_code == 200
    assert "SSO audit log</a> loses" in answer.content.decode()


def test_who_decides_sees_the_same(agreed, client):
    made = agreed.proposed("3.00")
    client.force_login(agreed.cast.executive)

    answer = client.get(f"{HERE}/{made.pk}/approve/")

    text = answer.content.decode()
    assert answer.status_code == 200
    assert str(answer.context["it"].check.displaced) == "3.00"
    assert "if approved" in text


def test_more_customers_ask_no_more_queries(agreed, asked):
    body = taking(agreed, "2.00")

    counts = []
    for name in ("One", "Two", "Three"):
        make_waiting(agreed.customer(name), agreed.a)
        with CaptureQueriesContext(connection) as queries:
            tried_out(ProposeForm(body, escalation=type(asked).objects.get(pk=asked.pk)))
        counts.append(len(queries))

    assert counts[0] == counts[2]
