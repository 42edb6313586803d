"""One import from beginning to end: the same for the command line and for the browser."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from company.models import Person, Product
from imports import kinds
from imports.files.reader import Row, Table
from imports.kinds import Chunk, Kind, Record
from imports.mapping.interpretations import Meaning, Meanings
from imports.mapping.schema import Mapping
from imports.problems import BadMapping, Rejection
from imports.run.double_entries import Repeats
from imports.run.duplicates import Seen
from imports.run.joining import open_both
from imports.run.persistence import keep_chunk
from imports.run.recording import OnChanges
from imports.run.row_reader import RowReader
from ledger import chain

ROWS_PER_CHUNK = 1000
# A result keeps as many for showing; each one goes to `on_rejected`.
KEPT_REJECTIONS = 1000
KEPT_WARNINGS = 100

type Progress = Callable[[int, int], None]
type OnRejected = Callable[[Rejection], None]


@dataclass
class Result:
    """Counts of rows, the first rejections and warnings, and whether anything was imported."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    warned: int = 0
    # Rows that the mapping leaves out, by the reason. They count as unchanged.
    left_out: Counter[str] = field(default_factory=Counter)
    meanings: Meanings = field(default_factory=Meanings)
    imported: bool = True

    def warn(self, sentence: str) -> None:
        self.warned += 1
        if len(self.warnings) < KEPT_WARNINGS:
            self.warnings.append(sentence)

    def leave_out(self, reason: str) -> None:
        self.unchanged += 1
        self.left_out[reason] += 1

    def take(self, said: Meaning) -> None:
        self.meanings.note(said)

    def as_data(self) -> dict[str, Any]:
        """The counts, the warnings and what fell to a catch-all, as an import keeps them."""
        names = ("created", "updated", "unchanged", "rejected", "warnings", "warned")
        fallen = list(map(str, self.meanings.fallen()))
        return {name: getattr(self, name) for name in names} | {"fallen": fallen}

    def sum_up(self) -> None:
        """Say first, once for each reason, how many rows were left out."""
        said = [
            f"{rows:,} {'row was' if rows == 1 else 'rows were'} left out: {reason}."
            for reason, rows in self.left_out.items()
        ]
        self.warned += len(said)
        self.warnings[:0] = said


@dataclass(frozen=True)
class Told:
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
    told: Told
    by: Person | None
    filename: str


def run_import(
    *,
    kind: str,
    path: Path,
    product: Product,
    mapping: Mapping | None = None,
    create_missing: bool = False,
    dry_run: bool = False,
    all_or_nothing: bool = False,
    progress: Progress | None = None,
    on_rejected: OnRejected | None = None,
    on_changes: OnChanges | None = None,
    actor: Person | None = None,
    joined: Path | None = None,
) -> Result:
    """Import one kind from one file into the product, in chunks of their own transaction.

    `dry_run` changes nothing; `all_or_nothing` changes nothing when any row is rejected.
    `joined` is a second file, joined by the key that the mapping says.
    `progress` is told how many rows of how many are done, `on_rejected` each rejection,
    `on_changes` what each chunk changed, inside its transaction.
    Raises Unreadable and BadMapping, before anything is changed.
    """
    told = Told(progress, on_rejected, on_changes)
    run = open_run(
        kind, path, product, mapping or Mapping(), told,
        create_missing=create_missing, actor=actor, joined=joined,
    )  # fmt: skip
    if not all_or_nothing:
        return walk(run, dry_run=dry_run)
    # A dry walk first, so that the one long transaction is held only for a file that is sound.
    result = walk(run, dry_run=True)
    if dry_run:
        return result
    if not result.rejected:
        with transaction.atomic():
            result = walk(run, dry_run=False)
            if result.rejected:
                transaction.set_rollback(True)
    if result.rejected:
        result.created = result.updated = 0
        result.imported = False
    return result


def open_run(
    name: str, path: Path, product: Product, mapping: Mapping, told: Told,
    *, create_missing: bool = False, actor: Person | None = None, filename: str = "",
    joined: Path | None = None,
) -> Run:  # fmt: skip
    """Everything that one walk needs, of the kind `name`. Raises Unreadable and BadMapping.

    `actor` and `filename` (where the path is not what people call it) are for the histories.
    """
    try:
        kind = kinds.get(name)
    except KeyError:
        known = ", ".join(kinds.names())
        raise BadMapping(f"Nothing reads {name} yet. What can be imported: {known}.") from None
    part = mapping.part(name)
    wanted = mapping.names_wanted(name) or [
        each for field in kind.fields for each in (field.name, *field.aliases)
    ]
    table = open_both(path, mapping, wanted, joined)
    reader = RowReader(kind, mapping, table, product)
    may_create = create_missing or part.create_missing
    return Run(kind, table, reader, product, may_create, told, actor, filename or path.name)


def walk(run: Run, *, dry_run: bool) -> Result:
    """Every chunk of the file once."""
    result, done = Result(imported=not dry_run), 0
    for said in run.table.warnings:
        result.warn(said)
    if said := run.reader.unread_logs:
        result.warn(said)
    with Seen() as seen, run.reader.whole_file():
        repeats = Repeats(run.kind, run.reader.part, run.table, seen)
        for rows in _chunks(run):
            records = []
            for row in rows:
                read = run.reader.records(row, result)
                records += read
                if read and not read[0].problems:
                    repeats.note(row)
            chunk = Chunk(
                product=run.product,
                part=run.reader.part,
                columns=run.reader.columns,
                create_missing=run.create_missing,
                records=records,
                warn=result.warn,
                actor=run.by,
                reason=f"Import of {run.filename}.",
            )
            kept = keep_chunk(
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
