"""One migrated database for all processes of a run: the first makes it, the others copy it.

The migrations take longer than a hundred tests, and every worker would run them for itself. That
of SQLite is kept for the next run, as long as no line of the code changes.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
# Django's name for the test database of SQLite, which stands in the process's memory.
MEMORY = "file:memorydb_default?mode=memory&cache=shared"


@contextmanager
def migrated_once(folder: Path, set_up: Callable[[], object]) -> Iterator[None]:
    """Django's own set-up, which finds nothing left to migrate where another process did.

    `folder` is the same for all workers of a run.
    """
    copy = folder / "migrated"
    with _alone(folder):
        is_first = not copy.exists()
        if connection.vendor == "sqlite":
            _on_sqlite(copy, set_up, is_first=is_first)
        else:
            _on_postgres(copy, set_up, is_first=is_first)
    yield
    if is_first and connection.vendor == "postgresql":
        with _alone(folder):
            _beside_all(f'DROP DATABASE "{copy.read_text()}"')
            copy.unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def kept() -> Path:
    """Where the migrated database of this very code and these libraries is kept."""
    code = hashlib.sha256((ROOT / "requirements/dev.txt").read_bytes())
    for file in sorted(ROOT.glob("[a-z]*/**/*.py")):
        if not file.is_relative_to(ROOT / "tests"):
            code.update(f"{file} {file.stat().st_size}".encode() + file.read_bytes())
    return ROOT / "var" / "migrated" / f"{code.hexdigest()[:32]}.sqlite3"


def keep(copy: Path) -> None:
    """Keep it, and none of the code as it was before."""
    place = kept()
    place.parent.mkdir(parents=True, exist_ok=True)
    for old in place.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    part = place.with_suffix(f".{os.getpid()}")
    shutil.copy(copy, part)
    part.rename(place)  # at once: another run may look for it now


def _on_sqlite(copy: Path, set_up: Callable[[], object], *, is_first: bool) -> None:
    if is_first and kept().exists():
        shutil.copy(kept(), copy)
        is_first = False
    if is_first:
        set_up()
        connection.ensure_connection()
        with closing(sqlite3.connect(copy)) as file:
            connection.connection.backup(file)
        keep(copy)
        return
    with closing(sqlite3.connect(MEMORY, uri=True)) as memory:
        with closing(sqlite3.connect(copy)) as file:
            file.backup(memory)
        set_up()


def _on_postgres(copy: Path, set_up: Callable[[], object], *, is_first: bool) -> None:
    if is_first:
        set_up()
        name = connection.settings_dict["NAME"]
        connection.close()  # nobody may be connected to what is copied
        _beside_all(f'CREATE DATABASE "{name}_migrated" TEMPLATE "{name}"')
        copy.write_text(f"{name}_migrated")
        return
    connection.settings_dict["TEST"]["TEMPLATE"] = copy.read_text()
    set_up()


def _beside_all(sql: str) -> None:
    """Run it in none of the tests' databases."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql)
