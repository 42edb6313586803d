"""What a special costs in all, by API: read, said, refused, and never over what was not seen."""

import pytest

from escalations.models import Costing
from tests.conftest import token_client
from tests.snapshots import nothing_changes

# Pages, forms and their refusals go the same way on every database.
pytestmark = pytest.mark.any_database

NOTHING = {
    "installs": 0,
    "minutes_per_update": "0.00",
    "updates_per_year": "0.00",
    "support_weeks_per_year": "0.00",
    "retest_weeks_per_year": "0.00",
    "run_cost_per_year": "0.00",
    "payment_once": "0.00",
    "payment_per_year": "0.00",
    "sunset_on": None,
}
DEVICES = {"installs": 1000, "minutes_per_update": "10.00", "updates_per_year": "1.00"}


@pytest.fixture
def asked(agreed):
    """A client of engineering's, and the path of a request that was sized."""
    it = agreed.sized("3.00")
    return token_client(agreed.cast.engineering), f"/api/v1/escalations/{it.pk}/costing/"


def test_what_nobody_said_anything_of_costs_building_it(asked):
    api, path = asked

    answer = api.get(path)

    assert answer.status_code == 200
    said = answer.json()
    in_all = said.pop("in_all")
    assert said == NOTHING
    assert in_all == {
        "build_weeks": "3.00",
        "build_cost": "24000.00",
        "carrying_hours_for_updates": "0.00",
        "carrying_weeks_per_year": "0.00",
        "carrying_cost_per_year": "0.00",
        "full_cost": "24000.00",
        "paid": "0.00",
        "return_multiple": None,
        "recurring_share": None,
        "licences": None,
        "warning": "Nothing is paid for the work itself, and policy expects 3.00 times its full"
        " cost.",
        "assumptions": {
            "support_years": 7,
            "minimum_return": "3.00",
            "licence_price": None,
            "rate": "8000.00",
        },
    }


def test_what_is_said_is_kept_and_what_is_left_out_stays(asked):
    api, path = asked

    first = api.put(path, DEVICES, format="json")
    again = api.put(path, {"payment_per_year": "9000.00"}, format="json")

    assert (first.status_code, again.status_code) == (200, 200)
    said = again.json()
    assert (said["installs"], said["payment_per_year"]) == (1000, "9000.00")
    assert said["in_all"]["carrying_hours_for_updates"] == "166.67"
    assert said["in_all"]["full_cost"] == "257333.33"
    assert (said["in_all"]["return_multiple"], said["in_all"]["recurring_share"]) == (
        "0.24",
        "100.00",
    )
    assert Costing.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {"installs": -1},
        {"installs": "x"},
        {"installs": 10_000_001},
        {"installs": None},
        {"minutes_per_update": "10000.00"},
        {"payment_once": "-0.01"},
        {"sunset_on": "soon"},
    ],
)
def test_what_cannot_be_is_malformed(asked, body):
    api, path = asked
    api.get(path)

    with nothing_changes():
        answer = api.put(path, body, format="json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == list(body)


def test_a_stale_one_is_answered_with_both(asked):
    api, path = asked
    seen = api.get(path)["ETag"]
    api.put(path, DEVICES, format="json")

    with nothing_changes():
        late = api.put(path, {"installs": 5}, format="json", headers={"If-Match": seen})

    assert late.status_code == 412
    assert (late.json()["current"]["installs"], late.json()["yours"]) == (1000, {"installs": 5})
    mine = api.put(path, {"installs": 5}, format="json", headers={"If-Match": late["ETag"]})
    assert (mine.status_code, mine.json()["installs"]) == (200, 5)


def test_the_largest_costing_is_answered(asked):
    api, path = asked
    most = {
        "installs": 10_000_000,
        "minutes_per_update": "9999.99",
        "updates_per_year": "999.99",
        "run_cost_per_year": "999999999999.99",
    }

    answer = api.put(path, most, format="json")

    assert answer.status_code == 200
    assert answer.json()["in_all"]["carrying_weeks_per_year"] == "41666208333.75"
