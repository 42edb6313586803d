"""A request's page: what is next stands first, what is done is a line; nobody loses the rail."""

import pytest

from escalations import actions
from escalations.models import Escalation
from escalations.page_order import page_parts_of
from tests.browserforms import form_of
from tests.makers import Q4
from tests.portfolio.pages import queries, signed_in, words

pytestmark = pytest.mark.any_database


def page_of(escalation):
    return f"/p/skylark/escalations/{escalation.pk}/"


def order(escalation):
    found = page_parts_of(Escalation.objects.get(pk=escalation.pk))
    return [part.name for part in found.now], [part.name for part in found.done]


def test_what_is_next_stands_first_in_each_state(agreed):
    made = agreed.submitted()
    assert order(made) == (["problem", "claims"], [])
    made = agreed.size(made, "3.00")
    assert order(made) == (["sizing", "problem", "claims"], [])
    made = agreed.confirm(made)
    assert order(made) == (["problem", "claims"], ["sizing"])
    made = agreed.propose(made, agreed.take(agreed.a, "3.00"))
    assert order(made) == (["displacement", "problem", "claims"], ["sizing"])
    made = agreed.approve(made)
    assert order(made) == (["decisions", "displacement"], ["problem", "claims", "sizing"])
    made = agreed.start(made)
    assert order(made) == (["decisions", "displacement"], ["problem", "claims", "sizing"])
    made = agreed.deliver(made)
    assert order(made) == (["claims", "decisions"], ["problem", "sizing", "displacement"])
    done = {"verdict": "keep", "customers_using": 1, "claims": {}, "actor": agreed.cast.sales}
    made = actions.review(escalation=made, **done)
    everything = ["problem", "claims", "sizing", "displacement"]
    assert order(made) == (["review", "decisions"], everything)


def test_what_is_done_keeps_its_words_behind_a_line(agreed):
    made = agreed.sized("3.00")

    said = words(signed_in(agreed.cast.sales).get(page_of(made)))

    assert "Sized at 3.00 wk, Product stands by it, Engineering stands by it" in said
    assert "Change the product for this one customer. A driver." in said


def test_an_engineer_sizes_and_stands_by_it_in_one_go(agreed):
    made = agreed.submitted()
    client = signed_in(agreed.cast.engineering)
    typed = {"low_weeks": "1", "likely_weeks": "2", "high_weeks": "3", "note": "A driver."}
    size = form_of(client.get(f"{page_of(made)}size/"), **typed, quarter=str(Q4))

    assert client.post(f"{page_of(made)}size/", {**size, "also": "1"}).status_code == 302

    assert [e.kind for e in made.events.order_by("pk")] == ["file", "submit", "size", "confirm"]
    confirmed = made.sizings.get().confirmations.values_list("side", flat=True)
    assert list(confirmed) == ["engineering"]
    agreed.proven()


def test_confirming_is_one_button_on_the_page(agreed):
    made = agreed.size(agreed.submitted(), "2.00")
    client = signed_in(agreed.cast.product_manager)
    assert "Stand by it for product" in words(client.get(page_of(made)))

    client.post(f"{page_of(made)}confirm/")

    said = words(client.get(page_of(made)))
    assert "Stand by it for" not in said
    assert "Product stands by it" in said


def test_questions_are_asked_and_answered_on_the_page(agreed):
    made = agreed.submitted()
    product, sales = signed_in(agreed.cast.product_manager), signed_in(agreed.cast.sales)
    assert "Send it back with this question" in words(product.get(page_of(made)))
    assert "Send it back" not in words(sales.get(page_of(made)))

    product.post(f"{page_of(made)}send_back/", {"question": "Which door?"})
    asked = words(sales.get(page_of(made)))
    assert "Sent back with a question product_manager@skylark.example, 10 NovWhich door?" in asked
    assert "Your answer" in asked
    assert "Your answer" not in words(product.get(page_of(made)))
    given = {"text": "The left one.", "next": page_of(made)}
    answer = sales.post(f"{page_of(made)}answer/", given)

    assert answer["Location"] == page_of(made)
    thread = words(product.get(page_of(made))).partition("Questions and answers")[2]
    assert thread.index("Which door?") < thread.index("The left one.")


