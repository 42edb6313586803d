"""The append-only triggers stand after every migration, and those alone."""

import pytest
from django.core.management import call_command
from django.db import connection

from ledger import triggers
from ledger.models import Entry
from tests.ledger.test_triggers import APPEND_ONLY
from tests.triggers import standing as triggers_standing


def standing() -> set[str]:
    return triggers_standing("append_only_")


def expected() -> set[str]:
    events = ["update", "delete", "truncate" if connection.vendor == "postgresql" else "insert"]
    tables = [name.lower().replace(".", "_") for name in APPEND_ONLY]
    return {f"append_only_{table}_{event}" for table in tables for event in events}


def test_the_triggers_stand(db):
    assert standing() == expected()


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
