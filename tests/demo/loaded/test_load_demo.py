"""manage.py load_demo: what it makes, and that the same again changes nothing."""

import pytest
from django.core.management import call_command

from company.models import Membership, Person, Product
from escalations.models import (
    Commitment,
    Deal,
    Displacement,
    Escalation,
    Event,
    Join,
    Offload,
)
from governance.models import Cap, Decision, Policy
from ledger.models import Entry
from portfolio.models import (
    Baseline,
    Customer,
    Effort,
    ExtensionPoint,
    Item,
    Line,
    NonGoal,
    Partner,
    Plan,
    Stance,
    Team,
    Usage,
    Waiting,
)
from tests.demo.conftest import load

pytestmark = pytest.mark.xdist_group("demo")

ROUTING = [ExtensionPoint, NonGoal, Partner, Stance, Join, Offload]
EVERYTHING = [
    *ROUTING,
    Product,
    Person,
    Membership,
    Customer,
    Item,
    Team,
    Usage,
    Waiting,
    Plan,
    Line,
    Baseline,
    Effort,
    Deal,
    Commitment,
    Escalation,
    Event,
    Displacement,
    Decision,
    Cap,
    Policy,
    Entry,
]


def counted() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in EVERYTHING}


@pytest.mark.usefixtures("wicket")
def test_load_demo_makes_the_company():
    found = counted()

    assert {name: found[name] for name in ("Product", "Person", "Team", "Plan", "Baseline")} == {
        "Product": 2,
        "Person": 9,
        "Team": 6,
        "Plan": 18,
        "Baseline": 16,
    }
    assert found["Customer"] == 26
    assert Item.objects.filter(slice__is_specials=False).count() == 104
    assert Item.objects.filter(slice=None).count() == 3
    assert found["Usage"] == 117
    assert Item.objects.filter(validated=False).count() == 11
    assert found["Escalation"] == 50
    assert found["Commitment"] == 9
    assert [found[model.__name__] for model in ROUTING] == [8, 4, 2, 2, 3, 7]


@pytest.mark.usefixtures("wicket")
@pytest.mark.any_database
def test_load_demo_again_changes_nothing():
    before, head = counted(), Entry.objects.order_by("pk").last()

    said = load()

    assert said == "The demonstration company is already here. Nothing changed.\n"
    assert counted() == before
    assert Entry.objects.order_by("pk").last().hash == head.hash


@pytest.mark.parametrize("command", ["verify_ledger", "check_books"])
@pytest.mark.usefixtures("wicket")
def test_what_was_loaded_is_proven(command, capsys):
    call_command(command)

    assert capsys.readouterr().err == ""
