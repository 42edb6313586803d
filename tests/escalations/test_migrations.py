"""The constraint on weeks before a decision has one name, whichever name it was made with."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import CheckConstraint

OLD, NEW = "part_before_within_its_weeks", "part_weeks_with_those_before"
BEFORE = [("escalations", "0011_take_into_plan")]


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def names() -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "escalations_part")
    return {name for name in found if name in (OLD, NEW)}


def name_it_as_before(part) -> None:
    """What a database has whose 0004 gave it the older name."""
    new = next(found for found in part._meta.constraints if found.name == NEW)
    old = CheckConstraint(condition=new.condition, name=OLD)
    with connection.schema_editor() as editor:
        editor.remove_constraint(part, new)
        part._meta.constraints = [c for c in part._meta.constraints if c is not new] + [old]
        editor.add_constraint(part, old)


@pytest.fixture
def before(transactional_db):
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield migrate(BEFORE)
    migrate(newest)


def test_a_database_with_the_older_name_gets_the_present_one(before):
    name_it_as_before(before.get_model("escalations", "Part"))
    was = names()

    migrate([("escalations", "0012_name_of_the_parts_constraint")])

    assert (was, names()) == ({OLD}, {NEW})


def test_a_database_with_the_present_name_keeps_it(before):
    was = names()

    migrate([("escalations", "0012_name_of_the_parts_constraint")])

    assert (was, names()) == ({NEW}, {NEW})
