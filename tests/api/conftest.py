import pytest
from django.db import transaction

from tests.access.world import make_world


@pytest.fixture(scope="module")
def one_world(django_db_setup, django_db_blocker):
    """Made once for a module's tests, and never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(one_world, db):
    """The same world for every test: whatever a test does to it is rolled back."""
    return one_world


@pytest.fixture
def api(world):
    """Send one request by token: `api("executive", "get", "items/")`."""
    return lambda role, method, path, body=None: world.send[role](
        method.upper(), f"/api/v1/{path}", body
    )
