"""A private temporary table: SQLite's own, on disk and gone when closed, so memory stays flat."""

import sqlite3
from types import TracebackType
from typing import Self


class TemporaryTable:
    """Holds one table, which `table` declares, until the block ends."""

    def __init__(self, table: str) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute(f"CREATE TABLE {table} WITHOUT ROWID")
        self._db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()
