"""Triggers that refuse UPDATE and DELETE on append-only tables, on both databases."""

from typing import Any

from django.apps import apps
from django.db import connections, models

EVENTS = ("UPDATE", "DELETE")


def append_only_models() -> list[type[models.Model]]:
    """Every concrete model that declares itself append-only."""
    return [model for model in apps.get_models() if getattr(model, "append_only", False)]


def install_after_migrate(using: str, **_: Any) -> None:
    """Put every trigger in its place; whatever a migration dropped comes back."""
    install(using)


def install(using: str = "default") -> None:
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_PG_FUNCTION)
        for model in append_only_models():
            if model._meta.db_table in present:
                for statement in _statements(connection.vendor, model._meta.db_table):
                    cursor.execute(statement)


def remove(using: str = "default") -> None:
    """Take the triggers away. Only a test that must empty its tables does this."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for model in append_only_models():
            table = model._meta.db_table
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            for event in (*EVENTS, "TRUNCATE"):
                cursor.execute(f'DROP TRIGGER IF EXISTS "{_name(table, event)}"{on}')


def _name(table: str, event: str) -> str:
    return f"append_only_{table}_{event.lower()}"


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f'CREATE TRIGGER IF NOT EXISTS "{_name(table, event)}" BEFORE {event} ON "{table}"'
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for event in EVENTS
        ]
    return [
        f'CREATE OR REPLACE TRIGGER "{_name(table, event)}" BEFORE {event} ON "{table}"'
        f" FOR EACH {'STATEMENT' if event == 'TRUNCATE' else 'ROW'}"
        " EXECUTE FUNCTION daylight_refuse_change()"
        for event in (*EVENTS, "TRUNCATE")
    ]


# integrity_constraint_violation, so that Django raises IntegrityError on both databases.
_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION daylight_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
