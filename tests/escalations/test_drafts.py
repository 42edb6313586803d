"""The request form keeps one draft, whatever is typed, clicked twice or sent again."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from escalations.models import Claim, Escalation
from tests.browserforms import form_of
from tests.portfolio.pages import words
from tests.snapshots import nothing_changes

pytestmark = pytest.mark.any_database

HERE = "/p/skylark/escalations/"
WORDS = {
    "key": "abc",
    "title": "Badge printing",
    "problem": "Visitors queue.",
    "origin": "sales",
    "needed_by": "2027-03-01",
}


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

    assert words(answer) == "Draft kept at 12:00. Before engineering can have it: the customer."
    assert answer["HX-Trigger"] == "kept"
    assert [e.title for e in Escalation.objects.all()] == ["Badge printing"]
    assert Escalation.objects.get().state == "draft"


def test_sending_it_amends_that_draft(client, agreed):
    keep(client)

    customer = agreed.customer("Skyhook")
    answer = client.post(f"{HERE}new/", {**WORDS, "customer": customer.pk, "submit": "1"})

    made = Escalation.objects.get()
    assert answer.headers["Location"] == f"{HERE}{made.pk}/"
    assert made.state == "submitted"
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


class TestTwoTabs:
    """Two tabs of one draft: neither overwrites what it has not seen."""

    @pytest.fixture
    def made(self, agreed):
        return agreed.draft()

    def open(self, client, made):
        return client.get(f"{HERE}{made.pk}/edit/")

    def keep(self, client, page, **typed):
        """The form saves itself; its page then carries the version that it was told."""
        sent = form_of(page, **typed)
        answer = client.post(f"{HERE}draft/", sent)
        return answer, {**sent, **told(answer)}

    def test_a_tab_saves_itself_over_and_over(self, client, made):
        sent = form_of(self.open(client, made))
        for title in ("B", "Bad", "Badges"):
            answer = client.post(f"{HERE}draft/", {**sent, "title": title})
            sent |= told(answer)
            assert words(answer) == "Draft kept at 12:00"

        assert Escalation.objects.get().title == "Badges"

    def test_the_second_tab_overwrites_nothing_and_says_so(self, client, made):
        first, second = self.open(client, made), self.open(client, made)
        self.keep(client, first, title="From the first tab")

        with nothing_changes():
            answer, _ = self.keep(client, second, title="From the second tab")

        assert answer.status_code == 412
        assert words(answer).startswith("Not kept: this draft was changed somewhere else")

    def test_sent_after_that_it_shows_both_and_goes_on(self, client, made):
        first, second = self.open(client, made), self.open(client, made)
        self.keep(client, first, title="From the first tab", problem="They queue.")

        both = client.post(f"{HERE}{made.pk}/edit/", form_of(second, title="From the second tab"))

        assert both.status_code == 412
        assert "Take what stands now: From the first tab" in words(both)
        assert "Take what stands now: They queue." in words(both)
        done = client.post(f"{HERE}{made.pk}/edit/", form_of(both))
        made.refresh_from_db()
        assert done.status_code == 302
        assert (made.title, made.problem) == ("From the second tab", "They queue.")

    def test_a_button_pressed_while_it_saves_itself_meets_only_its_own_words(self, client, made):
        page = self.open(client, made)
        self.keep(client, page, title="Badge pr")  # its answer is not there yet

        answer = client.post(f"{HERE}{made.pk}/edit/", form_of(page, title="Badge printing, all"))

        made.refresh_from_db()
        assert (answer.status_code, made.title) == (302, "Badge printing, all")

    def test_what_arrives_late_puts_no_older_words_back(self, client, made):
        page = self.open(client, made)
        client.post(f"{HERE}{made.pk}/edit/", form_of(page, title="Badge printing, all"))

        late, _ = self.keep(client, page, title="Badge pr")

        made.refresh_from_db()
        assert (late.status_code, made.title) == (412, "Badge printing, all")

    def test_a_text_typed_back_is_kept_as_typed(self, client, made):
        page = self.open(client, made)
        _, sent = self.keep(client, page, title="Other")

        client.post(f"{HERE}{made.pk}/edit/", {**sent, "title": made.title})

        assert Escalation.objects.get().title == made.title

    def test_the_claims_of_a_draft_stand_side_by_side(self, client, made):
        first, second = self.open(client, made), self.open(client, made)
        self.keep(client, first, claims=["few_lines"], claim_note="Ten.")

        both = client.post(
            f"{HERE}{made.pk}/edit/", form_of(second, claims=["everyone_wants_this"])
        )

        assert "Take what stands now: It is only a few lines of code" in words(both)
        client.post(f"{HERE}{made.pk}/edit/", form_of(both, **{"take-claims": "theirs"}))
        assert [(c.kind, c.note) for c in Claim.objects.all()] == [("few_lines", "Ten.")]

    def test_a_new_form_meets_its_draft_changed_on_another_page(self, client):
        new = client.get(f"{HERE}new/")
        _, sent = self.keep(client, new, **{**WORDS, "key": form_of(new)["key"]})
        made = Escalation.objects.get()
        client.post(f"{HERE}{made.pk}/edit/", form_of(self.open(client, made), title="Later"))

        with nothing_changes():
            both = client.post(f"{HERE}new/", {**sent, "title": "Mine"})

        assert both.status_code == 412
        assert f'action="{HERE}{made.pk}/edit/"' in both.content.decode()
        client.post(f"{HERE}{made.pk}/edit/", form_of(both))
        assert [e.title for e in Escalation.objects.all()] == ["Mine"]

    def test_a_request_that_went_on_shows_what_stands_now(self, client, agreed):
        made = agreed.submitted()
        page = self.open(client, made)
        agreed.size(made, "1.00")

        answer = client.post(f"{HERE}{made.pk}/edit/", form_of(page, title="Badges for all"))

        made.refresh_from_db()
        assert (answer.status_code, made.title) == (412, "Badge printing")


def told(answer) -> dict[str, str]:
    """The version that an answer writes into the form, as htmx puts it there."""
    found = re.search(r'name="seen" id="seen" value="(\w+)"', answer.content.decode())
    return {"seen": found[1]} if found else {}
