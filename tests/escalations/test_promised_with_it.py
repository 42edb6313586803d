"""The request form asks what was already promised, and makes a commitment tied to the request."""

import datetime as dt

import pytest

from escalations.models import Commitment, Escalation
from governance.report.sections import build_report
from tests.browserforms import form_of
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes

HERE = "/p/skylark/escalations/"


@pytest.fixture
def client(agreed):
    return signed_in(agreed.cast.sales)


@pytest.fixture
def asked(agreed):
    return {
        "key": "abc",
        "customer": agreed.customer("Skyhook").pk,
        "title": "Badge printing",
        "problem": "Visitors queue.",
        "origin": "sales",
        "needed_by": "2027-03-01",
        "promised": "Badges in spring",
        "promised_by": "2027-03-15",
        "promised_in": "contract",
    }


def promises():
    return [
        (row.what, row.customer.name, row.due, row.source, row.escalation.title)
        for row in Commitment.objects.all()
    ]


BADGES = ("Badges in spring", "Skyhook", dt.date(2027, 3, 15), "contract", "Badge printing")


def test_a_promise_comes_in_with_its_request(agreed, client, asked):
    answer = client.post(f"{HERE}new/", asked)

    assert answer.status_code == 302
    assert promises() == [BADGES]
    made = Escalation.objects.get()
    assert "Badges in spring" in words(client.get(f"{HERE}{made.pk}/"))
    (row,) = build_report(agreed.product, dt.date(2026, 11, 1)).commitments.rows
    # A draft is its author's alone.
    assert (row.what, row.escalation) == ("Badges in spring", None)
    agreed.proven()


def test_sent_twice_it_is_one_promise(client, asked):
    for due in ("2027-03-15", "2027-04-01"):
        client.post(f"{HERE}new/", {**asked, "promised_by": due})

    assert promises() == [(*BADGES[:2], dt.date(2027, 4, 1), *BADGES[3:])]


def test_what_saves_itself_promises_nothing(client, asked):
    client.post(f"{HERE}draft/", asked)

    assert (Escalation.objects.count(), promises()) == (1, [])


def test_a_promise_may_be_added_later(client, asked):
    client.post(f"{HERE}new/", {**asked, "promised": "", "promised_by": ""})
    assert promises() == []
    made = Escalation.objects.get()

    form = form_of(client.get(f"{HERE}{made.pk}/edit/"))
    told = {name: asked[name] for name in ("promised", "promised_by", "promised_in")}
    client.post(f"{HERE}{made.pk}/edit/", {**form, **told})

    assert promises() == [BADGES]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"promised_by": ""}, "Say by when it was promised."),
        ({"promised": ""}, "Say what was promised."),
        ({"customer": ""}, "Say to whom, too: choose the customer."),
        ({"promised_in": "smoke"}, "Select a valid choice."),
    ],
)
def test_half_a_promise_is_asked_for_and_keeps_what_was_typed(client, asked, changed, sentence):
    with nothing_changes():
        page = client.post(f"{HERE}new/", {**asked, **changed})

    assert page.status_code == 422
    assert sentence in words(page)
    assert "Visitors queue." in page.content.decode()
