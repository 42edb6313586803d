"""What was simulated, kept in memory until all of it is written at once."""

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
# Each after those it points at.
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
# (team, item, date, minutes, people): too many to keep as objects.
type EffortRow = tuple[int, int, dt.date, int, int]


@dataclass(frozen=True)
class Said:
    """An entry to be, with the rows that it seals once they are stored."""

    kind: str
    actor: Person | None
    at: dt.datetime
    seals: Sequence[AppendOnly]
    data: dict[str, Any]


@dataclass(frozen=True)
class Change:
    """How a record stood after a change; its number is known once it is written."""

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
            **{name: _numbered(value) for name, value in self.values.items()},
        )
        return row


@cache
def _columns(model: type[Tracked]) -> list[tuple[str, str]]:
    """What a row of history keeps of an object, beside its number: each field, and its column."""
    fields = model.history.model.tracked_fields
    return [(field.name, field.attname) for field in fields if not field.primary_key]


def _value(record: Tracked, name: str, column: str) -> Any:
    """What the column holds; what it refers to itself where that has no number yet."""
    value = getattr(record, column)
    return getattr(record, name) if value is None else value


def _numbered(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


class Records:
    """Rows by model in the order they were made, effort, and the entries of the chain."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.rows: dict[type[models.Model], list[Any]] = defaultdict(list)
        self.effort: list[EffortRow] = []
        self.entries: list[Said] = []
        self.changes: list[Change] = []
        self._last: list[tuple[Baseline, Movement | None]] = []

    def add[Row: models.Model](self, row: Row) -> Row:
        self.rows[type(row)].append(row)
        return row

    def note(
        self, record: Tracked, actor: Person | None, at: dt.datetime, kind: str = CHANGED
    ) -> None:
        """Keep how the record stands then, as company.histories would write it."""
        columns = _columns(type(record))
        values = {column: _value(record, name, column) for name, column in columns}
        self.changes.append(Change(record, values, actor, at, kind))

    def add_baseline(self, baseline: Baseline, last: Movement | None) -> Baseline:
        """It names its last movement by number, which is known once that is written."""
        self._last.append((baseline, last))
        return self.add(baseline)

    def append(
        self,
        kind: str,
        actor: Person | None,
        at: dt.datetime,
        seals: Sequence[AppendOnly],
        data: dict[str, Any],
    ) -> None:
        """One entry of the ledger, as `ledger.chain.append` would write it at that moment."""
        self.entries.append(Said(kind, actor, at, seals, data))

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
        """In the order of time: of each object, the last one written counts."""
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
        """The entries one after the other, and the head as the last one leaves it."""
        head = chain.lock(self.product)
        for said in self.entries:
            entry = Entry(
                **chain.columns(
                    product_id=self.product.pk,
                    previous=(head.number, head.hash),
                    kind=said.kind,
                    actor_id=said.actor.pk if said.actor else None,
                    at=said.at,
                    data=said.data,
                    seals=seals_of(said.seals),
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
    """Numbers for `count` new rows that nobody else will get, in their order.

    For rows that others name by number before they are written. On SQLite the transaction
    that this runs in has the database for itself.
    """
    table, column = model._meta.db_table, model._meta.pk.column
    if connection.vendor == "postgresql":
        sql = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        with connection.cursor() as cursor:
            cursor.execute(sql, [f'"{table}"', column, count])
            return iter([number for (number,) in cursor.fetchall()])
    last = model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0
    return iter(range(last + 1, last + 1 + count))
