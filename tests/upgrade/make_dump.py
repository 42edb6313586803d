"""Keep the database of this release as text: `make keep-release` (docs/changing.md).

Writes tests/upgrade/VERSION/sqlite.sql or postgres.sql, by what DATABASE_URL names: an empty
database of its own. pg_dump must be on the PATH.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402 (needs Django set up)
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests.upgrade.company import build, day  # noqa: E402

HERE = Path(__file__).parent
# Headings, what only psql understands, and settings that an older server has not.
LEFT_OUT = re.compile(
    r"^(--\n-- .*\n--\n\n+|(\\(un)?restrict|SET|SELECT pg_catalog\.set_config).*\n)", re.MULTILINE
)


def text() -> str:
    return _sqlite() if connection.vendor == "sqlite" else _postgres()


def _sqlite() -> str:
    with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as file:
        return "\n".join(file.iterdump()) + "\n"


def _postgres() -> str:
    at = connection.settings_dict
    done = subprocess.run(
        [
            "pg_dump",
            "--inserts",
            "--no-owner",
            "--no-privileges",
            "--no-comments",
            "--host",
            at["HOST"],
            "--port",
            str(at["PORT"]),
            "--username",
            at["USER"],
            at["NAME"],
        ],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PGPASSWORD": at["PASSWORD"]},
    )
    return LEFT_OUT.sub("", done.stdout)


def _target() -> Path:
    """Where this release's dump goes. Ends the process where it was kept before."""
    version = tomllib.loads((HERE.parents[1] / "pyproject.toml").read_text())["project"]["version"]
    target = HERE / version / ("sqlite.sql" if connection.vendor == "sqlite" else "postgres.sql")
    if target.exists():
        sys.exit(f"{target} is kept already: a release has one dump. Bump the version first.")
    return target


def main() -> None:
    target = _target()
    with tempfile.TemporaryDirectory() as uploads:
        settings.MEDIA_ROOT = uploads
        with day(2026, 7, 1):
            call_command("migrate", verbosity=0)
        build()
        call_command("verify_ledger")
        call_command("check_books")
        kept = text()
    target.parent.mkdir(exist_ok=True)
    target.write_text(kept, encoding="utf-8")
    sys.stdout.write(f"{target.relative_to(HERE.parents[1])}: {len(kept):,} characters\n")


if __name__ == "__main__":
    main()
