"""Going around forms and actions: rows written as no action would write them."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

type Breaker = Callable[[], None]


def again(model: type[models.Model], **changes) -> Breaker:
    """Insert a copy of the first row, with these changes."""

    def insert() -> None:
        row = model._base_manager.order_by("pk").first()
        assert row is not None, f"the world has no {model.__name__}"
        for name, value in changes.items():
            setattr(row, name, value() if callable(value) else value)
        row.pk = None
        row._state.adding = True
        row.save(force_insert=True)

    return insert


def change(model: type[models.Model], where: dict | None = None, **values) -> Breaker:
    """Update the first row (of those `where`) in the table, past every action."""

    def update() -> None:
        row = model._base_manager.filter(**(where or {})).order_by("pk").first()
        assert row is not None, f"the world has no {model.__name__}"
        model._base_manager.filter(pk=row.pk).update(**values)

    return update


def meets(name: str, breaker: Breaker) -> None:
    """The database itself refuses, and it is this constraint that does."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        breaker()
    said = str(caught.value)
    assert name in said or (_is_unique(name) and _is_sqlites_word_for_twice(said)), said


def _is_unique(name: str) -> bool:
    found = [c for m in apps.get_models() for c in m._meta.constraints if c.name == name]
    return any(isinstance(constraint, models.UniqueConstraint) for constraint in found)


def _is_sqlites_word_for_twice(said: str) -> bool:
    """SQLite names the columns, not the constraint; the trigger on INSERT speaks before it."""
    if connection.vendor != "sqlite":
        return False
    return said.startswith("UNIQUE constraint failed") or said.endswith("is append-only")
