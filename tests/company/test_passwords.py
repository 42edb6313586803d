"""Choosing a password: by mail to whom we know, or by a link that an administrator hands over."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from company.addresses import absolute
from company.models import Person
from company.passwords import one_time_link
from tests.snapshots import nothing_changes

RESET = "/accounts/password/reset/"
NEW = "correct horse battery staple"


@pytest.fixture(autouse=True)
def _asked_for_the_first_time():
    """How often somebody asked is counted in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def vera(db) -> Person:
    return Person.objects.create_user("vera@example.com")


def asked(client: Client, email: str, **headers):
    answer = client.post(RESET, {"email": email}, follow=True, headers=headers)
    assert answer.redirect_chain == [(f"{RESET}done/", 302)]
    return answer


def said(answer) -> str:
    """The page's own words: its head and its messages carry nothing else."""
    return re.search(r"<h1>.*", answer.content.decode(), re.S)[0]


def choose(link: str, password: str = NEW):
    """Follow the link as a browser does, and send the form."""
    client = Client()
    page = client.get(link, follow=True)
    if "action_url" not in page.context or "form" not in page.context:
        return page
    sent = {"password1": password, "password2": password}
    return client.post(page.context["action_url"], sent, follow=True)


def test_the_link_of_the_mail_works_once(client, vera):
    asked(client, "Vera@Example.com")

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["vera@example.com"], "Choose a new password for Daylight")
    (link,) = re.findall(r"http\S+", sent.body)
    assert "The password is changed" in choose(link).content.decode()
    vera.refresh_from_db()
    assert vera.check_password(NEW)
    assert "This link is used up" in choose(link, "another horse").content.decode()
    vera.refresh_from_db()
    assert vera.check_password(NEW)


def test_a_stranger_gets_no_mail_and_the_same_answer(client, vera):
    known = said(asked(client, "vera@example.com"))
    mail.outbox.clear()

    with nothing_changes():
        stranger = said(asked(client, "stranger@example.com"))

    assert stranger == known
    assert "one-time link" in known


def test_a_mail_server_that_does_not_answer_is_no_fault(client, vera, settings, caplog):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1},
        }
    }

    with nothing_changes():
        known, stranger = (
            said(asked(client, email)) for email in ("vera@example.com", "stranger@example.com")
        )

    assert known == stranger
    assert [record.message for record in caplog.records if record.name == "company.adapter"] == [
        "The mail to choose a password was not sent."
    ]


@pytest.mark.parametrize(
    ("allowed", "host", "begins"),
    [
        (["daylight.example"], "daylight.example", "http://daylight.example/"),
        (["daylight.example"], "daylight.example:8000", "http://daylight.example:8000/"),
        ([".daylight.example"], "evil.daylight.example", "http://daylight.example/"),
        (["*", "daylight.example"], "evil.example", "http://daylight.example/"),
        (["*"], "evil.example", "http://localhost/"),
    ],
)
def test_the_mail_keeps_to_the_hosts_that_are_named(client, vera, settings, allowed, host, begins):
    settings.ALLOWED_HOSTS = allowed

    asked(client, "vera@example.com", host=host)

    (sent,) = mail.outbox
    (link,) = re.findall(r"http\S+", sent.body)
    assert link.startswith(f"{begins}accounts/password/reset/key/")
    assert "evil" not in sent.body + sent.subject


def test_a_host_that_is_not_allowed_gets_no_mail(client, vera, settings):
    settings.ALLOWED_HOSTS = ["daylight.example"]

    with nothing_changes():
        answer = client.post(RESET, {"email": "vera@example.com"}, headers={"host": "evil.example"})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("site", "allowed", "secure", "begins"),
    [
        ("https://d.example/sub", ["x.example"], False, "https://d.example/sub/a/"),
        ("", ["x.example", "y.example"], True, "https://x.example/a/"),
        ("", [".x.example"], False, "http://x.example/a/"),
    ],
)
def test_an_address_without_a_request(settings, site, allowed, secure, begins):
    settings.SITE_URL, settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = site, allowed, secure

    assert absolute("/a/") == begins


def test_the_link_of_an_administrator_works_once(vera):
    link = one_time_link(vera)

    assert "The password is changed" in choose(link).content.decode()
    vera.refresh_from_db()
    assert vera.check_password(NEW)
    assert "This link is used up" in choose(link, "another horse").content.decode()
