"""A private temporary table: SQLite's own, on disk, so that memory stays flat."""

import sqlite3
import weakref


class TemporaryTable:
    """Holds one table, which `table` declares. It is gone with this object."""

    def __init__(self, table: str) -> None:
        self.db = sqlite3.connect("", isolation_level=None)
        weakref.finalize(self, self.db.close)
        self.db.execute("PRAGMA journal_mode=OFF")
        self.db.execute(f"CREATE TABLE {table} WITHOUT ROWID")
        self.db.execute("BEGIN")
