"""Writing down what an import changes, chunk by chunk, so that it can be undone exactly."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from itertools import batched, groupby
from typing import Any

from django.db import models

from imports.kinds import Changes
from imports.models import Change, Import

# Databases bound the parameters of one query.
AT_ONCE = 500


class Superseded(Exception):
    """The import is not being carried out any more: somebody else ended or undid it."""


type OnChanges = Callable[[Changes], None]


def recorder(found: Import) -> OnChanges:
    """Return a function that writes each chunk's changes down, inside the chunk's transaction.

    Raises Superseded, which takes the chunk back, where the import has ended meanwhile, or
    another worker has taken it up.
    """

    def record(changes: Changes) -> None:
        # Asked in the chunk's transaction: an undo, or a second worker, takes effect between two.
        if not Import.objects.filter(
            pk=found.pk, state=Import.State.IMPORTING, held_by=found.held_by
        ).exists():
            raise Superseded(f"{found} is not being imported any more, or by another worker.")
        rows = [
            _change(found, model, created=digests(model, keys, columns_of(model)))
            for model, keys in _by_model(changes.created)
        ]
        before: dict[int, dict[str, Any]] = {}
        for each, was in changes.updated:
            # Updated twice in one chunk: what was there first counts.
            before[each.pk] = was | before.get(each.pk, {})
        for model, keys in _by_model([each for each, _ in changes.updated]):
            now = digests(model, dict.fromkeys(keys), columns_of(model))
            updated = {key: [digest, before[key]] for key, digest in now.items()}
            rows.append(_change(found, model, updated=updated))
        Change.objects.bulk_create(rows)

    return record


def _change(found: Import, model: type[models.Model], **keys: dict[int, Any]) -> Change:
    columns = columns_of(model)
    return Change(found=found, model=model._meta.label_lower, columns=columns, **keys)


def _by_model(objects: Sequence[models.Model]) -> Iterable[tuple[type[models.Model], list[int]]]:
    for model, group in groupby(objects, key=type):
        yield model, [each.pk for each in group]


def columns_of(model: type[models.Model]) -> list[str]:
    """The columns that a digest covers; kept with it, since later versions may add others."""
    return [column.attname for column in model._meta.concrete_fields]


def digests(
    model: type[models.Model], keys: Iterable[int], columns: Sequence[str], *, lock: bool = False
) -> dict[int, str]:
    """Return by primary key a digest of these columns, 16 hexadecimal digits, of stored objects.

    Read from the database, which rounds and pads: an object in memory may still differ.
    `lock` keeps everybody else from changing the rows, or referring to them, until the
    transaction ends.
    """
    found = {}
    for some in batched(keys, AT_ONCE):
        rows = model._base_manager.filter(pk__in=some)
        if lock:
            rows = rows.select_for_update(of=("self",))
        for row in rows.values_list("pk", *columns):
            found[row[0]] = hashlib.sha256(repr(row[1:]).encode()).hexdigest()[:16]
    return found
