"""Work logs: cells of `comment;date;author;seconds`, as Jira exports each entry of its log."""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from imports.files.table import Table
from imports.kinds import Record
from imports.mapping.columns import Choice
from imports.mapping.table_columns import Columns, all_columns
from imports.problems import BadValue
from imports.values import dates, numbers

# The fields that a log says.
LOGGED = ("date", "amount")
ROWS_LOOKED_AT = 2_000
# A day or a moment, somebody, and whole seconds.
_ENTRY = re.compile(r"(?s).*;[^;]*\d[^;]*;[^;]*;\s*\d{1,8}\s*")
_RIGHT = "A work log reads: comment;date;author;seconds."


@dataclass(frozen=True)
class Log:
    """One entry of a work log: when, and how long. Who it was is not read."""

    date: dt.date
    minutes: int


class WorkLogs:
    """The columns of one table that hold work logs."""

    def __init__(self, table: Columns, columns: Choice, form: str, zone: str) -> None:
        self.columns = all_columns(table, columns)
        self._form, self._zone = form, zone

    def read(self, cells: Mapping[str, str]) -> list[Log]:
        """The row's entries in which time was spent, in the file's order. Raises BadValue."""
        # Most files have none, and this is asked of every row.
        if not self.columns:
            return []
        texts = (cells[column].strip() for column in self.columns)
        logs = [self._log(text) for text in texts if text]
        return [log for log in logs if log.minutes]

    def _log(self, text: str) -> Log:
        # The comment may hold semicolons of its own.
        parts = text.rsplit(";", 3)
        if len(parts) < 4:
            raise BadValue("the cell is not a work log", _RIGHT)
        _, day, _, seconds = parts
        return Log(
            dates.day_of(day.strip(), self._form, self._zone),
            numbers.minutes(seconds.strip(), "seconds"),
        )


def unread_logs_in(table: Table, read: Sequence[str]) -> str:
    """Return a sentence on the columns that hold work logs and are not in `read`, or ""."""
    found: dict[str, None] = {}
    for row in islice(table.rows(), ROWS_LOOKED_AT):
        for column, text in row.cells.items():
            if text.count(";") >= 3 and column not in read and _ENTRY.fullmatch(text.strip()):
                found[column] = None
    named = ", ".join(map(repr, found))
    return named and f"{named}: a work log that no column reads. Choose it as the work log."


def one_for_each_log(record: Record, logs: Sequence[Log]) -> list[Record]:
    """One record for each log of a row.

    The first bears the row's own key: the same issue from a file without logs is then
    updated, and its time never counted twice.
    """
    return [
        replace(
            record,
            key=f"{record.key} #{n}" if record.key and n > 1 else record.key,
            content=hashlib.sha256(record.content + str(n).encode()).digest(),
            values={**record.values, "date": log.date, "amount": log.minutes},
            problems=[],
        )
        for n, log in enumerate(logs, start=1)
    ]
