"""The house stands: nothing points up, and every constraint has met its IntegrityError."""

import pytest
from django.apps import apps
from django.db import models

from tests.company import test_models as company
from tests.delivery import test_models as delivery
from tests.escalations import test_models as escalations
from tests.governance import test_models as governance
from tests.imports import test_models as imports
from tests.ledger import test_models as ledger
from tests.portfolio import test_models as portfolio

# From the ground up (DESIGN section 3).
FLOORS = [
    "company",
    "ledger",
    "imports",
    "portfolio",
    "escalations",
    "governance",
    "delivery",
    "demo",
]
TESTED = [company, ledger, imports, portfolio, escalations, governance, delivery]


def models_of_the_house() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in FLOORS
    ]


def points_up(model: type[models.Model], target: type[models.Model]) -> bool:
    """Whether a relation from `model` to `target` climbs; Django's own apps are the cellar."""
    if target._meta.app_label not in FLOORS:
        return False
    return FLOORS.index(target._meta.app_label) > FLOORS.index(model._meta.app_label)


def test_no_relation_points_up_the_house():
    relations = [
        (model, field.related_model, field.name)
        for model in models_of_the_house()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created
    ]

    climbing = [
        f"{model._meta.label}.{name} -> {target._meta.label}"
        for model, target, name in relations
        if points_up(model, target)
    ]

    assert climbing == []
    assert len(relations) > 70


def test_a_relation_that_climbs_would_be_found():
    escalation, plan = apps.get_model("escalations.Escalation"), apps.get_model("portfolio.Plan")

    assert points_up(plan, escalation)
    assert not points_up(escalation, plan)
    assert not points_up(plan, plan)


def test_every_constraint_is_met_by_a_test_that_goes_around_the_actions():
    declared = {
        constraint.name for model in models_of_the_house() for constraint in model._meta.constraints
    }
    tested = [name for module in TESTED for name in module.BREAKS]

    assert sorted(declared - set(tested)) == []
    assert sorted(set(tested) - declared) == []
    assert len(tested) == len(set(tested))


@pytest.mark.parametrize("app", FLOORS[:-1])
def test_every_check_says_what_it_refuses(app):
    silent = [
        constraint.name
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
        and constraint.violation_error_message == constraint.default_violation_error_message
    ]

    assert silent == []


def test_the_world_of_the_constraint_tests_fills_every_table(everything):
    empty = {m._meta.label for m in models_of_the_house() if not m._base_manager.exists()}

    # Django's own groups and permissions are not how Daylight says who may do what.
    assert empty == {"company.Person_groups", "company.Person_user_permissions"}
