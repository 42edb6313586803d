"""One column of a list: its heading, its value in a file, and what its rows are sorted by."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

type Value = str | int | Decimal | dt.date | None
type Rows = QuerySet[Any, Any] | Sequence[Any]


@dataclass(frozen=True)
class Column:
    """A column. `by` is the field, annotation or attribute that sorts the rows; empty for none."""

    key: str
    label: str
    value: Callable[[Any], Value]
    by: str = ""
    is_number: bool = False


def ordered(rows: Rows, columns: Sequence[Column], asked: str, last: str = "pk") -> Rows:
    """The rows sorted by the column asked for (`-arr` is the largest first), then by `last`.

    Rows without a value stand last either way. What names no column leaves the rows as they are.
    """
    key, is_down = asked.removeprefix("-"), asked.startswith("-")
    by = next((column.by for column in columns if column.key == key and column.by), "")
    if not by:
        return rows
    if isinstance(rows, QuerySet):
        # Said, since SQLite and PostgreSQL disagree about where NULL stands.
        order = F(by).desc(nulls_last=True) if is_down else F(by).asc(nulls_last=True)
        return rows.order_by(order, last)
    filled = [row for row in rows if getattr(row, by) not in (None, "")]
    empty = [row for row in rows if getattr(row, by) in (None, "")]
    return [*sorted(filled, key=lambda row: getattr(row, by), reverse=is_down), *empty]
