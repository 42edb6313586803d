"""One import from beginning to end: the same for the command line and for the browser."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from company.models import Person, Product
from imports.files.table import Row, Table
from imports.kinds import Chunk, Kind, Record
from imports.problems import Rejection
from imports.run.double_entries import DoubleEntries
from imports.run.duplicates import SeenIdentities
from imports.run.persistence import save_chunk
from imports.run.recording import OnChanges
from imports.run.result import KEPT_REJECTIONS, OnRejected, Progress, Result
from imports.run.row_reader import RowReader
from ledger import chain

ROWS_PER_CHUNK = 1000


@dataclass(frozen=True)
class Callbacks:
    """Who is told what happens on the way."""

    progress: Progress | None = None
    on_rejected: OnRejected | None = None
    on_changes: OnChanges | None = None


@dataclass(frozen=True)
class Run:
    """What one walk through the file needs."""

    kind: Kind
    table: Table
    reader: RowReader
    product: Product
    create_missing: bool
    told: Callbacks
    by: Person | None
    filename: str


def walk(run: Run, *, dry_run: bool) -> Result:
    """Every chunk of the file once."""
    result, done = Result(imported=not dry_run), 0
    for said in run.table.warnings:
        result.warn(said)
    if said := run.reader.unread_logs:
        result.warn(said)
    with SeenIdentities() as seen, run.reader.whole_file():
        repeats = DoubleEntries(run.kind, run.reader.part, run.table, seen)
        for rows in _chunks(run):
            records = []
            for row in rows:
                read = run.reader.records(row, result)
                records += read
                if read and not read[0].problems:
                    repeats.note(row)
            chunk = Chunk(
                product=run.product,
                key_label=run.reader.part.key_label,
                slices_named=run.reader.part.slices_named,
                columns=run.reader.columns,
                create_missing=run.create_missing,
                records=records,
                warn=result.warn,
                actor=run.by,
                reason=f"Import of {run.filename}.",
            )
            kept = save_chunk(
                run.kind, chunk, seen, dry_run=dry_run, on_changes=run.told.on_changes
            )
            result.created += kept.created
            result.updated += kept.updated
            result.unchanged += kept.unchanged
            _gather_rejections(run, records, result)
            done += len(rows)
            if run.told.progress:
                run.told.progress(done, run.table.total)
        if repeats.warning:
            result.warn(repeats.warning)
    if run.kind.finish and not dry_run:
        with transaction.atomic():
            chain.lock(run.product)
            run.kind.finish(run.product)
    for said in run.reader.rates.sentences():
        result.warn(said)
    result.sum_up()
    return result


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
        if run.told.on_rejected:
            run.told.on_rejected(rejection)
