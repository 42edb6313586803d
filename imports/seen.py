"""Which objects a file has named so far, kept on disk so that memory stays flat."""

import sqlite3
from dataclasses import dataclass
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Earlier:
    """The first row of the file that named the same object."""

    row: int
    content: bytes
    times: int


class Seen:
    """A private temporary table (SQLite's own, gone when closed) of identities."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute(
            "CREATE TABLE seen (identity BLOB PRIMARY KEY, content BLOB, row INTEGER,"
            " times INTEGER) WITHOUT ROWID"
        )
        self._db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._db.close()

    def note(self, identity: bytes, content: bytes, row: int) -> Earlier | None:
        """Remember that `row` names the object. Returns its first row, None if this is it."""
        found = self._db.execute(
            "SELECT row, content, times FROM seen WHERE identity = ?", [identity]
        ).fetchone()
        if found is None:
            self._db.execute("INSERT INTO seen VALUES (?, ?, ?, 1)", [identity, content, row])
            return None
        self._db.execute("UPDATE seen SET times = times + 1 WHERE identity = ?", [identity])
        return Earlier(*found)
