"""Two databases of one run: two more in the PostgreSQL given, or two files."""

import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def databases(count: int, folder: Path, *, keep: bool) -> Iterator[list[str]]:
    """New and empty ones, as DATABASE_URLs; gone afterwards unless they are to be kept."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield [f"sqlite:///{folder / f'bench{n}.sqlite3'}" for n in range(count)]
        return
    parts, run = urlsplit(given), uuid.uuid4().hex[:8]
    names = [f"daylight_bench_{run}_{n}" for n in range(count)]
    for name in names:
        _say(given, f'CREATE DATABASE "{name}"')
    try:
        yield [urlunsplit(parts._replace(path=f"/{name}")) for name in names]
    finally:
        for name in [] if keep else names:
            _say(given, f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def changing(url: str) -> Iterator[Callable[[], None]]:
    """What changes something in the database, and nothing of what it says."""
    if url.startswith("postgres"):
        import psycopg  # noqa: PLC0415 (only where PostgreSQL is)

        opened: Any = psycopg.connect(url, autocommit=True)
    else:
        opened = sqlite3.connect(url.removeprefix("sqlite:///"), autocommit=True)

    def change() -> None:
        opened.execute("UPDATE company_product SET name = name")

    with closing(opened):
        yield change


def _say(url: str, sql: str) -> None:
    import psycopg  # noqa: PLC0415 (only where PostgreSQL is)

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql)


def manage(env: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words], env=env, cwd=ROOT, check=True)  # noqa: S603 (ourselves)
