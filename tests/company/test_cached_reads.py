"""What was read is kept while the database holds the same, and no longer."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction
from django.test import Client, RequestFactory

from company.cached_reads import cached_until_changed, reading
from company.middleware import CachedReads
from company.models import DataVersion, Person

pytestmark = pytest.mark.django_db(transaction=True)
NOON = dt.datetime(2026, 11, 18, 12, 1, tzinfo=dt.UTC)


class Counted:
    """A function that is kept, and how often it was asked in earnest."""

    def __init__(self) -> None:
        self.calls = 0
        self.read = cached_until_changed(self._read)

    def _read(self, *args, **kwargs) -> list[str]:
        self.calls += 1
        return [person.email for person in Person.objects.order_by("pk")]


@pytest.fixture
def counted():
    with time_machine.travel(NOON, tick=False):
        yield Counted()


def asked(counted, *args, **kwargs) -> list[str]:
    with reading():
        return counted.read(*args, **kwargs)


def test_it_is_read_once_until_something_changes(counted):
    ada = Person.objects.create(email="ada@example.com")
    assert [asked(counted) for _ in range(3)] == [["ada@example.com"]] * 3
    assert counted.calls == 1

    ada.email = "ada@example.org"
    ada.save()

    assert asked(counted) == ["ada@example.org"]
    assert counted.calls == 2


def test_each_argument_has_its_own_answer(counted):
    ada, ben = (Person.objects.create(email=f"{name}@example.com") for name in ("ada", "ben"))

    for args, kwargs in (((ada,), {}), ((ben,), {}), ((1,), {}), ((), {"n": 1}), ((), {"n": 2})):
        asked(counted, *args, **kwargs)
        asked(counted, *args, **kwargs)

    assert counted.calls == 5
    asked(counted, Person.objects.get(pk=ada.pk))  # another instance of the same row
    assert counted.calls == 5


def test_nothing_is_kept_outside_of_reading_or_inside_a_transaction(counted):
    counted.read()
    counted.read()
    assert counted.calls == 2

    with transaction.atomic():
        asked(counted)
        asked(counted)
    with reading(), transaction.atomic():
        counted.read()

    assert counted.calls == 5


def test_nothing_is_kept_where_nothing_counts(counted):
    DataVersion.objects.all().delete()

    asked(counted)
    asked(counted)

    assert counted.calls == 2


def test_it_is_forgotten_at_the_quarter_hour(counted):
    asked(counted)
    with time_machine.travel(NOON + dt.timedelta(minutes=13), tick=False):
        asked(counted)
        assert counted.calls == 1
    with time_machine.travel(NOON + dt.timedelta(minutes=14), tick=False):
        asked(counted)

    assert counted.calls == 2


def test_an_answer_that_a_change_overtook_serves_nobody_after_it(counted):
    """Read after the change, kept under the version before it: as good as not kept."""
    with reading():
        Person.objects.create(email="late@example.com")
        assert counted.read() == ["late@example.com"]
        Person.objects.create(email="later@example.com")

    assert asked(counted) == ["late@example.com", "later@example.com"]


def test_a_number_that_fell_forgets_what_was_kept(counted):
    """A backup was restored below a running server, and counts up to the same number again."""
    kept_at = DataVersion.objects.get().n
    asked(counted)
    DataVersion.objects.update(n=kept_at - 1)
    asked(counted)
    DataVersion.objects.update(n=kept_at)

    asked(counted)

    assert counted.calls == 3


@pytest.mark.parametrize(("method", "kept"), [("GET", 1), ("HEAD", 1), ("POST", 2), ("PUT", 2)])
def test_only_whoever_reads_is_answered_from_memory(counted, method, kept):
    def view(request):
        return counted.read()

    for _ in range(2):
        request = RequestFactory().generic(method, "/", headers={"Authorization": "Bearer x"})
        CachedReads(view)(request)

    assert counted.calls == kept


def test_whoever_is_not_signed_in_asks_nothing_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Client().get("/healthz").status_code == 200


def test_of_more_than_it_holds_the_oldest_goes(counted, monkeypatch):
    monkeypatch.setattr("company.cached_reads.MOST", 2)
    for n in (1, 2, 1, 3):
        asked(counted, n)
    assert counted.calls == 3

    asked(counted, 1)
    assert counted.calls == 3
    asked(counted, 2)

    assert counted.calls == 4
