"""What the matrix checks: the table against the resolver, cells, and wrong methods."""

import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from company import histories
from tests.access.row import Row
from tests.access.world import World, by_session
from tests.snapshots import taken_back

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE")


def url_names(urlconf: str | None = None) -> set[str]:
    """Every URL name of the project, with its namespace."""
    return set(_names(get_resolver(urlconf).url_patterns, ""))


def _names(patterns: Iterable[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for found in patterns:
        if isinstance(found, URLResolver):
            inner = f"{found.namespace}:" if found.namespace else ""
            yield from _names(found.url_patterns, space + inner)
        else:
            assert found.name, f"{found.pattern} has no name, so no row can name it"
            yield space + found.name


def disagreements(rows: Iterable[Row], urlconf: str | None = None) -> list[str]:
    """URLs without a row, and rows without a URL."""
    known, tabled = url_names(urlconf), {row.name for row in rows}
    return [f"no row for {name}" for name in sorted(known - tabled)] + [
        f"no URL for the row {name}" for name in sorted(tabled - known)
    ]


def faults_of(world: World, row: Row) -> list[str]:
    """What is wrong with any cell of the row, in words. Each cell starts from the same world.

    A role is refused before any database is asked, so PostgreSQL hears one who may only.
    """
    may = sorted(row.allowed)[:1] if connection.vendor == "postgresql" else []
    found = []
    with taken_back():
        # Some paths first make what they lead to.
        path = row.path(world)
        for role, expected in row.cells():
            if may and role not in may:
                continue
            try:
                with taken_back():
                    check_cell(world, row, role, expected, path)
            except AssertionError as fault:
                found.append(str(fault))
    return found


def check_cell(world: World, row: Row, role: str, expected: int, path: str | None = None) -> None:
    """Send the row's request as that role. A refusal must have written nothing.

    What it wrote stands in the histories under the name of who sent it.
    """
    send, path, body = _sender(world, row, role), path or row.path(world), row.body(world)
    before = _last_rows()
    with CaptureQueriesContext(connection) as queries:
        answer = send(row.method, path, body)
    assert answer.status_code == expected, f"{row} as {role}: {_said(answer)}"
    if expected in (401, 403, 404):
        written = [q["sql"] for q in queries if q["sql"].startswith(WRITING)]
        assert not written, f"{row} as {role} was refused and yet wrote: {written}"
    elif row.method != "GET":
        # Whoever may do it does the same: the histories are proven once.
        if role == min(row.allowed, default=role):
            assert list(histories.faults(world.product)) == [], f"{row} as {role}"
        sender = set() if role == "anonymous" else {world.person(role).pk}
        assert _writers_since(before) <= sender, f"{row} as {role}"
    if expected == 401:
        assert answer["WWW-Authenticate"].startswith("Bearer"), f"{row} as {role}"


@functools.cache
def _numbering() -> str:
    """Reads the number of the last row of each history."""
    tables = (model.history.model._meta.db_table for model in histories.tracked_models())
    return " UNION ALL ".join(
        f"SELECT '{table}', COALESCE(MAX(history_id), 0) FROM {table}"  # noqa: S608 (our names)
        for table in tables
    )


def _last_rows() -> dict[str, int]:
    """The number of the last row of each history, by table."""
    with connection.cursor() as cursor:
        cursor.execute(_numbering())
        return dict(cursor.fetchall())


def _writers_since(before: dict[str, int]) -> set[int | None]:
    """Who wrote the rows of history since; None is nobody."""
    now = _last_rows()
    written = [
        model.history.filter(history_id__gt=before[table])
        for model in histories.tracked_models()
        if now[table := model.history.model._meta.db_table] > before[table]
    ]
    return {person for rows in written for person in rows.values_list("history_user", flat=True)}


def methods_let_through(world: World, rows: list[Row], name: str) -> list[str]:
    """Methods that no row of the URL names and that are not answered with 405."""
    mine = [row for row in rows if row.name == name]
    wrong = [m for m in METHODS if m not in {row.method for row in mine}]
    path = mine[0].path(world)
    send = _sender(world, mine[0], "executive")
    answers = {m: send(m, path, {}) for m in wrong}
    return [m for m, answer in answers.items() if answer.status_code != 405]


def _sender(world: World, row: Row, role: str) -> Callable[..., Any]:
    return by_session(world, role) if row.by_session else world.send[role]


def _said(answer: Any) -> str:
    return f"{answer.status_code} {answer.content[:300]!r}"