def test_the_thread_holds_what_was_sized_and_proposed(agreed):
    made = agreed.proposed("3.00")

    thread = words(signed_in(agreed.cast.sales).get(page_of(made)))
    thread = thread.partition("Questions and answers")[2].partition("The story so far")[0]

    assert "0.50 to 8.00 wk, likely 3.00. A driver." in thread
    assert "Two customers wait for it." in thread


def test_a_draft_is_handed_over_from_its_page_once_it_is_complete(agreed):
    gap, whole = agreed.draft(problem=""), agreed.draft()
    client = signed_in(agreed.cast.sales)

    said = words(client.get(page_of(gap)))
    assert "Go on writing" in said
    assert "Hand it to engineering" not in said

    assert "Hand it to engineering" in words(client.get(page_of(whole)))
    client.post(f"{page_of(whole)}submit/")
    whole.refresh_from_db()
    assert whole.state == "submitted"


@pytest.mark.parametrize("make", ["submitted", "sized", "proposed", "approved"])
def test_an_observer_is_offered_nothing(agreed, make):
    made = getattr(agreed, make)()

    page = signed_in(agreed.cast.observer).get(page_of(made)).content.decode()
    main = page[page.index("<main") : page.index("</main>")]

    assert "<form" not in main
    assert "<button" not in main
    assert "What else you can do" not in main
    assert "/escalations/new/" not in page


def test_what_is_refused_and_what_is_not_there_keep_the_rail(agreed):
    observer = signed_in(agreed.cast.observer)
    refused = observer.get("/p/skylark/escalations/new/")
    assert refused.status_code == 403
    assert "That is not yours to change" in words(refused)
    assert 'href="/p/skylark/plan/' in refused.content.decode()

    made = agreed.submitted()
    outsider = signed_in(agreed.cast.outsider)
    there, not_there = outsider.get(page_of(made)), outsider.get("/p/skylark/escalations/999999/")
    assert (there.status_code, not_there.status_code) == (404, 404)
    assert words(there) == words(not_there)
    assert "skylark-other" in there.content.decode()
    assert "/p/skylark/plan" not in there.content.decode()


def test_signed_out_a_page_that_is_not_there_stands_alone(client, db):
    answer = client.get("/nothing/")

    assert answer.status_code == 404
    assert words(answer).count("There is no such page") == 2  # the tab's title, and the heading
    assert "Sign out" not in words(answer)


def test_more_to_say_asks_no_more_queries(agreed):
    made = agreed.submitted()
    client = signed_in(agreed.cast.product_manager)

    def exchange():
        ask = {"question": "Which?", "actor": agreed.cast.product_manager}
        sent = actions.send_back(escalation=made, **ask)
        actions.answer(escalation=sent, text="This.", actor=agreed.cast.sales)

    exchange()
    client.get(page_of(made))
    first = queries(client, page_of(made))
    exchange()
    exchange()

    assert queries(client, page_of(made)) == first


def test_one_button_sizes_and_stands_by_it(agreed):
    made = agreed.submitted()
    engineer = signed_in(agreed.cast.engineering)
    path = f"{page_of(made)}size/"
    given = {"quarter": str(Q4), "low_weeks": "1", "likely_weeks": "2", "high_weeks": "3"}
    given |= {"approach": "core", "note": "A driver."}
    assert "Save it and stand by it" in engineer.get(path).content.decode()

    engineer.post(path, form_of(engineer.get(path), **given, also="1"))

    sizing = Escalation.objects.get(pk=made.pk).latest_sizing
    assert sizing.likely_weeks == 2
    assert [row.side for row in sizing.confirmations.all()] == ["engineering"]
    # What stands after it leads on: product is asked, and nobody else.
    assert order(made)[0][0] == "sizing"

    engineer.post(path, form_of(engineer.get(path), **given | {"likely_weeks": "2.50"}))

    sizing = Escalation.objects.get(pk=made.pk).latest_sizing
    assert (str(sizing.likely_weeks), list(sizing.confirmations.all())) == ("2.50", [])
