"""Load the dump of a release, migrate it to today's code, and go on working with it.

`python -m tests.upgrade.carry_on RELEASE`, with DATABASE_URL of an empty database. Prints JSON:
what each step said. The clock stands where the company left it, whenever the test runs.
"""

import io
import json
import os
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import time_machine  # noqa: E402 (needs Django set up)
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

from company.models import Person  # noqa: E402
from escalations.models import Escalation  # noqa: E402
from imports.models import Import  # noqa: E402
from imports.run.undo import undo  # noqa: E402
from portfolio.models import Customer  # noqa: E402
from tests.upgrade.company import TODAY  # noqa: E402

HERE = Path(__file__).parent
# The first changes what the dump holds, the second is new.
CUSTOMERS = "name,arr\nAsh,250000.00\nFir,5000.00\n"
BUDGET = "/api/v1/products/skylark/plans/2026Q4/budget/"


def load(release: str) -> None:
    if connection.vendor == "sqlite":
        with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as file:
            file.executescript((HERE / release / "sqlite.sql").read_text(encoding="utf-8"))
        file.close()
    else:
        with connection.cursor() as cursor:
            cursor.execute((HERE / release / "postgres.sql").read_text(encoding="utf-8"))


def said(command: str, *words: str) -> str:
    out = io.StringIO()
    call_command(command, *words, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def prove() -> None:
    """Raises where ledger or books do not hold."""
    said("verify_ledger")
    said("check_books")


def reported() -> dict[str, Any]:
    words = ["--product", "skylark", "--month", "2026-11", "--format", "json"]
    found: dict[str, Any] = json.loads(said("monthly_report", *words))
    return found


def imported() -> list[str]:
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write(CUSTOMERS)
        file.flush()
        return said("import_data", "customers", file.name, "--product", "skylark").splitlines()


def undone() -> bool:
    """Take back the import that the release had made."""
    found = Import.objects.filter(state="done").earliest("pk")
    undo(found, actor=Person.objects.get(email="product_manager@skylark.example"))
    return not Customer.objects.filter(name="Cedar").exists()


def approved() -> dict[str, Any]:
    """Approve, by the API, what waits for it."""
    token = said("create_token", "executive@skylark.example", "--name", "upgrade").strip()
    api = APIClient(headers={"Authorization": f"Bearer {token}"})
    asked = Escalation.objects.get(title="Ready to approve")
    before = api.get(BUDGET).json()
    answer = api.post(
        f"/api/v1/escalations/{asked.pk}/approve/", {"reason": "It is time."}, format="json"
    )
    return {
        "status": answer.status_code,
        "state": answer.json().get("state", answer.json()),
        "held_before": before["held_weeks"],
        "held_after": api.get(BUDGET).json()["held_weeks"],
    }


def main(release: str) -> None:
    settings.SECURE_SSL_REDIRECT = False
    settings.ALLOWED_HOSTS = ["testserver"]
    load(release)
    with time_machine.travel(TODAY, tick=False):
        said("migrate", "--verbosity", "0")
        prove()
        steps = {
            "report": reported(),
            "import": imported(),
            "undone": undone(),
            "approval": approved(),
        }
        prove()
    sys.stdout.write(json.dumps(steps))


if __name__ == "__main__":
    main(sys.argv[1])
