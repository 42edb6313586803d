"""A migration that has landed is never edited: databases that ran it would lack the edit."""

import re
from pathlib import Path

import pytest

from tests.upgrade.lock_migrations import digest, kept

RELEASES = sorted(Path(__file__).parent.glob("[0-9]*"))
HOUSE = ("company", "ledger", "imports", "portfolio", "escalations", "governance")
# A row of django_migrations: its number, app and name.
APPLIED = re.compile(r"INTO \S*django_migrations\S* VALUES ?\(\d+, ?'(\w+)', ?'(\w+)'")


def test_no_migration_that_landed_was_edited():
    locked = kept()

    assert {path: digest(path) for path in locked} == locked


@pytest.mark.parametrize("release", RELEASES, ids=lambda folder: folder.name)
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_every_migration_of_a_release_is_locked(release, database):
    dump = (release / f"{database}.sql").read_text(encoding="utf-8")

    applied = {f"{app}/migrations/{name}.py" for app, name in APPLIED.findall(dump) if app in HOUSE}

    assert len(applied) >= len(HOUSE)
    assert applied - kept().keys() == set()
