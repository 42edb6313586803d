"""The triggers that stand in the database, asked of it and not of the code that makes them."""

from django.db import connection


def standing(prefix: str) -> set[str]:
    """The names of those that begin so."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall() if name.startswith(prefix)}
