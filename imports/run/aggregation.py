"""Rows that name one object, combined: sums, and the earliest or latest of days."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from imports.kinds import Record
from imports.run.temporary_table import TemporaryTable

_JOIN: Mapping[str, Callable[[Any, Any], Any]] = {
    "sum": lambda one, other: one + other,
    "earliest": min,
    "latest": max,
}


class Aggregates(TemporaryTable):
    """Adds up the rows of each key, on disk: sums, the earliest or the latest of days."""

    def __init__(self, ways: Mapping[str, str]) -> None:
        self._ways = ways
        super().__init__("combined (key TEXT PRIMARY KEY, totals TEXT, faulty INTEGER)")

    def count(self, records: Iterable[Record]) -> None:
        """More rows of their keys; a faulty one leaves the whole of its key unknown."""
        for record in records:
            self._add(record)

    def _add(self, record: Record) -> None:
        totals, faulty = self._of(record.key)
        for name, way in self._ways.items():
            value = record.values.get(name)
            if value is not None:
                totals[name] = _JOIN[way](totals[name], value) if name in totals else value
        if record.problems:
            faulty = faulty or record.row.number
        texts = json.dumps({name: str(value) for name, value in totals.items()})
        self.db.execute("REPLACE INTO combined VALUES (?, ?, ?)", [record.key, texts, faulty])

    def settle(self, record: Record) -> list[Record]:
        """The record with the values of all rows of its key; rejected where one is faulty."""
        totals, faulty = self._of(record.key)
        if faulty and not record.problems:
            reason = f"row {faulty} of the same key is rejected, so that the whole is not known"
            record.reject("key", record.key, reason, f"Correct row {faulty}.")
        record.values |= totals
        return [record]

    def _of(self, key: str) -> tuple[dict[str, Any], int]:
        found = self.db.execute(
            "SELECT totals, faulty FROM combined WHERE key = ?", [key]
        ).fetchone()
        if found is None:
            return {}, 0
        texts: dict[str, str] = json.loads(found[0])
        return {name: self._value(name, text) for name, text in texts.items()}, found[1]

    def _value(self, name: str, text: str) -> Decimal | dt.date:
        return Decimal(text) if self._ways[name] == "sum" else dt.date.fromisoformat(text)
