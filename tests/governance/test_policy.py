"""The policy by API and page: read, set from a quarter, and never over what was not seen."""

import pytest

from governance.models import Policy
from tests.conftest import token_client
from tests.makers import NEXT, World

PATH = "/api/v1/products/skylark/policy/"


@pytest.fixture
def executive(world):
    return token_client(world.cast.executive)


def test_a_policy_nobody_set_answers_the_defaults(world, executive):
    answer = executive.get(PATH)

    assert answer.status_code == 200
    assert answer.json() == {
        "from_quarter": "2026Q4",
        "cap_percent": "10.00",
        "straining_above": "15.00",
        "struggling_from": "20.00",
        "off_the_road_from": "30.00",
        "slots": 2,
        "slot_weeks": "2.00",
        "overdraft": True,
        "support_years": 7,
        "minimum_return": "3.00",
        "licence_price": None,
        "quota_relief_percent": "20.00",
        "support_fee": None,
        "reason": "",
        "by": None,
        "at": None,
        "later": [],
    }


def test_what_is_left_out_stays_and_what_is_set_for_later_is_said(world, executive):
    executive.put(PATH, {"slots": 3, "reason": "Three now."}, format="json")
    answer = executive.put(PATH, {"from_quarter": str(NEXT), "cap_percent": "8.00"}, format="json")

    said = answer.json()
    assert (said["slots"], said["cap_percent"], said["reason"]) == (3, "10.00", "Three now.")
    later = [(p["from_quarter"], p["slots"], p["cap_percent"]) for p in said["later"]]
    assert later == [("2027Q1", 3, "8.00")]
    world.proven()


def test_what_is_assumed_of_a_special_is_policy_and_sealed(world, executive):
    said = {"support_years": 5, "minimum_return": "2.50", "licence_price": "50000.00"}

    answer = executive.put(PATH, said, format="json").json()

    assert {name: answer[name] for name in said} == said
    made = Policy.objects.get()
    assert (made.support_years, str(made.minimum_return), str(made.licence_price)) == (
        5,
        "2.50",
        "50000.00",
    )
    world.proven()
    answer = executive.put(PATH, {"licence_price": None}, format="json").json()
    assert (answer["support_years"], answer["licence_price"]) == (5, None)


def test_a_stale_policy_is_answered_with_both(world, executive):
    seen = executive.get(PATH)["ETag"]
    executive.put(PATH, {"slots": 3}, format="json")

    late = executive.put(PATH, {"slots": 5}, format="json", headers={"If-Match": seen})

    assert Policy.objects.count() == 1
    assert late.status_code == 412
    assert (late.json()["current"]["slots"], late.json()["yours"]) == (3, {"slots": 5})
    again = executive.put(PATH, {"slots": 5}, format="json", headers={"If-Match": late["ETag"]})
    assert (again.status_code, again.json()["slots"]) == (200, 5)


@pytest.mark.parametrize(
    "body",
    [
        {"cap_percent": "101"},
        {"slots": -1},
        {"from_quarter": "2026Q3"},
        {"slots": "x"},
        {"support_years": 0},
        {"support_years": 51},
        {"minimum_return": "-0.01"},
        {"quota_relief_percent": "-50.01"},
        {"quota_relief_percent": "100.01"},
        {"support_fee": "0.00"},
        {"licence_price": "0.00"},
    ],
)
def test_what_cannot_be_is_malformed(world, executive, body):
    assert executive.put(PATH, body, format="json").status_code == 400
    assert not Policy.objects.exists()


# --- The page ---


HERE = "/p/skylark/policy/"


def sent(world: World, client, **changes):
    client.force_login(world.cast.executive)
    page = client.get(f"{HERE}set/").context["form"]
    shown = {name: page[name].value() for name in page.fields}
    given = {name: value for name, value in shown.items() if value is not None}
    return {**given, "overdraft": "on", "seen": page.seen, **changes}


def test_the_page_sets_what_the_api_sets(world, client):
    answer = client.post(f"{HERE}set/", sent(world, client, slots="4", reason="Four now."))

    assert (answer.status_code, answer["Location"]) == (302, HERE)
    made = Policy.objects.get()
    assert (made.slots, made.by, made.reason) == (4, world.cast.executive, "Four now.")
    assert "Four now." in client.get(HERE).content.decode()


def test_the_page_shows_both_where_somebody_was_first(world, client, executive):
    body = sent(world, client, slots="4")
    executive.put(PATH, {"slots": 3}, format="json")

    answer = client.post(f"{HERE}set/", body)

    assert answer.status_code == 412
    assert Policy.objects.count() == 1
    text = answer.content.decode()
    assert 'name="take-slots"' in text
    assert 'name="take-cap_percent"' not in text
    kept = answer.context["form"]
    client.post(f"{HERE}set/", {**body, "seen": kept.seen, "take-slots": "mine"})
    assert Policy.objects.order_by("pk").last().slots == 4


def test_who_may_not_set_it_reads_it(world, client):
    client.force_login(world.cast.observer)

    assert "Change the policy" not in client.get(HERE).content.decode()
    assert client.get(f"{HERE}set/").status_code == 403
