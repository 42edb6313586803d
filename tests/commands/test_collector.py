"""A server keeps what it is made of out of the way of Python's collector."""

import os
import subprocess
import sys

import pytest

SAY = """
import gc, sys
import config.{door}
has_views = "governance.views.report" in sys.modules
print(has_views, gc.get_freeze_count() > 100_000, gc.get_threshold()[0])
"""


@pytest.mark.parametrize("door", ["wsgi", "asgi"])
def test_a_server_has_loaded_every_page_and_collects_only_what_is_young(door):
    said = subprocess.run(
        [sys.executable, "-c", SAY.format(door=door)],
        env={**os.environ, "SECRET_KEY": "k" * 50},
        capture_output=True,
        check=True,
        text=True,
    )

    assert said.stdout.split() == ["True", "True", "20000"]
