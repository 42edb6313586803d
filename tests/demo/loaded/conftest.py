"""The demonstration company, loaded once for all tests of this folder, which only read it."""

import pytest
from django.db import transaction

from company import clock
from company.models import Product
from tests.demo.conftest import NOW, load


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    """The company at NOW."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.at(NOW):
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def wicket(loaded, db):
    """The first product; the test goes on at NOW."""
    return Product.objects.get(slug="wicket")
