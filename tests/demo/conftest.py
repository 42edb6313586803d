"""Loading the demonstration company, as it is on one day or another."""

import datetime as dt
import io

from django.core.management import call_command

NOW = dt.datetime(2026, 11, 21, 10, tzinfo=dt.UTC)


def load() -> str:
    said = io.StringIO()
    call_command("load_demo", stdout=said)
    return said.getvalue()
