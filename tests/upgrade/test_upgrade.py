"""The data of every release goes on working after a migration to today's code.

On the database that the suite runs on: `make test-upgrade` runs it on both.
"""

import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.races.arena import ROOT, Arena
from tests.upgrade.test_migrations import RELEASES

# What stands in section 2 of November's report, by title.
UNDERWAY = {
    "A report in their colours",
    "A third language",
    "Export to their warehouse",
    "Started without a decision",
    "Their ERP's fields",
    "Two factories",
}


@pytest.fixture
def empty(tmp_path, request, django_db_setup) -> Iterator[dict[str, str]]:
    """The environment of a process that works on an empty database of its own."""
    arena = Arena(tmp_path)
    if connection.vendor == "sqlite":
        yield arena.environment
        return
    with _own_postgres(request.getfixturevalue("django_db_blocker")) as name:
        url = arena.url.rpartition("/")[0]
        yield {**arena.environment, "DATABASE_URL": f"{url}/{name}"}


@contextmanager
def _own_postgres(blocker) -> Iterator[str]:
    name = f"upgrade_{uuid.uuid4().hex}"
    with blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield name
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def carry_on(release: Path, environment: dict[str, str]) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "tests.upgrade.carry_on", release.name],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("release", RELEASES, ids=lambda folder: folder.name)
def test_a_release_can_be_upgraded(release, empty):
    """Ledger and books are proven by its commands before and after: a fault ends the process."""
    found = carry_on(release, empty)

    assert {row["title"] for row in found["report"]["underway"]} == UNDERWAY
    assert found["import"] == ["created 1", "updated 1", "unchanged 0", "rejected 0"]
    assert found["undone"] is True
    approval = found["approval"]
    assert (approval["status"], approval["state"]) == (200, "approved")
    held = round(float(approval["held_after"]) - float(approval["held_before"]), 2)
    assert held == 0.5
