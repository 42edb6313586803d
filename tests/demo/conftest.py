"""The demonstration company, as it is on one day or another."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.db import transaction

from company import clock
from company.models import Product

NOW = dt.datetime(2026, 11, 21, 10, tzinfo=dt.UTC)


def load() -> str:
    said = io.StringIO()
    call_command("load_demo", stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The company at NOW, loaded once for the tests of a module, which only read it."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.at(NOW):
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def wicket(loaded, db):
    """The first product; the test goes on at NOW."""
    return Product.objects.get(slug="wicket")
