"""One number for all that the database holds: it grows with every change that is committed.

Triggers count in the transaction of the change, so no door goes around them, and what is rolled
back was not counted. Whoever read the number before reading anything else may keep what was read
until the number is another (company/cached_reads.py).

On SQLite one row is counted up, as only one transaction writes at a time. On PostgreSQL that row
would make everybody who writes wait for one another, so each statement adds a row of its own, the
number is their sum, and each thousandth statement makes one row of those that stand.
"""

import time
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, connections, models

from company.models import DataVersion, Notice, NoticeMail, Token
from company.triggers import drop, standing

# Written by reading, and read by nothing that is kept.
NOT_COUNTED: tuple[type[models.Model], ...] = (DataVersion, Notice, NoticeMail, Token)
EVENTS = ("INSERT", "UPDATE", "DELETE")
PREFIX = "counts_"


def data_version() -> int | None:
    """The number, or None where nothing counts: then nothing may be kept."""
    with connection.cursor() as cursor:
        # Plain SQL: through a queryset it takes longer than some of what it saves.
        cursor.execute("SELECT SUM(n) FROM company_dataversion")
        found = cursor.fetchone()[0]
    return None if found is None else int(found)


def counted_models() -> list[type[models.Model]]:
    """Every stored model of the house, histories and many-to-many tables too, but for a few."""
    ours = [app for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    labels = {app.label for app in ours}
    stored = apps.get_models(include_auto_created=True)
    return [m for m in stored if m._meta.app_label in labels and m not in NOT_COUNTED]


def install_after_migrate(using: str, **_: Any) -> None:
    install(using)


def install(using: str = "default") -> None:
    """Put the triggers that are missing in their places, and begin to count."""
    database = connections[using]
    tables = set(database.introspection.table_names())
    if DataVersion._meta.db_table not in tables:
        return
    # Making one anew locks its table: of a server that runs only those that are missing.
    stands = standing(using, PREFIX)
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute(_PG_FUNCTION)
        for model in counted_models():
            for name, statement in _triggers(database.vendor, model._meta.db_table):
                if model._meta.db_table in tables and name not in stands:
                    cursor.execute(statement)
    versions = DataVersion.objects.using(using)
    if not versions.exists():
        # Higher than any before: a database that was emptied does not count the same once more.
        versions.create(n=time.time_ns() // 1000)


def remove(using: str = "default") -> None:
    """Take the triggers away, before a migration takes the table that they count in."""
    vendor, tables = connections[using].vendor, [m._meta.db_table for m in counted_models()]
    drop(using, [(name, table) for table in tables for name, _ in _triggers(vendor, table)])


def _triggers(vendor: str, table: str) -> list[tuple[str, str]]:
    """The name of each trigger of the table, and the SQL that makes it."""
    if vendor == "postgresql":
        name = f"{PREFIX}{table}"
        return [
            (
                name,
                f'CREATE TRIGGER "{name}" AFTER {" OR ".join(EVENTS)} ON "{table}"'
                " FOR EACH STATEMENT EXECUTE FUNCTION daylight_count_change()",
            )
        ]
    return [
        (
            name := f"{PREFIX}{table}_{event.lower()}",
            f'CREATE TRIGGER "{name}" AFTER {event} ON "{table}"'  # noqa: S608 (names of our own)
            " BEGIN UPDATE company_dataversion SET n = n + 1; END",
        )
        for event in EVENTS
    ]


# Rows that another transaction is about to take are left to it: nobody waits here for anybody.
_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION daylight_count_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  number bigint;
BEGIN
  INSERT INTO company_dataversion (n) VALUES (1) RETURNING id INTO number;
  IF number % 1000 = 0 THEN
    WITH gone AS (
      DELETE FROM company_dataversion WHERE id IN (
        SELECT id FROM company_dataversion FOR UPDATE SKIP LOCKED
      ) RETURNING n
    )
    INSERT INTO company_dataversion (n) SELECT SUM(n) FROM gone HAVING COUNT(*) > 0;
  END IF;
  RETURN NULL;
END $$
"""
