"""One world for all tests of a module that start from it, instead of one for each.

Making a world takes longer than most tests do with it. It is made once, in a transaction that
is rolled back after the module's last test; each test gets a copy of its objects, and a
savepoint of its own. Only where every test of the module that uses the database starts from
that world, or goes on from it: another would find its rows.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

# What a test may start from; a fixture of such a name means the same in every module. A listed or
# an audited world was agreed first; that one is a world.
WORLDS = ("everything", "listed", "audited", "agreed", "world")
# How each is made that stands on none.
MAKERS: dict[str, Callable[..., Any]] = {}
# What further worlds do with the agreed one. Their fixtures do it where nobody did yet.
GO_ON: dict[str, Callable[[Any], object]] = {}
OWN = "a database of its own"
SHARED = pytest.StashKey[dict[str, str]]()


def note_modules(session: pytest.Session) -> None:
    """Keep for each module the furthest world that all its tests start from, if they do."""
    started: dict[str, set[str]] = {}
    for item in session.items:
        if isinstance(item, pytest.Function) and (worlds := _starts_from(item)):
            started[module_of(item)] = started.get(module_of(item), worlds) & worlds
    session.stash[SHARED] = {
        module: next(world for world in WORLDS if world in worlds)
        for module, worlds in started.items()
        if worlds - {OWN}
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
    """The worlds on the way to where a test starts; none for one that needs no database."""
    if not needs_database(item):
        return set()
    worlds = set(WORLDS) & set(item.fixturenames)
    return worlds if worlds and "transactional_db" not in item.fixturenames else {OWN}


def is_shared(request: pytest.FixtureRequest, world: str) -> bool:
    """Whether what the module shares is that world, or went on from it."""
    shared = _shared(request)
    return shared is not None and WORLDS.index(shared) <= WORLDS.index(world)


def _shared(request: pytest.FixtureRequest) -> str | None:
    return request.session.stash[SHARED].get(module_of(request.node))


@contextmanager
def kept(request: pytest.FixtureRequest) -> Iterator[Any]:
    """What the tests of the module share, until its end; None where they share nothing."""
    name = _shared(request)
    if name is None:
        yield None
        return
    request.getfixturevalue("django_db_setup")
    blocker = request.getfixturevalue("django_db_blocker")
    with blocker.unblock(), transaction.atomic():
        yield _made(name)
        transaction.set_rollback(True)


def _made(name: str) -> Any:
    return MAKERS["agreed"](GO_ON[name]) if name in GO_ON else MAKERS[name]()


def own[World](shared: World | None, make: Callable[[], World]) -> World:
    """A test's copy of what its module shares, or one made for it alone."""
    return make() if shared is None else copy.deepcopy(shared)
