"""Seals: what a ledger entry keeps of the append-only rows written with it.

A seal names a table, the columns that existed, and for each row its id and the SHA-256 of those
columns. A changed, deleted, swapped or copied row then shows, even if somebody removed the triggers
(ledger/proof.py).
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
    """The text that is hashed: JSON with sorted keys, no spaces, decimals as text, times in UTC."""
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
    """The seals of these rows, by table. The rows must be saved: their ids are sealed."""
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
    """The seals of one table's rows, given as values in the order of `columns`."""
    key = next(n for n, column in enumerate(columns) if column.primary_key)
    digest = digester(columns)
    return {
        "columns": [column.column for column in columns],
        "rows": [[row[key], digest(row)] for row in rows],
    }


def digester(columns: Sequence[Column]) -> Callable[[Sequence[Any]], str]:
    """A function that gives the SHA-256 of a row's values, the same before and after storing."""
    # A database gives 5 back as 5.00.
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
        exact_values = list(values)
        for n, to_python in typed:
            exact_values[n] = to_python(exact_values[n])
        for n, form in places.items():
            if exact_values[n] is not None:
                exact_values[n] = format(Decimal(exact_values[n]), form)
        text = exact(dict(zip(names, exact_values, strict=True)))
        return hashlib.sha256(text.encode()).hexdigest()

    return digest
