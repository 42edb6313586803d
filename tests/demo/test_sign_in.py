"""Signing in by one click leads to where somebody was, and nowhere else."""

import pytest

from company.models import Person
from demo.people import DEMO_PEOPLE

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        ("/p/wicket/escalations/new/", "/p/wicket/escalations/new/"),
        ("https://example.com/", "/"),
        ("", "/"),
    ],
)
def test_it_leads_back_to_a_page_of_ours(client, settings, asked, then):
    settings.DEMO = True
    Person.objects.create_user(DEMO_PEOPLE[0].email)

    answer = client.post("/demo/sign-in/", {"email": DEMO_PEOPLE[0].email, "next": asked})

    assert (answer.status_code, answer["Location"]) == (302, then)
