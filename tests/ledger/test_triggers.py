"""Append-only tables refuse UPDATE and DELETE, on both databases, after every migration."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from ledger import triggers
from ledger.models import Entry
from tests.snapshots import nothing_changes

APPEND_ONLY = [
    "governance.Cap", "governance.Decision", "ledger.Entry", "portfolio.Baseline",
    "portfolio.BaselineLine", "portfolio.BaselineTarget", "portfolio.Movement",
]  # fmt: skip


def standing() -> set[str]:
    """The names of the triggers that stand now."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall() if name.startswith("append_only_")}


def expected() -> set[str]:
    events = ["update", "delete"] + ["truncate"] * (connection.vendor == "postgresql")
    tables = [name.lower().replace(".", "_") for name in APPEND_ONLY]
    return {f"append_only_{table}_{event}" for table in tables for event in events}


def test_the_append_only_models_are_these():
    assert sorted(m._meta.label for m in triggers.append_only_models()) == APPEND_ONLY


def test_the_triggers_stand(db):
    assert standing() == expected()


@pytest.mark.parametrize("label", APPEND_ONLY)
def test_no_row_is_edited_or_deleted(everything, label):
    model = next(m for m in triggers.append_only_models() if m._meta.label == label)
    column = model._meta.concrete_fields[1].attname
    rows = model._base_manager.order_by("pk")
    assert rows.exists()

    with nothing_changes():
        for refused in (
            lambda: rows.update(**{column: rows.values_list(column, flat=True)[0]}),
            lambda: rows.filter(pk=rows.first().pk)._raw_delete("default"),
        ):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                refused()


def test_no_row_is_replaced(everything):
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    table, pk = Entry._meta.db_table, Entry.objects.first().pk

    with (
        nothing_changes(),
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = {pk}")  # noqa: S608 (our own)


def test_no_table_is_truncated(everything):
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE is PostgreSQL's")

    with (
        nothing_changes(),
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        # Checks that still wait for the commit would refuse it first.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE governance_decision CASCADE")


def test_migrating_puts_back_what_was_taken_away(db):
    triggers.remove()
    assert standing() == set()

    call_command("migrate", verbosity=0)

    assert standing() == expected()


@pytest.mark.django_db(transaction=True)
def test_triggers_come_back_after_a_migration_rebuilds_a_table():
    if connection.vendor == "sqlite":
        with connection.schema_editor() as editor:
            editor._remake_table(Entry)
        assert not any("ledger_entry" in name for name in standing())

    call_command("migrate", verbosity=0)

    assert standing() == expected()
