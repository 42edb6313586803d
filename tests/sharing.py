"""One world for all tests of a module that start from it, instead of one for each.

Making a world takes longer than most tests do with it. It is made once, in a transaction that
is rolled back after the module's last test; each test gets a copy of its objects, and a
savepoint of its own. Only where every test of the module that uses the database starts from
that world: another would find its rows.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

WORLDS = ("everything", "world")
OWN = "a database of its own"
SHARED = pytest.StashKey[dict[str, str]]()


def note_modules(session: pytest.Session) -> None:
    """Keep for each module the one world that all its tests start from, if they do."""
    started: dict[str, set[str]] = {}
    for item in session.items:
        if isinstance(item, pytest.Function):
            started.setdefault(module_of(item), set()).update(_starts_from(item))
    session.stash[SHARED] = {
        module: worlds.pop() for module, worlds in started.items() if len(worlds) == 1
    }


def needs_database(item: pytest.Item) -> bool:
    names = {"db", "transactional_db", "django_db_setup"}
    return bool(names & set(getattr(item, "fixturenames", ()))) or (
        item.get_closest_marker("django_db") is not None
    )


def is_of_a_kind(item: pytest.Item) -> bool:
    """Whether it stands on something that is made once for its module."""
    info = getattr(item, "_fixtureinfo", None)
    return info is not None and any(
        found[-1].scope == "module" for found in info.name2fixturedefs.values()
    )


def module_of(node: pytest.Item | pytest.Collector) -> str:
    return node.nodeid.partition("::")[0]


def _starts_from(item: pytest.Function) -> set[str]:
    """The world a test starts from; none for one that needs no database."""
    names = item.fixturenames
    if "transactional_db" in names:
        return {OWN}
    if worlds := [world for world in WORLDS if world in names]:
        return {worlds[0]}
    return {OWN} if "db" in names or item.get_closest_marker("django_db") else set()


@contextmanager
def kept[World](
    request: pytest.FixtureRequest, name: str, make: Callable[[], World]
) -> Iterator[World | None]:
    """What `make` makes, until the end of a module that shares it; None for another module."""
    if request.session.stash[SHARED].get(module_of(request.node)) != name:
        yield None
        return
    request.getfixturevalue("django_db_setup")
    blocker = request.getfixturevalue("django_db_blocker")
    with blocker.unblock(), transaction.atomic():
        yield make()
        transaction.set_rollback(True)


def own[World](shared: World | None, make: Callable[[], World]) -> World:
    """A test's copy of what its module shares, or one made for it alone."""
    return make() if shared is None else copy.deepcopy(shared)
