"""Personal tokens: hashed at rest, shown once, refused once expired or revoked."""

import datetime as dt
import hashlib
import io

import pytest
from django.core.management import call_command
from django.utils import timezone
from rest_framework.test import APIClient

from company.actions import create_token, revoke_token
from company.models import Token
from tests.conftest import make_member, make_product

pytestmark = pytest.mark.any_database

PATH = "/api/v1/products/"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def person(db):
    return make_member(make_product(), "sales")


def status_with(header: str | None) -> int:
    client = APIClient()
    if header is not None:
        client.credentials(HTTP_AUTHORIZATION=header)
    return client.get(PATH).status_code


def test_create_token_prints_the_token_once_and_keeps_its_hash(person):
    printed = io.StringIO()

    call_command("create_token", person.email, "--name", "laptop", stdout=printed)

    text = printed.getvalue()
    assert text.count("\n") == 1
    token = Token.objects.get()
    assert (token.person, token.name) == (person, "laptop")
    assert token.digest == hashlib.sha256(text.strip().encode()).hexdigest()
    kept = [str(value) for value in Token.objects.values_list()[0]]
    assert not [value for value in kept if text.strip() in value]
    assert status_with(f"Bearer {text.strip()}") == 200


def test_two_tokens_of_one_person_both_open(person):
    first, second = create_token(person=person, name="a"), create_token(person=person, name="b")

    assert first != second
    assert [status_with(f"Bearer {text}") for text in (first, second)] == [200, 200]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer wrong",
        "Bearer two words",
        "Token {text}",
        "Basic {text}",
        "Bearer {text}x",
        "Bearer \xff",
        "{text}",
    ],
)
def test_anything_but_a_live_token_is_401(person, header):
    text = create_token(person=person, name="laptop")

    assert status_with(header and header.format(text=text)) == 401


def test_the_scheme_may_be_written_in_any_case(person):
    assert status_with(f"bearer {create_token(person=person, name='laptop')}") == 200


def test_a_revoked_token_opens_nothing(person):
    text = create_token(person=person, name="laptop")
    assert status_with(f"Bearer {text}") == 200

    revoke_token(token=Token.objects.get())

    assert status_with(f"Bearer {text}") == 401


@pytest.mark.parametrize(("expires_in", "status"), [(HOUR, 200), (-HOUR, 401)])
def test_a_token_opens_until_it_expires(person, expires_in, status):
    until = timezone.now() + expires_in
    text = create_token(person=person, name="laptop", expires_at=until)

    assert status_with(f"Bearer {text}") == status


def test_the_token_of_somebody_who_left_opens_nothing(person):
    text = create_token(person=person, name="laptop")
    person.is_active = False
    person.save()

    assert status_with(f"Bearer {text}") == 401


def test_the_last_use_is_noted_at_most_once_an_hour(person):
    text = create_token(person=person, name="laptop")
    status_with(f"Bearer {text}")
    first = Token.objects.get().last_used_at

    status_with(f"Bearer {text}")

    assert first is not None
    assert Token.objects.get().last_used_at == first


def test_a_session_does_not_sign_in_to_the_api(person):
    client = APIClient()
    client.force_login(person)

    assert client.get(PATH).status_code == 401
