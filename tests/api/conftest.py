import pytest

from tests.access.conftest import one_world, world

__all__ = ["one_world", "world"]


@pytest.fixture
def api(world):
    """Send one request by token: `api("executive", "get", "items/")`."""
    return lambda role, method, path, body=None: world.send[role](
        method.upper(), f"/api/v1/{path}", body
    )
