"""Keeping one ordinary record: every page, API call and import locks, checks and saves here."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction
from django.http import Http404

from company import histories
from company.access import require
from company.models import Person, Product
from company.refusals import Malformed
from company.versions import Expected, refuse_stale, version_of

# The new values by field; fields that are not named stay as they are.
type Changes = Mapping[str, Any]


def _no_check(before: models.Model | None, after: models.Model) -> None:
    """The check of the records whose fields and constraints say all."""


@dataclass(frozen=True)
class Keeping[Record: models.Model]:
    """One kind of record: its model, who may change it, and what its fields must agree on.

    `product` is the path from the record to its product. `doing` is a key of company/roles.py.
    `check` gets the record as it stood (None for a new one) and as it is to be, raises Malformed,
    and may set fields that follow from others.
    """

    model: type[Record]
    doing: str
    product: str = "product"
    check: Callable[[Any, Any], None] = _no_check

    def product_of(self, record: models.Model) -> Product:
        found: Any = record
        for name in self.product.split("__"):
            found = getattr(found, name)
        if not isinstance(found, Product):
            raise TypeError(f"{self.product} of {record!r} is no product.")
        return found


@transaction.atomic
def keep[Record: models.Model](
    kind: Keeping[Record],
    pk: int | None,
    changes: Mapping[str, Any],
    *,
    actor: Person | None,
    expected: Expected = None,
) -> Record:
    """Change these fields of the record of that id, or make a new one where `pk` is None.

    The row is locked and read again, so that two who change different fields lose nothing of
    one another; only what differs is saved, with its row of history. No actor means the command
    line, which is the site's own. Raises Http404, PermissionDenied, Stale, Malformed, and
    ValidationError with a sentence per field; then nothing is saved.
    """
    before = None if pk is None else lock(kind.model, pk)
    after = kind.model() if before is None else copy.copy(before)
    for name, value in changes.items():
        setattr(after, name, value)
    if actor is not None:
        require(actor, kind.product_of(before or after).pk, kind.doing)
    if before is not None:
        refuse_stale(expected, before, version_of(before))
        # Else a record could be moved into a product in which the actor has no role.
        if kind.product_of(after) != kind.product_of(before):
            raise Malformed(**{kind.product.split("__")[0]: "A record stays in its product."})
    kind.check(before, after)
    after.full_clean()
    changed = None if before is None else differing(before, after)
    if before is not None and not changed:
        return before
    try:
        # A savepoint: after an IntegrityError PostgreSQL answers nothing more in the outer
        # transaction.
        with transaction.atomic():
            histories.save(after, actor=actor, update_fields=changed)
    except IntegrityError:
        # Somebody else kept the same thing since we looked: say so as the check would have.
        after.full_clean()
        raise
    return after


def lock[Record: models.Model](model: type[Record], pk: int) -> Record:
    """The row of that id as it stands, which nobody else changes until the transaction ends.

    A row lock on PostgreSQL; on SQLite the IMMEDIATE transaction already holds the database.
    Raises Http404.
    """
    # no_key: rows that refer to this one may still be inserted. of: joined rows are not locked too.
    rows = model._default_manager.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("It is not there any more.")
    return found


def differing(before: models.Model, after: models.Model) -> list[str]:
    """The names of the fields in which two states of one row differ."""
    return [
        field.name
        for field in after._meta.concrete_fields
        if getattr(before, field.attname) != getattr(after, field.attname)
    ]
