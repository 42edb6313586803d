"""How long a page of results is, and what a filter by number says of other people's numbers."""

import pytest

from tests.conftest import make_customer

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(("size", "shown"), [("1", 1), ("2", 2), ("0002", 2), ("501", 10)])
def test_a_page_is_as_long_as_asked(api, size, shown):
    answer = api("sales", "get", f"items/?page_size={size}")

    assert answer.status_code == 200
    assert (answer.json()["count"], len(answer.json()["results"])) == (10, shown)


@pytest.mark.parametrize(
    "size", ["null", "0", "-1", "1_0", "\u0661", "1.0", "", "null&page_size=null"]
)
def test_what_is_no_size_is_refused(api, size):
    answer = api("sales", "get", f"items/?page_size={size}")

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"page_size": ["Write a whole number, 1 or more."]}


def test_a_filter_does_not_tell_which_numbers_others_have(api, world):
    theirs = make_customer(world.cast.outsider.memberships.get().product, "Their own")

    told = {
        pk: (answer.status_code, answer.json()["count"])
        for pk in (world.customer.pk, theirs.pk, theirs.pk + 1, 2**63 - 1)
        for answer in [api("sales", "get", f"escalations/?customer={pk}")]
    }

    assert told == {
        world.customer.pk: (200, 9),
        theirs.pk: (200, 0),
        theirs.pk + 1: (200, 0),
        2**63 - 1: (200, 0),
    }


@pytest.mark.parametrize("pk", ["-1", str(2**63), "9" * 80, "1_0", "\u0661", "x"])
def test_what_is_no_number_of_an_object_is_refused(api, pk):
    answer = api("sales", "get", f"escalations/?customer={pk}")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["customer"]
