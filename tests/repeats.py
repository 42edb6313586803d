"""Which tests ask PostgreSQL nothing that another test does not ask it too.

`repeats.txt` names them: `make test-postgres` leaves them out, since what they prove besides is
decided in Python and proven on SQLite. A test that it does not name runs, as a new one does.
To choose anew, when statements of SQL or tests have moved, run the whole suite so and then choose:

    STATEMENTS=/tmp/said bin/with-postgres .venv/bin/python -m pytest -p tests.repeats -n auto \\
        --dist loadgroup -m "not any_database"
    .venv/bin/python -m tests.repeats /tmp/said

Constraints, triggers, races, figures of reports, histories and what is nasty always run.
"""

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

LIST = Path(__file__).with_name("repeats.txt")
# Beginnings of what runs on every database, whatever it asks.
ALWAYS = (
    *(f"tests/access/test_{name}" for name in ("matrix", "hostile")),
    *(f"tests/api/test_{name}" for name in ("never_500", "effort_once")),
    *(f"tests/company/test_{name}" for name in ("histories", "lookups")),
    "tests/demo/",
    "tests/flow/test_by_api.py::test_the_main_job",
    *(f"tests/governance/test_{name}" for name in ("changes", "frozen", "months", "properties")),
    *(f"tests/governance/test_{name}" for name in ("report.py", "three_quarters")),
    "tests/governance/lookback/test_build",
    *(f"tests/imports/test_{name}" for name in ("execution", "worker_lock")),
    *(f"tests/ledger/test_{name}" for name in ("chain", "installing", "models", "triggers")),
    "tests/ledger/test_seals.py::test_every_changed_column",
    *(f"tests/portfolio/test_{name}" for name in ("as_of", "queries")),
    "tests/portfolio/effort/test_sums",
    "tests/races/",
    *(f"tests/test_{name}" for name in ("adding", "house")),
    "tests/upgrade/",
)
ENDINGS = ("test_models.py", "test_migrations.py")
# What differs between two statements that ask the same: texts, names of savepoints, how many
# values a list has, and numbers.
ALIKE = (
    (r"'(?:[^']|'')*'", "TEXT"),
    (r'"?s\d+_x\d+"?', "SAVEPOINT"),
    (r"%s(?:::\w+(?:\(\d+(?:, ?\d+)?\))?(?:\[\])?)?", "?"),
    (r"\(\?(?:, \?)*\)(?:, \(\?(?:, \?)*\))*", "(?)"),
    (r"(?s)^(INSERT.* VALUES ).*", r"\1"),
    (r"\b\d+\b", "N"),
)


def name_of(nodeid: str) -> str:
    """A test with all its cases."""
    return re.split(r"[\[@]", nodeid)[0]


def named() -> frozenset[str]:
    return frozenset(LIST.read_text().split())


# --- Listening, as a plugin of pytest ---

_said: dict[str, dict[str, Any]] = {}
_alike: dict[str, str] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    from django.db import connection  # noqa: PLC0415 (settings are read first)

    mine = _said.setdefault(name_of(item.nodeid), {"seconds": 0.0, "statements": set()})

    def listen(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        mine["statements"].add(_alike.get(sql) or _alike.setdefault(sql, alike(sql)))
        return execute(sql, *rest)

    begun = time.monotonic()
    with connection.execute_wrapper(listen):
        done = yield
    mine["seconds"] += time.monotonic() - begun
    return done


def alike(sql: object) -> str:
    said = str(sql)
    for pattern, word in ALIKE:
        said = re.sub(pattern, word, said)
    return said


def pytest_sessionfinish() -> None:
    if _said:
        folder = Path(os.environ["STATEMENTS"])
        folder.mkdir(exist_ok=True)
        text = json.dumps(_said, default=sorted)
        (folder / f"{os.environ.get('PYTEST_XDIST_WORKER', 'all')}.json").write_text(text)


# --- Choosing ---


def chosen(tests: dict[str, dict[str, Any]]) -> set[str]:
    """What always runs, and of the rest as little as asks everything that any test asks."""
    picked = {name for name in tests if is_always_run(name)}
    asked = {each for name in picked for each in tests[name]["statements"]}
    rest = {name: set(tests[name]["statements"]) for name in tests.keys() - picked}
    while left := {name: new for name, all_ in rest.items() if (new := all_ - asked)}:
        # A test costs something even where it is quick.
        best = max(sorted(left), key=lambda name: len(left[name]) / (tests[name]["seconds"] + 0.2))
        picked.add(best)
        asked |= rest.pop(best)
    return picked


def is_always_run(name: str) -> bool:
    return name.startswith(ALWAYS) or name.partition("::")[0].endswith(ENDINGS)


def main(files: Iterable[Path]) -> None:
    tests: dict[str, dict[str, Any]] = {}
    for file in files:
        tests |= json.loads(file.read_text())
    LIST.write_text("".join(f"{name}\n" for name in sorted(tests.keys() - chosen(tests))))


if __name__ == "__main__":
    main(sorted(Path(sys.argv[1]).glob("*.json")))
