"""Theme, tour, shortcuts and the pages that say what went wrong."""

import pytest
from django.template.loader import get_template
from django.test import Client

# What a page says goes the same way everywhere; test_hostile reads every page on each database.
pytestmark = pytest.mark.any_database

HOME = "/p/skylark/escalations/"


@pytest.fixture
def client(agreed):
    found = Client()
    found.force_login(agreed.cast.product_manager)
    return found


@pytest.mark.parametrize("chosen", ["light", "dark"])
def test_a_theme_is_kept_and_set_on_every_page(client, chosen):
    answer = client.post("/theme/", {"theme": chosen, "next": HOME})

    assert answer.headers["Location"] == HOME
    assert f'<html lang="en" data-theme="{chosen}">' in client.get(HOME).content.decode()


def test_the_machines_theme_takes_the_cookie_away(client):
    client.post("/theme/", {"theme": "dark"})

    client.post("/theme/", {"theme": ""})

    assert '<html lang="en">' in client.get(HOME).content.decode()


def test_a_forged_theme_sets_nothing(client):
    client.cookies["theme"] = 'dark"onload='

    assert '<html lang="en">' in client.get(HOME).content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", ""])
def test_one_is_never_sent_elsewhere(client, target):
    answer = client.post("/theme/", {"theme": "dark", "next": target})

    assert answer.headers["Location"] == "/"


def test_the_tour_starts_at_home_and_leads_to_the_report(client):
    url, seen = "/", []
    while url:
        stop = next(c["stop"] for c in client.get(url).context if c.get("stop"))
        seen.append(stop.number)
        url = stop.next_url

    assert seen == [1, 2, 3, 4, 5, 6]


def test_the_tour_is_on_no_other_page_unasked(client):
    assert 'aria-label="Tour"' not in client.get(HOME).content.decode()


def test_skipping_the_tour_is_for_good(client, agreed):
    assert 'aria-label="Tour"' in client.get("/").content.decode()

    client.post("/tour/done/")
    agreed.cast.product_manager.refresh_from_db()
    first = agreed.cast.product_manager.tour_done_at
    client.post("/tour/done/")

    agreed.cast.product_manager.refresh_from_db()
    assert agreed.cast.product_manager.tour_done_at == first is not None
    assert 'aria-label="Tour"' not in client.get("/").content.decode()
    assert 'aria-label="Tour"' not in client.get("/?tour=2").content.decode()


def test_shortcuts_are_links_that_work_without_javascript(client):
    text = client.get(HOME).content.decode()

    assert 'href="#keys"' in text
    assert 'href="/p/skylark/budget/" data-keys="g b"' in text


def test_a_page_that_is_not_there_says_so_with_a_way_back(client):
    answer = client.get("/p/skylark/escalations/99999/")

    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


def test_a_refusal_says_who_may(client):
    answer = client.get("/p/skylark/budget/2026Q4/cap/")

    assert answer.status_code == 403
    assert "Only an executive may set the cap." in answer.content.decode()


def test_a_stale_form_says_what_to_do(agreed):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(agreed.cast.product_manager)

    answer = strict.post("/theme/", {"theme": "dark"})

    assert answer.status_code == 403
    assert "This form is out of date" in answer.content.decode()


@pytest.mark.parametrize("name", ["400", "500"])
def test_faults_need_no_context_and_no_database(name):
    assert "<h1>" in get_template(f"{name}.html").render()
