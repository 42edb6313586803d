"""An Idempotency-Key: the same answer again, nothing added, and no other body under it."""

import pytest

from portfolio.models import Effort
from tests.conftest import token_client

PATH = "/api/v1/effort/"


@pytest.fixture
def send(world):
    clients = {role: token_client(world.cast.of(role)) for role in ("engineering", "executive")}
    row = {"team": world.team.pk, "date": str(world.today), "item": world.item.pk}

    def send(weeks="0.50", key="monday", role="engineering"):
        headers = {"Idempotency-Key": key} if key else {}
        body = {"rows": [{**row, "weeks": weeks}]}
        return clients[role].post(PATH, body, format="json", headers=headers)

    return send


def test_the_same_key_answers_the_same_and_adds_nothing(send):
    first, again = send(), send()

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert first.json()["weeks"] == "0.50"
    assert [row.minutes for row in Effort.objects.all()] == [1200]


def test_without_a_key_rows_add_up(send):
    send(key=None)
    send(key=None)

    assert [row.minutes for row in Effort.objects.all()] == [1200, 1200]


def test_another_body_under_the_key_is_malformed(send):
    send()

    answer = send(weeks="0.75")

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"idempotency_key"}
    assert Effort.objects.count() == 1


def test_a_refused_request_does_not_use_up_its_key(send):
    assert send(weeks="0.001").status_code == 400

    assert send().status_code == 201


def test_somebody_without_the_role_gets_no_answer_by_a_known_key(send):
    send()

    assert send(role="executive").status_code == 403


def test_a_key_has_a_longest_length(send):
    assert send(key="k" * 200).status_code == 201
    assert set(send(key="k" * 201).json()["errors"]) == {"idempotency_key"}
