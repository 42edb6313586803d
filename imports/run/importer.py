"""Importing the rows of one kind from one file: the same for command line and browser."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from company.models import Person, Product
from imports.files.table import Row, Table
from imports.kinds import Chunk, Kind, Record
from imports.problems import Rejection
from imports.run.duplicates import DoubleEntries, SeenIdentities
from imports.run.persistence import save_chunk
from imports.run.recording import OnChanges
from imports.run.result import KEPT_REJECTIONS, OnRejected, Progress, Result
from imports.run.row_reader import RowReader
from ledger import chain

ROWS_PER_CHUNK = 1000


@dataclass(frozen=True)
class Callbacks:
    """What is called on the way: how far it is, each rejected row, each chunk's changes."""

    progress: Progress | None = None
    on_rejected: OnRejected | None = None
    on_changes: OnChanges | None = None


@dataclass(frozen=True)
class Run:
    """One kind, one file, and how its rows are read."""

    kind: Kind
    table: Table
    reader: RowReader
    product: Product
    create_missing: bool
    callbacks: Callbacks
    actor: Person | None
    filename: str


def import_rows(run: Run, *, dry_run: bool) -> Result:
    """Import every row of the file, in chunks that are each saved in a transaction of their own."""
    result, done = Result(imported=not dry_run), 0
    for sentence in (*run.table.warnings, run.reader.unread_logs):
        if sentence:
            result.warn(sentence)
    run.reader.read_ahead()
    seen = SeenIdentities()
    doubles = DoubleEntries(run.kind, run.reader.part, run.table, seen)
    for rows in _chunks(run):
        records = _read(run, rows, doubles, result)
        saved = save_chunk(
            run.kind,
            _chunk_of(run, records, result),
            seen,
            dry_run=dry_run,
            on_changes=run.callbacks.on_changes,
        )
        result.created += saved.created
        result.updated += saved.updated
        result.unchanged += saved.unchanged
        _gather_rejections(run, records, result)
        done += len(rows)
        if run.callbacks.progress:
            run.callbacks.progress(done, run.table.total)
    if run.kind.finish and not dry_run:
        with transaction.atomic():
            chain.lock(run.product)
            run.kind.finish(run.product)
    for sentence in (doubles.warning, *run.reader.rates.sentences()):
        if sentence:
            result.warn(sentence)
    result.sum_up()
    return result


def _read(run: Run, rows: list[Row], doubles: DoubleEntries, result: Result) -> list[Record]:
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


def _chunks(run: Run) -> Iterator[list[Row]]:
    rows = run.table.rows()
    while chunk := list(itertools.islice(rows, ROWS_PER_CHUNK)):
        yield chunk


def _gather_rejections(run: Run, records: list[Record], result: Result) -> None:
    for record in {record.row.number: record for record in records}.values():
        if not record.problems:
            continue
        rejection = Rejection(record.row.number, tuple(record.problems), record.row.cells)
        result.rejected += 1
        if len(result.rejections) < KEPT_REJECTIONS:
            result.rejections.append(rejection)
        if run.callbacks.on_rejected:
            run.callbacks.on_rejected(rejection)
