"""The list on home until the first plan is agreed: it knows what is done, and then it is gone."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from company.models import Person
from escalations.first_steps import first_steps
from escalations.models import Commitment
from portfolio.sorting.actions import sort_item
from tests.conftest import make_member, make_waiting
from tests.portfolio.pages import signed_in, words

NAMES = [
    "Sort what you built",
    "Name the teams",
    "Plan Q4 2026",
    "Say who waits",
    "List the specials under way",
    "List what was promised",
    "Have the plan agreed",
]


@pytest.fixture
def steps(world):
    return lambda role="product_manager": first_steps(
        world.product, Person.objects.get(pk=world.cast.of(role).pk)
    )


def done(steps) -> list[str]:
    return [step.name for step in steps() if step.is_done]


def test_each_step_is_done_once_there_is_one_of_it(world, steps):
    assert [step.name for step in steps()] == NAMES
    assert done(steps) == NAMES[1:3]

    who = world.cast.product_manager
    world.spend(world.a, "8.00")
    world.spend(world.b, "2.00")
    sort_item(item=world.a, answer="customer", customer="Skyhook", actor=who)
    first = steps()[0]
    said = "1 of 2 sorted: between 80.0% and 100.0% was for one customer."
    assert (first.said, first.is_done) == (said, True)
    make_waiting(world.customer(), world.a)
    world.submitted()
    assert done(steps) == NAMES[:5]
    Commitment.objects.create(
        product=world.product, customer=world.customer(), what="SSO", due=dt.date(2027, 1, 1)
    )
    assert done(steps) == NAMES[:6]


def test_it_ends_with_the_first_baseline_whatever_was_left_out(world, steps):
    assert "To the first report" in words(signed_in(world.cast.product_manager).get("/"))

    world.baseline()

    assert steps() == []
    assert "To the first report" not in words(signed_in(world.cast.product_manager).get("/"))


def test_it_is_for_whoever_sets_the_product_up(world, steps):
    shown = ["sales", "sales_vp", "engineering", "executive", "observer"]
    assert [role for role in shown if steps(role)] == []

    Person.objects.filter(pk=world.cast.observer.pk).update(is_staff=True)

    assert [step.name for step in steps("observer")] == NAMES


def test_it_names_what_nobody_can_do_yet(world, steps):
    world.product.memberships.filter(role="executive").delete()
    nobody = "Nobody is an executive here yet: an administrator gives the role, in set-up."
    assert steps()[-1].said == nobody

    make_member(world.product, "executive", "new@skylark.example")
    assert steps()[-1].said.startswith("An executive agrees it")


def test_it_asks_five_queries_and_roles(world, steps):
    world.spend(world.a, "1.00")

    with CaptureQueriesContext(connection) as captured:
        steps()

    # The person and their roles, the baseline, what there is, and three of what was built.
    assert len(captured) == 7
