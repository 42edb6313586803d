"""The people one may sign in as."""

import pytest

from company.models import Membership, Person, Role
from demo.people import DEMO_PEOPLE

# Who is there; test_story reads the same company on every database.
pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.any_database]


@pytest.mark.usefixtures("wicket")
def test_everybody_is_there_without_a_password():
    people = Person.objects.in_bulk([p.email for p in DEMO_PEOPLE], field_name="email")

    assert {email: person.name for email, person in people.items()} == {
        p.email: p.name for p in DEMO_PEOPLE
    }
    assert not any(person.has_usable_password() for person in people.values())
    assert not any(person.is_superuser or person.is_staff for person in people.values())


@pytest.mark.usefixtures("wicket")
def test_every_role_of_the_first_product_is_held():
    held = Membership.objects.filter(product__slug="wicket").values_list("role", flat=True)

    assert set(held) == set(Role.values)


def test_addresses_are_nobodys():
    assert all(person.email.endswith(".example") for person in DEMO_PEOPLE)
    assert all(person.email.isascii() for person in DEMO_PEOPLE)


def test_role_labels_name_each_role_once():
    tomasz = next(person for person in DEMO_PEOPLE if person.key == "tomasz")

    assert tomasz.role_labels == ["Sales"]
