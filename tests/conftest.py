"""The cast, and plain makers. A real database, no mocks of our own code, no network."""

import datetime as dt
import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal

import hypothesis
import pytest
from django.db import connection
from django.db.models import QuerySet
from rest_framework.test import APIClient

from company import actions as company_actions
from company import clock, histories
from company.calendar import Quarter, running_quarter
from company.models import Person, Product, Role
from ledger import triggers
from portfolio.models import Customer, Item, Slice, Team, Usage, Waiting
from portfolio.products import add_product
from tests import databases, repeats, sharing
from tests.sampling import rounds

# How long one example takes says more about the machine than about the code.
hypothesis.settings.register_profile("house", deadline=None, max_examples=rounds(40, 100))
hypothesis.settings.load_profile("house")
# Rubbish is collected now and then: at the pace of a server it took a fourth of the suite's time.
gc.set_threshold(100_000, 50, 100)


# Tests that take long by themselves: begun last, each would keep the other workers waiting.
BEGUN_FIRST = ("tests/flow/test_start", "tests/upgrade", "tests/demo", "tests/bench")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """What needs no database goes the same way on every one.

    What tests of a module share is made by one worker, which then runs all of them.
    """
    repeating = repeats.named()
    for item in items:
        if not sharing.needs_database(item):
            item.add_marker("any_database")
        if repeats.name_of(item.nodeid) in repeating:
            item.add_marker("repeats")
        if sharing.is_of_a_kind(item) and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(sharing.module_of(item)))
    yield
    items.sort(key=lambda item: not item.nodeid.startswith(BEGUN_FIRST))


def pytest_collection_finish(session: pytest.Session) -> None:
    sharing.note_modules(session)
    # What was loaded stays to the end: no collection need walk it again and again.
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(request, tmp_path_factory, django_db_blocker):
    """Under several workers the migrations run once, and on SQLite once for the same code."""

    def set_up() -> None:
        request.getfixturevalue("django_db_setup")

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    elif connection.vendor == "postgresql":
        set_up()
        yield
        return
    with ExitStack() as database:
        with django_db_blocker.unblock():
            database.enter_context(databases.migrated_once(folder, set_up))
        yield
        with django_db_blocker.unblock():
            database.close()


@pytest.fixture(autouse=True)
def _plain_settings(settings, tmp_path_factory):
    """Tests speak plain HTTP, need no collected static files and keep uploads of their own."""
    # Files that were collected here once would be read again for every client.
    settings.STATIC_ROOT = tmp_path_factory.getbasetemp() / "collected"
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "uploads"
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # Argon2 is slow on purpose; no test is about that.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def _flush_past_triggers():
    """Emptying tables between transactional tests needs the append-only triggers away.

    For the whole session, since tables are emptied after a test's own fixtures are gone.
    """
    flush = type(connection.ops).execute_sql_flush

    def flush_without_triggers(self, sql_list):
        triggers.remove()
        try:
            flush(self, sql_list)
        finally:
            triggers.install()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.ops), "execute_sql_flush", flush_without_triggers)
        yield


@dataclass
class Cast:
    """The people of one product, each with one role, and an outsider of another."""

    product: Product
    sales: Person
    sales_vp: Person
    product_manager: Person
    engineering: Person
    executive: Person
    observer: Person
    outsider: Person

    def of(self, role: str) -> Person:
        return getattr(self, role)


def make_product(slug: str = "skylark", **options) -> Product:
    options = {"name": slug.title(), "rate": Decimal("8000.00"), **options}
    return add_product(slug=slug, **options)


def make_member(product: Product, role: str, email: str | None = None) -> Person:
    return company_actions.add_member(
        email=email or f"{role}@{product.slug}.example", product=product, roles=[role]
    )


def make_administrator(email: str = "root@example.com") -> Person:
    """A site administrator, without a role in any product."""
    return Person.objects.create_user(email, is_staff=True)


def make_cast(product: Product) -> Cast:
    other = make_product(f"{product.slug}-other")
    people = {role: make_member(product, role) for role in Role.values}
    return Cast(product=product, outsider=make_member(other, "executive"), **people)


def make_item(product: Product, title: str = "SSO audit log", slice: str = "features") -> Item:
    found = Slice.objects.get(product=product, key=slice)
    return Item.objects.create(product=product, title=title, slice=found)


def make_customer(
    product: Product, name: str = "Skyhook", arr: str = "120000.00", renews_in: int | None = 60
) -> Customer:
    day = None if renews_in is None else dt.date.today() + dt.timedelta(days=renews_in)  # noqa: DTZ011
    return Customer.objects.create(product=product, name=name, arr=Decimal(arr), renewal_date=day)


def make_team(product: Product, name: str = "Core", kind: str = "core") -> Team:
    return Team.objects.create(product=product, name=name, kind=kind, people=8)


def make_waiting(customer: Customer, item: Item, since: dt.date | None = None) -> Waiting:
    return Waiting.objects.create(customer=customer, item=item, since=since or dt.date(2026, 1, 1))


def rewrite(rows: QuerySet, **values) -> None:
    """Change stored rows as nobody's action does, with their histories."""
    changed = list(rows)
    for row in changed:
        for name, value in values.items():
            setattr(row, name, value)
    histories.update(changed, list(values), actor=None)


def make_usage(customer: Customer, item: Item, last_used_on: dt.date | None = None) -> Usage:
    return Usage.objects.create(customer=customer, item=item, last_used_on=last_used_on)


@pytest.fixture
def product(db) -> Product:
    return make_product()


@pytest.fixture
def cast(product) -> Cast:
    return make_cast(product)


@pytest.fixture
def quarter(product) -> Quarter:
    return running_quarter(product)


def token_client(person: Person) -> APIClient:
    client = APIClient()
    token = company_actions.create_token(person=person, name="test")
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def make_planned():
    """Skylark with its plan of 2026Q4, not agreed yet."""
    from tests.makers import NOW, World  # noqa: PLC0415 (makers are built on this module)

    with clock.at(NOW):
        made = World()
        made.plan()
    return made


def make_agreed(*further):
    """An agreed world, and what goes on from it."""
    from tests.makers import NOW  # noqa: PLC0415 (makers are built on this module)

    made = make_planned()
    with clock.at(NOW):
        made.baseline()
        for go_on in further:
            go_on(made)
    return made


@pytest.fixture(scope="module")
def shared_world(request):
    with sharing.kept(request) as made:
        yield made


@pytest.fixture
def world(shared_world, db):
    """Skylark on 10 November 2026 at noon, with its plan of 2026Q4 not agreed yet."""
    from tests.makers import NOW  # noqa: PLC0415 (makers are built on this module)

    with clock.at(NOW):
        yield sharing.own(shared_world, make_planned)


@pytest.fixture
def agreed(world, request):
    """The same with its baseline: capacity 83.20, cap 10% = 8.32."""
    if not sharing.is_shared(request, "agreed"):
        world.baseline()
    return world


def make_everything():
    from tests import makers  # noqa: PLC0415 (makers are built on this module)

    with clock.at(makers.NOW):
        return makers.everything()


sharing.MAKERS |= {"world": make_planned, "agreed": make_agreed, "everything": make_everything}


@pytest.fixture
def everything(shared_world, db):
    """A world in which every table of the house has at least one row."""
    from tests.makers import NOW  # noqa: PLC0415 (makers are built on this module)

    with clock.at(NOW):
        yield sharing.own(shared_world, make_everything)
