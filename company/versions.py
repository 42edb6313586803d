"""Versions of what two people may edit, so that nobody overwrites what they have not seen.

A version is a digest of what the row holds, not a counter: no way of saving can forget to raise it.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Field, Model

# The versions that the caller has seen and may change; None compares nothing.
type Expected = Collection[str] | None


class Stale(Exception):
    """What is to be changed was changed by somebody else since it was read; nothing was done.

    `current` is what is stored now (a record, or the facts of a plan), `version` its version, and
    `by` who changed it last, empty where that is not known.
    """

    def __init__(self, current: Any, version: str, by: str = "") -> None:
        self.current, self.version, self.by = current, version, by
        super().__init__("It was changed since you read it.")


def digest_of(*values: Any) -> str:
    """The version of something with these values: 128 bits in hexadecimal."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def version_of(record: Model, *more: Any) -> str:
    """The version of one row, from all its columns and the values in `more`."""
    columns = {field.attname: _stored(field, record) for field in record._meta.concrete_fields}
    return digest_of(columns, *more)


def refuse_stale(expected: Expected, record: Any, version: str, by: str = "") -> None:
    """Raises Stale unless `version` is one of those expected. Call it under the row's lock."""
    if expected is not None and version not in expected:
        raise Stale(record, version, by)


def _stored(field: "Field[Any, Any]", record: Model) -> Any:
    """The value as the database gives it back: 5 becomes 5.00."""
    value = getattr(record, field.attname)
    if isinstance(field, DecimalField) and value is not None:
        return Decimal(value).quantize(Decimal(1).scaleb(-field.decimal_places))
    return value


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return str(value)
