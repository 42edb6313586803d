"""Everything simulated, kept in memory until it is written in bulk."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from django.db import connection, models

from company.histories import CHANGED, Tracked
from company.models import Person, Product
from escalations.models import (
    Claim,
    Commitment,
    Confirmation,
    Deal,
    DisplacedCustomer,
    Displacement,
    DisplacementReturn,
    Escalation,
    Event,
    Judgement,
    Part,
    Proposal,
    ProposedRow,
    Review,
    SizedPart,
    Sizing,
)
from governance.models import Cap, Decision, Policy
from ledger import chain
from ledger.models import AppendOnly, Entry
from ledger.seals import seals_of
from portfolio.effort import sums
from portfolio.models import (
    Baseline,
    BaselineLine,
    BaselineTarget,
    Customer,
    Effort,
    Item,
    Line,
    Movement,
    Target,
    Usage,
    Waiting,
)

BATCH = 2_000
# The order of writing: each model after those that it refers to.
ORDER: tuple[type[models.Model], ...] = (
    Policy,
    Customer,
    Deal,
    Item,
    Target,
    Line,
    Line.kept_out.through,
    Movement,
    Cap,
    Baseline,
    BaselineLine,
    BaselineTarget,
    Escalation,
    Claim,
    Event,
    Sizing,
    SizedPart,
    Confirmation,
    Proposal,
    ProposedRow,
    Part,
    Decision,
    Displacement,
    DisplacementReturn,
    DisplacedCustomer,
    Review,
    Judgement,
    Commitment,
    Waiting,
    Usage,
)
# (team, item, date, minutes, people). Tuples, since so many objects would not fit in memory.
type EffortRow = tuple[int, int, dt.date, int, int]


@dataclass(frozen=True)
class PendingEntry:
    """A ledger entry to be written, with the rows that it seals once they have ids."""

    kind: str
    actor: Person | None
    at: dt.datetime
    seals: Sequence[AppendOnly]
    data: dict[str, Any]


@dataclass(frozen=True)
class Change:
    """A row of history to be written: the record's values after a change."""

    record: Tracked
    values: dict[str, Any]
    actor: Person | None
    at: dt.datetime
    kind: str

    def as_row(self) -> models.Model:
        row: models.Model = type(self.record).history.model(
            id=self.record.pk,
            history_date=self.at,
            history_type=self.kind,
            history_user=self.actor,
            **{name: _id_of(value) for name, value in self.values.items()},
        )
        return row


@cache
def _columns(model: type[Tracked]) -> list[tuple[str, str]]:
    """The fields and columns that a row of history has of an object, without its id."""
    fields = model.history.model.tracked_fields
    return [(field.name, field.attname) for field in fields if not field.primary_key]


def _value(record: Tracked, name: str, column: str) -> Any:
    """The column's value, or the object that it refers to where that has no id yet."""
    value = getattr(record, column)
    return getattr(record, name) if value is None else value


def _id_of(value: Any) -> Any:
    """The id of an object; any other value as it is."""
    return value.pk if isinstance(value, models.Model) else value


class Records:
    """The rows of each model in the order they were made, the effort, and the ledger's entries."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.rows: dict[type[models.Model], list[Any]] = defaultdict(list)
        self.effort: list[EffortRow] = []
        self.entries: list[PendingEntry] = []
        self.changes: list[Change] = []
        self._last: list[tuple[Baseline, Movement | None]] = []

    def add[Row: models.Model](self, row: Row) -> Row:
        self.rows[type(row)].append(row)
        return row

    def note(
        self, record: Tracked, actor: Person | None, at: dt.datetime, kind: str = CHANGED
    ) -> None:
        """Keep the record's values for a row of history, as company.histories would write it."""
        columns = _columns(type(record))
        values = {column: _value(record, name, column) for name, column in columns}
        self.changes.append(Change(record, values, actor, at, kind))

    def add_baseline(self, baseline: Baseline, last_movement: Movement | None) -> Baseline:
        """Keep a baseline with its last movement, whose id it needs and which is not written
        yet.
        """
        self._last.append((baseline, last_movement))
        return self.add(baseline)

    def append(
        self,
        kind: str,
        actor: Person | None,
        at: dt.datetime,
        seals: Sequence[AppendOnly],
        data: dict[str, Any],
    ) -> None:
        """Keep an entry of the ledger, as `ledger.chain.append` would write it at that moment."""
        self.entries.append(PendingEntry(kind, actor, at, seals, data))

    def write(self, tell: Callable[[str], None]) -> None:
        for model in ORDER:
            if model is Baseline:
                for baseline, last in self._last:
                    baseline.last_movement = last.pk if last else 0
            _in_batches(model, self.rows[model])
            tell(f"{len(self.rows[model]):>9,} {model._meta.verbose_name_plural}")
        _in_batches(Effort, (self._effort(row) for row in self.effort))
        chain.lock(self.product)
        sums.keep(self.product)
        tell(f"{len(self.effort):>9,} rows of effort")
        _in_batches(Entry, self._chain())
        tell(f"{len(self.entries):>9,} entries of the ledger")
        self._write_histories()
        tell(f"{len(self.changes):>9,} rows of history")

    def _write_histories(self) -> None:
        """Write the rows of history in the order of time: an object's last row counts."""
        rows = defaultdict(list)
        for change in sorted(self.changes, key=lambda change: change.at):
            rows[type(change.record)].append(change.as_row())
        for model, found in rows.items():
            _in_batches(model.history.model, found)

    def _effort(self, row: EffortRow) -> Effort:
        team, item, date, minutes, people = row
        return Effort(
            product=self.product,
            team_id=team,
            item_id=item,
            date=date,
            minutes=minutes,
            people=people,
        )

    def _chain(self) -> Iterator[Entry]:
        """The entries, each with the hash of the one before; the head is saved at the end."""
        head = chain.lock(self.product)
        for pending in self.entries:
            entry = Entry(
                **chain.columns(
                    product_id=self.product.pk,
                    previous=(head.number, head.hash),
                    kind=pending.kind,
                    actor_id=pending.actor.pk if pending.actor else None,
                    at=pending.at,
                    data=pending.data,
                    seals=seals_of(pending.seals),
                )
            )
            head.number, head.hash = entry.number, entry.hash
            yield entry
        head.save(update_fields=["number", "hash"])


def _in_batches(model: type[models.Model], rows: Iterable[Any]) -> None:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        model._base_manager.bulk_create(batch)


def reserve(model: type[models.Model], count: int) -> Iterator[int]:
    """Ids for `count` new rows that nobody else will get, in ascending order.

    For rows that others refer to before they are written. On SQLite the transaction that this runs
    in has the database for itself.
    """
    table, column = model._meta.db_table, model._meta.pk.column
    if connection.vendor == "postgresql":
        sql = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        with connection.cursor() as cursor:
            cursor.execute(sql, [f'"{table}"', column, count])
            return iter([number for (number,) in cursor.fetchall()])
    last = model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0
    return iter(range(last + 1, last + 1 + count))
