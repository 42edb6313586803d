"""The pages and the API of published reports."""

import datetime as dt
import json
import re

import pytest

from governance.models import Publication
from tests.browserforms import form_of
from tests.conftest import token_client
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes

pytestmark = pytest.mark.any_database

PAGE = "/p/skylark/report/2026-10/"
API = "/api/v1/products/skylark/reports/"


def seen_on(page):
    """What the form of the page sends of itself."""
    return {"seen": re.search(r'name="seen" value="(.*?)"', page.content.decode())[1]}


@pytest.fixture
def october(agreed):
    agreed.spend(agreed.a, "3.00", day=dt.date(2026, 10, 7))
    return agreed


@pytest.fixture
def executive(october):
    return signed_in(october.cast.executive)


def test_an_executive_publishes_with_one_click_and_the_page_says_so(october, executive):
    assert "A draft: nobody has published this month yet." in words(executive.get(PAGE))
    page = executive.get(f"{PAGE}publish/")

    answer = executive.post(f"{PAGE}publish/", seen_on(page), follow=True)

    said = words(answer)
    assert "October 2026 is published. It stays as it reads now." in said
    assert f"Published 10 Nov by {october.cast.executive}, version 1. It stays" in said
    assert Publication.objects.get().by == october.cast.executive


def test_the_page_of_a_published_month_is_that_of_its_version(october, executive):
    october.publish()
    october.spend(october.a, "2.00", day=dt.date(2026, 10, 8))

    published, draft = executive.get(PAGE), executive.get(f"{PAGE}?version=draft")

    assert published.context["report"].headline.month.total_weeks == 3
    assert draft.context["report"].headline.month.total_weeks == 5
    assert "Version 1 is what was published" in words(draft)
    assert executive.get(f"{PAGE}?version=2").status_code == 404


def test_figures_that_changed_under_the_page_are_not_published_unseen(october, executive):
    page = executive.get(f"{PAGE}publish/")
    october.spend(october.a, "2.00", day=dt.date(2026, 10, 8))

    with nothing_changes():
        answer = executive.post(f"{PAGE}publish/", seen_on(page))

    assert answer.status_code == 422
    assert "The figures changed since you opened this page. Look again." in words(answer)
    executive.post(f"{PAGE}publish/", seen_on(answer))
    facts = json.loads(Publication.objects.get().text)
    assert facts["headline"]["month"]["total_weeks"] == "5.00"


def test_a_correction_shows_what_changed_and_keeps_a_short_reason_in_the_form(october, executive):
    october.publish()
    october.spend(october.a, "2.00", day=dt.date(2026, 10, 8))
    page = executive.get(f"{PAGE}publish/")
    assert "Headline month, total weeks 3.00 5.00" in words(page)

    refused = executive.post(f"{PAGE}publish/", seen_on(page) | {"reason": "Late."})

    assert refused.status_code == 422
    assert "in at least 20 characters" in words(refused)
    assert form_of(refused)["reason"] == ["Late."]
    executive.post(f"{PAGE}publish/", seen_on(refused) | {"reason": "North was a week late."})
    said = words(executive.get(PAGE))
    assert "version 2 of 2" in said
    assert "Corrected, because: North was a week late." in said


def test_nothing_to_correct_offers_no_button(october, executive):
    october.publish()

    said = words(executive.get(f"{PAGE}publish/"))

    assert "Nothing differs from version 1: there is nothing to correct." in said
    assert "Publish version 2" not in said


def test_two_who_write_the_first_comment_see_both(october, executive):
    manager = signed_in(october.cast.product_manager)
    mine, theirs = (c.get(f"{PAGE}comment/product/") for c in (manager, executive))
    executive.post(f"{PAGE}comment/product/", form_of(theirs) | {"text": "Theirs."})

    answer = manager.post(f"{PAGE}comment/product/", form_of(mine) | {"text": "Mine."})

    assert answer.status_code == 412
    assert "Theirs." in words(answer)
    assert "Mine." in answer.content.decode()


def test_the_archive_lists_every_month_with_its_version(october, executive):
    october.publish()

    page = executive.get("/p/skylark/reports/")

    months = [
        (m.key, m.is_running, m.publication and m.publication.version) for m in page.context["page"]
    ]
    assert months == [("2026-11", True, None), ("2026-10", False, 1)]
    assert "1 month is published and stays as it was read." in words(page)


def test_the_archive_asks_as_often_for_many_months(october, executive, django_assert_num_queries):
    with django_assert_num_queries(8):
        executive.get("/p/skylark/reports/")
    october.spend(october.a, "1.00", day=dt.date(2026, 2, 3))
    october.publish()
    october.publish(dt.date(2026, 2, 1))
    with django_assert_num_queries(8):
        executive.get("/p/skylark/reports/")


# --- API ----------------------------------------------------------


def test_publishing_answers_201_with_version_and_hash(october):
    client = token_client(october.cast.executive)

    answer = client.post(
        f"{API}2026-10/publish/",
        {"commentary": {"product": "As planned.", "sales": "Two deals."}},
        content_type="application/json",
    )

    assert answer.status_code == 201
    made, said = Publication.objects.get(), answer.json()
    assert (said["month"], said["version"], said["hash"]) == ("2026-10", 1, made.sha256)
    assert (said["is_signed"], said["changes"]) == (True, [])
    facts = client.get(f"{API}2026-10/").json()
    assert facts == json.loads(made.text)
    assert [c["text"] for c in facts["commentary"]] == ["As planned.", "Two deals."]
    assert facts["publication"]["ledger_hash"] == said["ledger_hash"]


def test_version_chooses_what_is_read(october):
    client = token_client(october.cast.observer)
    october.publish()
    october.spend(october.a, "2.00", day=dt.date(2026, 10, 8))
    october.publish(reason="Team North was a week late.")

    def weeks(query):
        return client.get(f"{API}2026-10/{query}").json()["headline"]["month"]["total_weeks"]

    assert [weeks(q) for q in ("?version=1", "?version=2", "")] == ["3.00", "5.00", "5.00"]
    october.spend(october.a, "1.00", day=dt.date(2026, 10, 9))
    assert [weeks(q) for q in ("", "?version=draft")] == ["5.00", "6.00"]
    assert client.get(f"{API}2026-10/?version=3").status_code == 404


@pytest.mark.parametrize(
    ("month", "body", "status", "said"),
    [
        ("2026-11", {}, 409, "wrong-state"),
        ("2026-10", {"commentary": {"product": "x" * 601}}, 400, "commentary"),
        ("2026-10", {"commentary": ["As planned."]}, 400, "commentary"),
    ],
)
def test_what_cannot_be_published_is_refused(october, month, body, status, said):
    client = token_client(october.cast.executive)
    client.get(API)  # from then on the token's last use is written

    with nothing_changes():
        answer = client.post(f"{API}{month}/publish/", body, content_type="application/json")

    assert answer.status_code == status
    assert said in answer.content.decode()


def test_the_list_names_each_months_last_version(october):
    october.publish()

    said = token_client(october.cast.observer).get(API).json()

    assert (said["count"], [r["month"] for r in said["results"]]) == (2, ["2026-11", "2026-10"])
    running, last = said["results"]
    assert (running["version"], running["published_at"], running["hash"]) == (None, None, None)
    assert (last["version"], last["share"]) == (1, "0.00")
    assert last["hash"] == Publication.objects.get().sha256
    assert last["published_by"] == str(october.cast.executive)
