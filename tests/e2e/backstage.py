"""What happens beside the browser, on the demonstration that a worker's tests walk through."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bin.demonstration import DATABASE, ROOT, environment


class Backstage:
    """The acts of `tests.e2e.acts`, as tests call them."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def manage(self, *words: object, may_reject: bool = False) -> list[str]:
        """The lines that one of our commands prints. An import may reject rows where it may."""
        code, said = self._do("manage", *map(str, words))
        assert code in ((0, 1) if may_reject else (0,)), f"{words} ends with {code}"
        return said.splitlines()

    def propose(self, title: str, weeks: str, customer: str, item: str) -> str:
        """The path of a new request on which everything but the decision is done.

        test_story takes the same steps in the browser.
        """
        return self._do("propose", title, weeks, customer, item)

    def _do(self, act: str, *given: str) -> Any:
        self._process.stdin.write(f"{json.dumps([act, *given])}\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        assert said, f"{act} of {given} ended it"
        return json.loads(said)


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Backstage]:
    """Beside the demonstration that is served from there."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.acts"],
        env={**environment(folder / DATABASE), "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Backstage(process)
        # Leaving the block closes what it reads, and with that it ends.
