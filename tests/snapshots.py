"""What the governed tables hold, so that a refusal can prove that it changed nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core import mail

from company.refusals import Refused

HOUSE = ("company", "ledger", "imports", "portfolio", "escalations", "governance")


def house_models():
    """Every stored model of the house, many-to-many tables too."""
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in HOUSE]


def snapshot() -> dict[str, list[tuple]]:
    """Every value of every row of the house, by table."""
    return {
        model._meta.db_table: list(model._base_manager.order_by("pk").values_list())
        for model in house_models()
    }


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Within this block no row changes, the ledger grows by nothing, and nothing is sent."""
    before, sent = snapshot(), len(mail.outbox)
    yield
    after = snapshot()
    assert {t: rows for t, rows in after.items() if rows != before[t]} == {}
    assert len(mail.outbox) == sent


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
