"""Writing down what an import changes, chunk by chunk, so that it can be undone exactly."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import batched, groupby
from typing import Any

from django.db import models

from imports.models import Change, Import

# Databases bound the parameters of one query.
AT_ONCE = 500


@dataclass
class Changes:
    """What one chunk did: objects created, in the order that they came to be, and updated.

    `before` holds, for each updated object, its changed attributes as they were.
    """

    created: list[models.Model] = field(default_factory=list)
    updated: list[tuple[models.Model, dict[str, Any]]] = field(default_factory=list)


type OnChanges = Callable[[Changes], None]


def recorder(found: Import) -> OnChanges:
    """What writes each chunk's changes down, inside the chunk's own transaction."""

    def record(changes: Changes) -> None:
        rows = [
            Change(found=found, model=model._meta.label_lower, created=digests(model, keys))
            for model, keys in _by_model(changes.created)
        ]
        before = {each.pk: was for each, was in changes.updated}
        rows += [
            Change(
                found=found,
                model=model._meta.label_lower,
                updated={key: [now, before[key]] for key, now in digests(model, keys).items()},
            )
            for model, keys in _by_model([each for each, _ in changes.updated])
        ]
        Change.objects.bulk_create(rows)

    return record


def _by_model(objects: Sequence[models.Model]) -> Iterable[tuple[type[models.Model], list[int]]]:
    for model, group in groupby(objects, key=type):
        yield model, [each.pk for each in group]


def digests(model: type[models.Model], keys: Iterable[int]) -> dict[int, str]:
    """What the stored objects look like: by primary key, a digest of all their columns.

    Read from the database, which rounds and pads: an object in memory may still differ.
    """
    columns = [column.attname for column in model._meta.concrete_fields]
    found = {}
    for some in batched(keys, AT_ONCE):
        for row in model._base_manager.filter(pk__in=some).values_list("pk", *columns):
            found[row[0]] = hashlib.sha256(repr(row[1:]).encode()).hexdigest()[:16]
    return found
