"""What all triggers of the house have in common, on both databases."""

from collections.abc import Iterable

from django.db import connections


def standing(using: str, prefix: str) -> set[str]:
    """The names of the triggers that stand and begin with `prefix`."""
    database = connections[using]
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if database.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with database.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall() if name.startswith(prefix)}


def drop(using: str, triggers: Iterable[tuple[str, str]]) -> None:
    """Take away those that stand of these, each a name and its table."""
    database = connections[using]
    with database.cursor() as cursor:
        for name, table in triggers:
            on = f' ON "{table}"' if database.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')
