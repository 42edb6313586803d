"""Importing the rows of one kind from one file: the same for command line and browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched

from django.db import transaction

from company.models import Person, Product
from imports.files.table import Row, Table
from imports.kinds import Chunk, Kind, Record
from imports.problems import Rejection
from imports.run.duplicates import DoubleEntries, SeenIdentities
from imports.run.persistence import save_chunk
from imports.run.recording import OnChanges
from imports.run.result import OnRejected, Progress, Result
from imports.run.row_reader import RowReader
from ledger import chain

ROWS_PER_CHUNK = 1000


@dataclass(frozen=True, kw_only=True)
class Run:
    """One kind of one file on its way into a product, and what is called on the way.

    `actor` and `filename` are for the histories. `progress` is called with how many rows of
    how many are done, `on_rejected` with each rejected row, `on_changes` with what each chunk
    changed, inside its transaction.
    """

    kind: Kind
    table: Table
    reader: RowReader
    product: Product
    create_missing: bool
    filename: str
    actor: Person | None = None
    progress: Progress | None = None
    on_rejected: OnRejected | None = None
    on_changes: OnChanges | None = None


def import_rows(run: Run, *, dry_run: bool) -> Result:
    """Import every row of the file, in chunks that are each saved in a transaction of their own."""
    result, done = Result(imported=not dry_run), 0
    result.warn(*run.table.warnings, run.reader.unread_logs)
    # The whole file once more, where the rows of one key are combined or a day is shared.
    run.reader.read_ahead()
    seen = SeenIdentities()
    doubles = DoubleEntries(run.kind, run.reader.part, run.table, seen)
    for rows in batched(run.table.rows(), ROWS_PER_CHUNK):
        chunk = _chunk_of(run, _read(run, rows, doubles, result), result)
        kept = save_chunk(run.kind, chunk, seen, dry_run=dry_run, on_changes=run.on_changes)
        result.count(kept.outcomes.values())
        _gather_rejections(run, chunk.records, result)
        done += len(rows)
        if run.progress:
            run.progress(done, run.table.total)
    # Sums over the whole file, which each chunk would have to work out again.
    if run.kind.finish and not dry_run:
        with transaction.atomic():
            chain.lock(run.product)
            run.kind.finish(run.product)
    result.warn(doubles.warning, *run.reader.rates.sentences())
    result.sum_up()
    return result


def _read(run: Run, rows: Sequence[Row], doubles: DoubleEntries, result: Result) -> list[Record]:
    records = []
    for row in rows:
        read = run.reader.records(row, result)
        records += read
        if read and not read[0].problems:
            doubles.note(row)
    return records


def _chunk_of(run: Run, records: list[Record], result: Result) -> Chunk:
    part = run.reader.part
    return Chunk(
        product=run.product,
        key_label=part.key_label,
        slices_named=part.slices_named,
        columns=run.reader.columns,
        create_missing=run.create_missing,
        records=records,
        warn=result.warn,
        actor=run.actor,
        reason=f"Import of {run.filename}.",
    )


def _gather_rejections(run: Run, records: Sequence[Record], result: Result) -> None:
    """A row that gives several records is rejected once."""
    for record in {record.row.number: record for record in records}.values():
        if record.problems:
            rejection = Rejection(record.row.number, tuple(record.problems), record.row.cells)
            result.reject(rejection)
            if run.on_rejected:
                run.on_rejected(rejection)
