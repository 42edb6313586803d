"""Versions of what two people may edit, so that nobody overwrites what they have not seen.

A version is computed from what the row says, never counted: no door can forget to raise it.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Field, Model

# The versions that somebody is content to change; None compares nothing.
type Expected = Collection[str] | None


class Stale(Exception):
    """It was changed since it was read. Nothing was done.

    `current` is what stands now (a record, or the facts of a plan), `version` its version,
    and `by` who changed it last, empty where that is not known.
    """

    def __init__(self, current: Any, version: str, by: str = "") -> None:
        self.current, self.version, self.by = current, version, by
        super().__init__("It was changed since you read it.")


def digest_of(*said: Any) -> str:
    """The version of something that says this: 128 bits in hexadecimal."""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def version_of(record: Model, *more: Any) -> str:
    """The version of one row, of all its columns; `more` is what else belongs to it."""
    columns = {field.attname: _stored(field, record) for field in record._meta.concrete_fields}
    return digest_of(columns, *more)


def refuse_stale(expected: Expected, record: Any, version: str, by: str = "") -> None:
    """Raises Stale unless `version` is one of those expected. Call it under the row's lock."""
    if expected is not None and version not in expected:
        raise Stale(record, version, by)


def _stored(field: "Field[Any, Any]", record: Model) -> Any:
    """The value as the database gives it back: 5 is 5.00 there."""
    value = getattr(record, field.attname)
    if isinstance(field, DecimalField) and value is not None:
        return Decimal(value).quantize(Decimal(1).scaleb(-field.decimal_places))
    return value


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return str(value)
