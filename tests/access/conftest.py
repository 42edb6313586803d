import pytest
from django.db import transaction

from tests.access.world import make_world


@pytest.fixture(scope="module")
def one_world(django_db_setup, django_db_blocker):
    """Made once for all cells, and never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(one_world, db):
    """The same world for every test: whatever a test does to it is rolled back."""
    return one_world
