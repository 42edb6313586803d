"""The request form keeps one draft, whatever is typed, clicked twice or sent again."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from escalations.models import Claim, Escalation

HERE = "/p/skylark/escalations/"
WORDS = {
    "key": "abc", "title": "Badge printing", "problem": "Visitors queue.", "origin": "sales",
    "needed_by": "2027-03-01",
}  # fmt: skip


@pytest.fixture
def client(agreed):
    found = Client()
    found.force_login(agreed.cast.sales)
    return found


def keep(client, **more):
    return client.post(f"{HERE}draft/", {**WORDS, **more})


def test_the_form_brings_a_key_of_its_own(client):
    keys = {client.get(f"{HERE}new/").context["key"] for _ in range(2)}

    assert len(keys) == 2


def test_typing_keeps_one_draft_and_says_when(client):
    keep(client, title="Badge pr")

    answer = keep(client)

    assert answer.content.decode().strip() == "Draft kept at 12:00"
    assert [e.title for e in Escalation.objects.all()] == ["Badge printing"]
    assert Escalation.objects.get().state == "draft"


def test_sending_it_amends_that_draft(client, agreed):
    keep(client)

    customer = agreed.customer("Skyhook")
    answer = client.post(f"{HERE}new/", {**WORDS, "customer": customer.pk, "submit": "1"})

    made = Escalation.objects.get()
    assert answer.headers["Location"] == f"{HERE}{made.pk}/submit/"
    assert made.customer == customer


def test_sending_it_twice_files_it_once(client):
    for _ in range(2):
        answer = client.post(f"{HERE}new/", WORDS)

    assert answer.status_code == 302
    assert Escalation.objects.count() == 1


def test_another_page_of_the_form_is_another_request(client):
    keep(client)
    keep(client, key="def")

    assert Escalation.objects.count() == 2


def test_another_person_with_the_same_key_files_their_own(client, agreed):
    keep(client)
    client.force_login(agreed.cast.executive)
    keep(client)

    assert Escalation.objects.count() == 2


def test_nothing_written_keeps_nothing(client):
    answer = client.post(f"{HERE}draft/", {"key": "abc", "origin": "sales"})

    assert answer.content.decode().strip() == ""
    assert not Escalation.objects.exists()


def test_a_half_typed_day_keeps_the_rest(client):
    answer = keep(client, needed_by="2027-")

    assert "Draft kept" in answer.content.decode()
    made = Escalation.objects.get()
    assert (made.title, made.needed_by) == ("Badge printing", None)


def test_what_a_rule_refuses_is_said_and_keeps_nothing(client, agreed):
    deal = agreed.deal(agreed.customer("Aerial"))

    answer = keep(client, deal=deal.pk, customer=agreed.customer("Skyhook").pk)

    assert "Not kept yet: Badges is a deal with Aerial" in answer.content.decode()
    assert not Escalation.objects.exists()


def test_claims_typed_letter_by_letter_are_kept_once(client):
    for note in ("A", "All", "All of them"):
        keep(client, claims=["everyone_wants_this"], claim_note=note)

    client.post(
        f"{HERE}new/", {**WORDS, "claims": ["everyone_wants_this"], "claim_note": "All of them."}
    )

    assert [claim.note for claim in Claim.objects.all()] == ["All of them."]


def test_the_edit_page_keeps_its_own_draft(client, agreed):
    made = agreed.draft()

    keep(client, draft=made.pk, title="Badge printing, in colour")

    assert [e.title for e in Escalation.objects.all()] == ["Badge printing, in colour"]


def test_what_was_submitted_meanwhile_is_left_alone(client, agreed):
    made = agreed.submitted()

    answer = keep(client, draft=made.pk, title="Other")

    made.refresh_from_db()
    assert answer.content.decode().strip() == ""
    assert made.title == "Badge printing"


@pytest.mark.parametrize("number", ["99999", "x"])
def test_a_draft_that_is_not_there_is_not_found(client, number):
    answer = keep(client, draft=number)

    assert answer.status_code == 404
    assert not Escalation.objects.exists()


def test_an_invalid_form_keeps_what_was_typed_and_its_key(client):
    answer = client.post(f"{HERE}new/", {**WORDS, "needed_by": "soon"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="key" value="abc"' in text
    assert "Visitors queue." in text


def test_similar_requests_and_the_headroom_of_the_day_needed(client, agreed):
    agreed.submitted(title="Printing badges")

    answer = client.post(f"{HERE}similar/", {**WORDS, "needed_by": "2027-05-01"})

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Printing badges</a>" in text
    assert "Q2 2027" in text
    assert "<html" not in text


def test_more_similar_requests_ask_no_more_queries(client, agreed):
    counts = []
    for n in range(3):
        agreed.submitted(title=f"Badge printing {n}")
        with CaptureQueriesContext(connection) as queries:
            client.post(f"{HERE}similar/", WORDS)
        counts.append(len(queries))

    assert counts[0] == counts[2]
