"""The list of a product's report, by the API."""

import pytest

from delivery.models import Subscriber
from tests.conftest import token_client
from tests.delivery.conftest import BOARD
from tests.snapshots import nothing_changes

# What pages and files say goes the same way on every database.
pytestmark = pytest.mark.any_database

PATH = "/api/v1/products/skylark/subscribers/"


def test_the_list_names_people_and_addresses(listed):
    answer = token_client(listed.cast.observer).get(PATH)

    ids = list(Subscriber.objects.values_list("pk", flat=True))
    vp, added_by = listed.cast.sales_vp.email, str(listed.cast.executive)
    shared = {"added_by": added_by, "at": "2026-11-10T12:00:00Z"}
    assert answer.json() == {
        "count": 2,
        "next": None,
        "previous": None,
        "results": [
            {"id": ids[0], "email": BOARD, "name": "Berta Board", "has_account": False, **shared},
            {"id": ids[1], "email": vp, "name": vp, "has_account": True, **shared},
        ],
    }


def test_one_is_added_and_taken_off(listed):
    client = token_client(listed.cast.product_manager)

    made = client.post(PATH, {"email": "Otto@investor.example"}, format="json")

    assert made.status_code == 201
    assert made.json()["email"] == "otto@investor.example"
    assert client.delete(f"{PATH}{made.json()['id']}/").status_code == 204
    assert client.get(PATH).json()["count"] == 2
    assert client.delete(f"{PATH}{made.json()['id']}/").status_code == 404


def test_what_is_wrong_stands_at_its_field(listed):
    client = token_client(listed.cast.product_manager)
    client.get(PATH)  # notes the token's use, once an hour

    with nothing_changes():
        for given, field in (
            ({"email": "otto"}, "email"),
            ({}, "email"),
            ({"email": BOARD}, "email"),
            ({"email": "a@b.example", "name": "\u200b"}, "name"),
        ):
            answer = client.post(PATH, given, format="json")
            assert (answer.status_code, list(answer.json()["errors"])) == (400, [field]), given
