"""What a rep asked for, on home: what is asked, who has it, drafts, and what was decided."""

import datetime as dt
import re

import pytest

from escalations import actions
from escalations.my_requests import my_requests
from governance.approvals import actions as approvals
from tests.makers import Q4, noon
from tests.portfolio.pages import queries, signed_in, words
from tests.snapshots import nothing_changes

pytestmark = pytest.mark.any_database


def send_back(world, escalation, question="Which door?"):
    ask = {"question": question, "actor": world.cast.product_manager}
    return actions.send_back(escalation=escalation, **ask)


def decline(world, escalation, reason="No room."):
    return approvals.decline(escalation=escalation, reason=reason, actor=world.cast.executive)


def test_each_stands_in_one_list(agreed):
    sent_back = send_back(agreed, agreed.submitted(title="Sent back"))
    sized = agreed.sized(title="Sized")
    going = agreed.submitted(title="Going")
    draft = agreed.draft(title="Draft")
    declined = decline(agreed, agreed.submitted(title="Declined"))
    agreed.submitted(title="Another's", actor=agreed.cast.engineering)

    mine = my_requests(agreed.cast.sales, agreed.product)

    assert mine.asked == [sent_back]
    assert [(row, holder.owes) for row, holder in mine.with_others] == [
        (sized, "confirm the sizing and propose what it pushes out"),
        (going, "size it"),
    ]
    assert mine.drafts == [draft]
    said = f"We decided not to build “{declined.title}”; I can explain why."
    assert [(one.escalation, one.event.text, one.customer_words) for one in mine.decided] == [
        (declined, "No room.", said)
    ]
    assert not mine.is_cut


def test_what_was_decided_leaves_after_thirty_days_and_what_goes_on_at_once(agreed):
    decline(agreed, agreed.submitted())
    again = agreed.submitted(title="Again")
    turn = {"reason": "Not now.", "actor": agreed.cast.executive}
    again = approvals.defer(escalation=again, until=dt.date(2027, 1, 1), **turn)
    assert len(my_requests(agreed.cast.sales, agreed.product).decided) == 2

    actions.submit(escalation=again, actor=agreed.cast.sales)

    assert len(my_requests(agreed.cast.sales, agreed.product).decided) == 1
    with noon(2026, 12, 10):
        assert len(my_requests(agreed.cast.sales, agreed.product).decided) == 1
    with noon(2026, 12, 11):
        assert my_requests(agreed.cast.sales, agreed.product).decided == []


def test_home_says_who_has_it_and_how_late_it_is(agreed):
    agreed.submitted(title="Badges", customer=agreed.customer("Skyhook"))
    agreed.draft(title="Lamps")

    with noon(2026, 11, 19):
        page = words(signed_in(agreed.cast.sales).get("/"))

    assert "1 thing waits for you" in page
    held = "BadgesSkyhook: engineering@skylark.example (Engineering) has it, to size it"
    assert f"Your requests, and who has them {held}" in page
    assert re.search("to size it ?due 17 Nov ?2 working days late", page)
    assert "a draft, which only you see" in page


def test_a_question_is_answered_on_home(agreed):
    made = send_back(agreed, agreed.submitted())
    client = signed_in(agreed.cast.sales)
    page = words(client.get("/"))
    assert "product_manager@skylark.example asks you" in page
    assert "Which door? Your answer" in page
    path = f"/p/skylark/escalations/{made.pk}/answer/"

    with nothing_changes():
        refused = client.post(path, {"text": "", "next": "/"})
    answer = client.post(path, {"text": "The left one.", "next": "/"})

    assert refused.status_code == 422
    assert '<input type="hidden" name="next" value="/">' in refused.content.decode()
    assert (answer.status_code, answer["Location"]) == (302, "/")
    made.refresh_from_db()
    assert made.answered_at is not None
    assert "Answered. It is back with whoever asked." in words(client.get("/"))


def test_a_page_elsewhere_is_not_returned_to(agreed):
    made = send_back(agreed, agreed.submitted())
    path = f"/p/skylark/escalations/{made.pk}/"
    given = {"text": "The left one.", "next": "https://example.com/"}

    answer = signed_in(agreed.cast.sales).post(f"{path}answer/", given)

    assert answer["Location"] == path


def test_more_requests_ask_no_more_queries(agreed):
    def file_each():
        send_back(agreed, agreed.submitted())
        agreed.submitted()
        agreed.sized(quarter=Q4)
        agreed.draft()
        decline(agreed, agreed.submitted())

    file_each()
    client = signed_in(agreed.cast.sales)
    client.get("/")
    first = queries(client, "/")
    file_each()
    file_each()

    assert queries(client, "/") == first


def test_the_list_shows_only_ones_own_when_asked(agreed):
    agreed.submitted(title="Mine")
    agreed.submitted(title="Theirs", actor=agreed.cast.engineering)

    page = signed_in(agreed.cast.sales).get("/p/skylark/escalations/?by=me")

    assert [row.title for row in page.context["list"].page] == ["Mine"]
