"""One column of a list: its head, what a file says there, and by what its rows are put in order."""

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
    """`by` is the field, annotation or attribute that orders the rows; none where nothing does."""

    key: str
    label: str
    value: Callable[[Any], Value]
    by: str = ""
    is_number: bool = False


def ordered(rows: Rows, columns: Sequence[Column], asked: str, last: str = "pk") -> Rows:
    """The rows by the column asked for (`-arr` is the largest first), and by `last` among equals.

    What has nothing there stands last either way. What is no column leaves them as they are.
    """
    key, is_down = asked.removeprefix("-"), asked.startswith("-")
    by = next((column.by for column in columns if column.key == key and column.by), "")
    if not by:
        return rows
    if isinstance(rows, QuerySet):
        way = F(by).desc(nulls_last=True) if is_down else F(by).asc(nulls_last=True)
        return rows.order_by(way, last)
    said = [row for row in rows if getattr(row, by) not in (None, "")]
    rest = [row for row in rows if getattr(row, by) in (None, "")]
    return [*sorted(said, key=lambda row: getattr(row, by), reverse=is_down), *rest]
