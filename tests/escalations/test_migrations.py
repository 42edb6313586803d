"""The constraint on weeks before a decision has one name, whichever name it was made with."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import CheckConstraint

from tests.sampling import MORE

OLD, NEW = "part_before_within_its_weeks", "part_weeks_with_those_before"
BEFORE = [("escalations", "0011_take_into_plan")]
RENAMED = "0012_name_of_the_parts_constraint"

pytestmark = pytest.mark.skipif(
    connection.vendor == "sqlite" or not MORE,
    reason="It goes back through what is locked: `MORE=1 make test-postgres` does",
)


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def names() -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "escalations_part")
    return {name for name in found if name in (OLD, NEW)}


def name_it_as_later(part) -> None:
    """What a database has whose 0004 gave it the present name already."""
    old = next(found for found in part._meta.constraints if found.name == OLD)
    new = CheckConstraint(condition=old.condition, name=NEW)
    with connection.schema_editor() as editor:
        editor.remove_constraint(part, old)
        part._meta.constraints = [c for c in part._meta.constraints if c is not old] + [new]
        editor.add_constraint(part, new)


@pytest.fixture
def before(transactional_db):
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield migrate(BEFORE)
    migrate(newest)


def test_either_name_becomes_the_present_one(before):
    """One way back through the migrations serves both: they are many."""
    found = [names()]
    call_command("migrate", "escalations", RENAMED, verbosity=0)
    found.append(names())

    name_it_as_later(migrate(BEFORE).get_model("escalations", "Part"))
    found.append(names())
    call_command("migrate", "escalations", RENAMED, verbosity=0)

    assert [*found, names()] == [{OLD}, {NEW}, {NEW}, {NEW}]
