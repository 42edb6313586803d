"""Seals: what an entry of the ledger keeps of the append-only rows written with it.

A seal names a table, the columns that stood there, and for each row its id and the SHA-256 of
those columns. A changed, deleted, swapped or copied row then shows, whatever became of the
triggers (ledger/proof.py).
"""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import models

# By table: the names of the columns, and [id, SHA-256] of each row.
type Seals = dict[str, dict[str, Any]]
type Column = models.Field[Any, Any]


def exact(value: Any) -> str:
    """The text that is hashed: sorted keys, no spaces, decimals as strings, UTC times."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=plain
    )


def plain(value: Any) -> str:
    """A date, time, number or quarter as the exact text writes it."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def seals_of(rows: Iterable[models.Model]) -> Seals:
    """What an entry keeps of these rows, which are stored."""
    by_model: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    return {
        model._meta.db_table: seal(
            model._meta.concrete_fields,
            ([getattr(row, f.attname) for f in model._meta.concrete_fields] for row in found),
        )
        for model, found in by_model.items()
    }


def seal(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """The seals of rows of one table, given as values in the order of `columns`."""
    key = next(n for n, column in enumerate(columns) if column.primary_key)
    digest = digester(columns)
    return {
        "columns": [column.column for column in columns],
        "rows": [[row[key], digest(row)] for row in rows],
    }


def digester(columns: Sequence[Column]) -> Callable[[Sequence[Any]], str]:
    """What makes the SHA-256 of a row: the same for one just made and one read back."""
    places = {
        n: f".{column.decimal_places}f"
        for n, column in enumerate(columns)
        if isinstance(column, models.DecimalField)
    }
    # What was just made may still hold a date or a quarter as text.
    typed = [
        (n, column.to_python)
        for n, column in enumerate(columns)
        if isinstance(column, models.DateField | models.CharField)
    ]
    names = [column.column for column in columns]

    def digest(values: Sequence[Any]) -> str:
        said = list(values)
        for n, to_python in typed:
            said[n] = to_python(said[n])
        for n, form in places.items():
            if said[n] is not None:
                said[n] = format(Decimal(said[n]), form)
        text = exact(dict(zip(names, said, strict=True)))
        return hashlib.sha256(text.encode()).hexdigest()

    return digest
