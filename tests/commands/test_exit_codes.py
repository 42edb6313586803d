"""The exit codes that a shell really sees, from manage.py in a process of its own."""

import pytest

from tests.conftest import make_product
from tests.races.arena import Arena

# Codes of a process.
pytestmark = pytest.mark.any_database


@pytest.fixture
def arena(transactional_db, tmp_path):
    arena = Arena(tmp_path)
    make_product("skylark")
    arena.share()
    return arena


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["verify_ledger"], 0),
        (["add_product", "skylark", "Again"], 2),
        (["add_product"], 2),
        (["lookback", "--product", "skylark", "--format", "xml"], 2),
    ],
)
def test_a_shell_sees_the_code(arena, words, code):
    assert arena.run("manage.py", *words).returncode == code
