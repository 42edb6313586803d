"""Triggers that refuse UPDATE and DELETE on append-only tables, on both databases.

On SQLite a third one refuses INSERT OR REPLACE, which deletes the row in its way without
asking the trigger on DELETE, unless the client turned `recursive_triggers` on.
"""

from typing import Any

from django.apps import apps
from django.db import connections, models

from company.triggers import drop

EVENTS = ("UPDATE", "DELETE")
PREFIX = "append_only_"


def append_only_models() -> list[type[models.Model]]:
    """Every concrete model that declares itself append-only."""
    return [model for model in apps.get_models() if getattr(model, "append_only", False)]


def install_after_migrate(using: str, **_: Any) -> None:
    """Install every trigger, also those that a migration of the table dropped."""
    install(using)


def install(using: str = "default") -> None:
    """Install the triggers of every append-only table that exists."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_PG_FUNCTION)
        for model in append_only_models():
            if model._meta.db_table in present:
                for statement in _statements(connection.vendor, model):
                    cursor.execute(statement)


def remove(using: str = "default") -> None:
    """Drop the triggers. Only for a test that must empty its tables."""
    tables = [model._meta.db_table for model in append_only_models()]
    events = (*EVENTS, "TRUNCATE", "INSERT")
    drop(using, [(_name(table, event), table) for table in tables for event in events])


def _name(table: str, event: str) -> str:
    return f"{PREFIX}{table}_{event.lower()}"


def _statements(vendor: str, model: type[models.Model]) -> list[str]:
    table = model._meta.db_table
    if vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        return [
            f'CREATE TRIGGER IF NOT EXISTS "{_name(table, event)}" BEFORE {event} ON "{table}"'
            f" {refuse}"
            for event in EVENTS
        ] + [
            # Made anew: the model's unique columns may have changed since.
            f'DROP TRIGGER IF EXISTS "{_name(table, "INSERT")}"',
            f'CREATE TRIGGER "{_name(table, "INSERT")}" BEFORE INSERT ON "{table}"'
            f" WHEN {_is_taken(model)} {refuse}",
        ]
    return [
        f'CREATE OR REPLACE TRIGGER "{_name(table, event)}" BEFORE {event} ON "{table}"'
        f" FOR EACH {'STATEMENT' if event == 'TRUNCATE' else 'ROW'}"
        " EXECUTE FUNCTION daylight_refuse_change()"
        # PostgreSQL empties a table with TRUNCATE, which no trigger on DELETE sees.
        for event in (*EVENTS, "TRUNCATE")
    ]


def _is_taken(model: type[models.Model]) -> str:
    """SQL: whether a row has the id of the NEW one, or its values in any unique columns."""
    column = {f.name: f.column for f in model._meta.concrete_fields}
    columns = [[f.column] for f in model._meta.concrete_fields if f.unique]
    for constraint in model._meta.total_unique_constraints:
        columns.append([column[name] for name in constraint.fields])
    table = model._meta.db_table
    return " OR ".join(
        f'EXISTS (SELECT 1 FROM "{table}" WHERE '  # noqa: S608 (names of our own models)
        + " AND ".join(f'"{name}" = NEW."{name}"' for name in names)
        + ")"
        for names in columns
    )


# integrity_constraint_violation, so that Django raises IntegrityError on both databases.
_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION daylight_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
