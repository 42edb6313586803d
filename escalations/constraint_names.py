"""A name that one version gave a constraint, put right before a migration that expects another.

Migration 0004 was published with two names for the constraint on weeks before a decision, and
0012 renames the first. A database made with the second, and not yet at 0012, has nothing that
0012 could remove. A landed migration is not edited, and none can be put before one that ran.
"""

from typing import Any

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

TABLE = "escalations_part"
EXPECTED, GIVEN = "part_before_within_its_weeks", "part_weeks_with_those_before"
MADE = ("escalations", "0004_append_only")
RENAMED = ("escalations", "0012_name_of_the_parts_constraint")


def expect_older_name(using: str, **_: Any) -> None:
    """Before migrating on PostgreSQL, give the constraint the name that 0012 removes.

    SQLite rebuilds the table from its model state, whatever its constraints are called.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    applied = MigrationRecorder(connection).applied_migrations()
    if MADE not in applied or RENAMED in applied:
        return
    with connection.cursor() as cursor:
        if GIVEN in connection.introspection.get_constraints(cursor, TABLE):
            cursor.execute(f"ALTER TABLE {TABLE} RENAME CONSTRAINT {GIVEN} TO {EXPECTED}")
