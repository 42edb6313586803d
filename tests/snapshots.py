"""What the governed tables hold, so that a refusal can prove that it changed nothing."""

import functools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection, transaction
from django.db.models import Model

from company.models import DataVersion
from company.refusals import Refused

HOUSE = ("company", "ledger", "imports", "portfolio", "escalations", "governance", "delivery")


@functools.cache
def house_models() -> list[type[Model]]:
    """Every stored model of the house, many-to-many tables too, but what counts their changes."""
    stored = apps.get_models(include_auto_created=True)
    return [m for m in stored if m._meta.app_label in HOUSE and m is not DataVersion]


@functools.cache
def _reading(model: type[Model]) -> str:
    """The SQL that reads its table. Making it anew takes longer than reading."""
    quote = connection.ops.quote_name
    return (
        f"SELECT * FROM {quote(model._meta.db_table)}"  # noqa: S608 (names of our own)
        f" ORDER BY {quote(model._meta.pk.column)}"
    )


def snapshot(models: Sequence[type[Model]] = ()) -> dict[str, list[tuple]]:
    """Every value of every row of these (the house's, unless given) as it is stored, by table."""
    found = {}
    with connection.cursor() as cursor:
        for model in models or house_models():
            cursor.execute(_reading(model))
            found[model._meta.db_table] = cursor.fetchall()
    return found


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Within this block no row changes, the ledger grows by nothing, and nothing is sent."""
    before, sent = snapshot(), len(mail.outbox)
    yield
    after = snapshot()
    assert {t: rows for t, rows in after.items() if rows != before[t]} == {}
    assert len(mail.outbox) == sent


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever the block changes is rolled back, so that a next one starts from the same."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def refuses(name: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """The block is refused under that name, and changes nothing."""
    with nothing_changes(), pytest.raises(Refused) as caught:
        yield caught
    assert caught.value.name == name


@contextmanager
def raises_and_changes_nothing(error: type[Exception]) -> Iterator[pytest.ExceptionInfo]:
    """The block raises `error`, and changes nothing."""
    with nothing_changes(), pytest.raises(error) as caught:
        yield caught
