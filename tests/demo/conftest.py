"""The demonstration company, as it is on one day or another."""

import datetime as dt
import io

import pytest
from django.core.management import call_command

from company import clock
from company.models import Product

NOW = dt.datetime(2026, 11, 21, 10, tzinfo=dt.UTC)


def load() -> str:
    said = io.StringIO()
    call_command("load_demo", stdout=said)
    return said.getvalue()


@pytest.fixture
def wicket(db):
    """The first product, loaded at NOW; the test goes on at that moment."""
    with clock.at(NOW):
        load()
        yield Product.objects.get(slug="wicket")
