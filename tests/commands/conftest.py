import io
from dataclasses import dataclass

import pytest
from django.core.management import CommandError, call_command


@dataclass
class Ran:
    """What a command printed, and the exit code that a shell would see."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(db):
    """Run a command as from a shell: `run("add_product", "skylark", "Skylark")`."""

    def run(name: str, *words: str) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command(name, *words, stdout=out, stderr=err)
        except CommandError as error:
            # The parser leaves with 2 from a shell, and only says "Error: " from here.
            code = 2 if str(error).startswith("Error: ") else error.returncode
            return Ran(code, out.getvalue(), err.getvalue() + str(error))
        return Ran(0, out.getvalue(), err.getvalue())

    return run
