"""A database that other processes share with the test, and what they find in it.

On PostgreSQL it is the test's own database. On SQLite, whose test database lives in this
process's memory, it is a copy in a file, which comes back when the others are done.
"""

import os
import sqlite3
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from django.db import connection

from governance.budget import budget_of
from tests.conftest import make_cast, make_product
from tests.scenes import Scene, make_scene

ROOT = Path(__file__).resolve().parents[2]


class Arena:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "shared.sqlite3"

    @property
    def url(self) -> str:
        if connection.vendor == "sqlite":
            return f"sqlite:///{self.file}"
        at = connection.settings_dict
        who = f"{at['USER']}:{at['PASSWORD']}" if at["PASSWORD"] else at["USER"]
        return f"postgres://{who}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(ROOT),
            "SECRET_KEY": "of this race only",
            "SECURE_SSL_REDIRECT": "0",
            "ALLOWED_HOSTS": "127.0.0.1",
            "LOG_LEVEL": "ERROR",
        }

    def share(self) -> None:
        """From now on other processes see what the test has made so far."""
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.file) as copy:
                connection.connection.backup(copy)
            copy.close()

    def come_back(self) -> None:
        """From now on the test sees what the other processes have made."""
        if connection.vendor == "sqlite":
            copy = sqlite3.connect(self.file)
            copy.backup(connection.connection)
            copy.close()

    def run(self, *words: str, said: str = "") -> subprocess.CompletedProcess:
        """A Python process of its own, to its end; `said` is what it reads."""
        return subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            input=said,
            text=True,
            timeout=120,
            check=False,
        )


def make_ring(cap: str = "5.00", capacity: str = "60") -> Scene:
    """A quarter whose cap has room for exactly five specials of one week."""
    return make_scene(make_cast(make_product()), cap=cap, lines=(capacity, "1", "1"))


def headroom(scene: Scene) -> Decimal:
    return budget_of(scene.product, scene.quarter).headroom_weeks
