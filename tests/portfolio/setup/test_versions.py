"""Two administrators at one form: neither overwrites what they have not seen."""

import pytest

from company.models import Person, Rate
from company.people import roles_held
from portfolio.models import Slice
from tests.browserforms import form_of
from tests.conftest import make_administrator
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes

pytestmark = pytest.mark.any_database
SKYLARK = "/setup/products/skylark/"


@pytest.fixture
def both(world):
    """Two administrators."""
    return [signed_in(make_administrator(f"{n}@example.com")) for n in ("one", "two")]


def late_of(both, path, first, second):
    """What the second is answered, who saw the form before the first sent it."""
    early = [client.get(path) for client in both]
    assert both[0].post(path, form_of(early[0], **first)).status_code == 302
    with nothing_changes():
        late = both[1].post(path, form_of(early[1], **second))
    assert late.status_code == 412
    assert "Nothing was saved" in words(late)
    return late


def test_a_product_keeps_the_name_nobody_saw(world, both):
    late = late_of(both, f"{SKYLARK}edit/", {"name": "Lark"}, {"name": "Kite"})

    assert "Take what stands now: Lark" in words(late)
    both[1].post(f"{SKYLARK}edit/", form_of(late, **{"take-name": "mine"}))
    world.product.refresh_from_db()
    assert world.product.name == "Kite"


def test_who_changed_another_field_loses_nothing(world, both):
    path = f"{SKYLARK}edit/"
    late = late_of(both, path, {"name": "Lark"}, {"time_zone": "Europe/Madrid"})

    # What the person did not touch goes with what stands now.
    both[1].post(path, form_of(late, **{"take-name": "theirs", "take-time_zone": "mine"}))
    world.product.refresh_from_db()
    assert (world.product.name, world.product.time_zone) == ("Lark", "Europe/Madrid")


def test_slices_people_and_roles_too(world, both):
    sales = world.cast.sales
    path = f"{SKYLARK}slices/quality/edit/"
    late_of(both, path, {"name": "Debt"}, {"name": "Care"})
    assert Slice.objects.get(product=world.product, key="quality").name == "Debt"

    late_of(both, f"/setup/people/{sales.pk}/", {"name": "Nora"}, {"name": "Norah"})
    assert Person.objects.get(pk=sales.pk).name == "Nora"

    path = f"{SKYLARK}people/{sales.pk}/"
    late = late_of(both, path, {"roles": ["sales", "observer"]}, {"roles": ["executive"]})
    assert "Sales, Observer" in words(late).replace("Observer, Sales", "Sales, Observer")
    assert roles_held(sales, world.product) == ["observer", "sales"]
    both[1].post(path, form_of(late, **{"take-roles": "mine", "roles": ["executive"]}))
    assert roles_held(sales, world.product) == ["executive"]


def test_a_rate_that_somebody_set_that_moment_is_not_replaced_unseen(world, both):
    path = f"{SKYLARK}rates/new/"
    day = {"from_date": "2026-07-01"}
    late = late_of(both, path, {**day, "per_week": "9000"}, {**day, "per_week": "9500"})

    assert "Take what stands now: 9000.00" in words(late)
    both[1].post(path, form_of(late, **{"take-per_week": "mine"}))
    assert str(Rate.objects.get(from_date="2026-07-01").per_week) == "9500.00"
