import pytest

from tests.races.arena import Arena


@pytest.fixture
def arena(transactional_db, tmp_path):
    return Arena(tmp_path)
