"""Everybody keeps their own tokens: a new one is shown once, and any is revoked."""

import re

import pytest

from company.actions import token_digest
from company.models import Token
from tests.conftest import make_member
from tests.snapshots import nothing_changes

# What pages and files say goes the same way on every database.
pytestmark = pytest.mark.any_database

PAGE = "/account/tokens/"


def made_in(answer) -> str:
    return re.search(r'value="(dl_[^"]+)"', answer.content.decode())[1]


def test_a_token_is_shown_once_and_kept_as_its_digest(client, product):
    ana = make_member(product, "sales")
    client.force_login(ana)
    assert "You have no token." in client.get(PAGE).content.decode()

    answer = client.post(PAGE, {"name": "Tracker"})

    token = Token.objects.get()
    assert (token.person, token.name, token.digest) == (
        ana,
        "Tracker",
        token_digest(made_in(answer)),
    )
    assert answer["Cache-Control"] == "no-store"
    assert "dl_" not in client.get(PAGE).content.decode()


def test_a_token_without_a_name_is_none(client, product):
    client.force_login(make_member(product, "sales"))

    with nothing_changes():
        assert client.post(PAGE, {"name": " "}).status_code == 422


def test_a_revoked_token_opens_nothing(client, product):
    client.force_login(make_member(product, "sales"))
    text = made_in(client.post(PAGE, {"name": "Tracker"}))
    bearer = {"Authorization": f"Bearer {text}"}
    assert client.get("/api/v1/items/", headers=bearer).status_code == 200

    page = client.post(f"{PAGE}{Token.objects.get().pk}/revoke/", follow=True)

    assert client.get("/api/v1/items/", headers=bearer).status_code == 401
    assert "opens nothing any more" in page.content.decode()


def test_nobody_revokes_what_is_somebody_elses(client, product):
    client.force_login(make_member(product, "sales"))
    client.post(PAGE, {"name": "Tracker"})
    client.force_login(make_member(product, "executive"))

    with nothing_changes():
        assert client.post(f"{PAGE}{Token.objects.get().pk}/revoke/").status_code == 404
