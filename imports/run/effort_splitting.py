"""Effort where a tracker knows neither time nor points: each team's day, split over its issues.

The way of DX, which keeps the developer days of each issue on each date
(docs.getdx.com/schema/jira_daily_issue_allocations): what a team has available on a working day
is shared evenly by the issues that it has in progress on that day. Each person adds 0.2
engineer-weeks a day; an issue without a change counts for 30 days more and no longer.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from itertools import batched

from company.calendar import is_working_day
from company.models import Product
from imports.kinds import Chunk, Kind, Record
from imports.problems import Problem
from imports.run.result import Result
from imports.run.temporary_table import TemporaryTable

STALE_AFTER = 30
AT_ONCE = 1000
EARLIER_ROW = "its issue stands in an earlier row"
NOT_STARTED = "it was in progress on no working day"
_NOBODY = "the team {!r} has nobody available, so that there is nothing to split"


def days_in_progress(
    started: dt.date | None, finished: dt.date | None, changed: dt.date | None, today: dt.date
) -> list[dt.date]:
    """The working days on which an issue counts, in their order; none before it was started.

    It counts from its start to its end, both included, while its last known change (its start,
    a change, its end) is at most STALE_AFTER days old. One that ends before it starts counts
    on the day it ended.
    """
    start = started or finished
    if start is None:
        return []
    if finished and finished < start:
        start = finished
    end = min(finished or today, today)
    changes = sorted(day for day in {start, changed, finished} if day and start <= day <= end)
    days: set[dt.date] = set()
    for change in changes:
        last = min(end, change + dt.timedelta(days=STALE_AFTER))
        days |= {change + dt.timedelta(days=n) for n in range((last - change).days + 1)}
    return sorted(day for day in days if is_working_day(day))


def shares(minutes: int, among: int) -> list[int]:
    """Whole minutes split evenly, exactly: the first get what is left over (largest remainder)."""
    each, left = divmod(minutes, among)
    return [each + (n < left) for n in range(among)]


class EffortSplit(TemporaryTable):
    """The issues of a file and their days. Every row is counted before the first one is split.

    An issue keeps the days on which an earlier file had it in progress, so that the sums of a
    day stay the team's.
    """

    def __init__(
        self,
        kind: Kind,
        product: Product,
        today: dt.date,
        key_label: str,
        columns: Mapping[str, str],
    ) -> None:
        super().__init__(
            "shares (team TEXT, day TEXT, issues INTEGER, given INTEGER, PRIMARY KEY (team, day))"
        )
        self.db.execute("CREATE TABLE issues (key TEXT PRIMARY KEY, row INTEGER, faults TEXT)")
        self.db.execute("CREATE TABLE kept (key TEXT, day TEXT, PRIMARY KEY (key, day))")
        if kind.capacity is None:
            raise TypeError(f"{kind.name} knows no teams whose days could be split.")
        self._capacity, self._product = kind.capacity, product
        self._minutes = self._capacity.minutes_a_day(product)
        kept = (key.rpartition(" ")[::2] for key in self._capacity.split_keys(product))
        self.db.executemany("INSERT INTO kept VALUES (?, ?)", kept)
        self._today, self._key_label, self._columns = today, key_label, columns

    def count(self, records: Iterable[Record]) -> None:
        """Count the issues. What is wrong with one is remembered, and it takes no share."""
        for some in batched(records, AT_ONCE):
            self._capacity.screen(
                Chunk(self._product, self._key_label, self._columns, False, some, Result().warn)
            )
            for record in some:
                self._count(record)

    def _count(self, record: Record) -> None:
        if not record.problems and not self._minutes_of(record):
            team = record.values["team"]
            fix = "Add the team, and say how many people it has."
            record.reject("team", team, _NOBODY.format(team), fix)
        faults = json.dumps([astuple(problem) for problem in record.problems])
        added = self.db.execute(
            "INSERT OR IGNORE INTO issues VALUES (?, ?, ?)",
            [record.key, record.row.number, faults if record.problems else ""],
        )
        if added.rowcount and not record.problems:
            team = self._team(record)
            self.db.executemany(
                "INSERT INTO shares VALUES (?, ?, 1, 0)"
                " ON CONFLICT (team, day) DO UPDATE SET issues = issues + 1",
                [(team, day) for day in self._days(record)],
            )

    def settle(self, record: Record) -> list[Record] | str:
        """One record for each day of the issue; the reason where it is left out."""
        row, faults = self.db.execute(
            "SELECT row, faults FROM issues WHERE key = ?", [record.key]
        ).fetchone()
        if row != record.row.number:
            return EARLIER_ROW
        if faults:
            record.problems = [Problem(*each) for each in json.loads(faults)]
            return [record]
        found = [self._on(record, day) for day in self._days(record)]
        return [each for each in found if each.values["amount"]] or NOT_STARTED

    def _on(self, record: Record, day: str) -> Record:
        """The issue's share of its team's day."""
        at = [self._team(record), day]
        # What does not divide goes to those that ask first: each must know how many did.
        issues, given = self.db.execute(
            "UPDATE shares SET given = given + 1 WHERE team = ? AND day = ?"
            " RETURNING issues, given - 1",
            at,
        ).fetchone()
        share = {
            "date": dt.date.fromisoformat(day),
            "amount": shares(self._minutes_of(record), issues)[given],
            "is_split": True,
        }
        return replace(
            record,
            key=f"{record.key} {day}",
            content=hashlib.sha256(f"{record.key} {day}".encode()).digest(),
            values={**record.values, **share},
            problems=[],
        )

    def _days(self, record: Record) -> Sequence[str]:
        value = record.values.get
        days = days_in_progress(
            value("started_on"), value("finished_on"), value("changed_on"), self._today
        )
        own = {day.isoformat() for day in days}
        kept = self.db.execute("SELECT day FROM kept WHERE key = ?", [record.key])
        return sorted(own.union(day for (day,) in kept))

    def _team(self, record: Record) -> str:
        return str(record.values["team"]).casefold()

    def _minutes_of(self, record: Record) -> int:
        return self._minutes.get(self._team(record), 0)
