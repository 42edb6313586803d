"""Executing an import: every kind it holds, tried or done, and what comes of it."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.db import transaction

from company import clock
from company.models import Product
from imports import kinds
from imports.access import can_create_missing
from imports.mapping.schema import Mapping
from imports.mapping.toml import mapping_of
from imports.models import Import
from imports.problems import BadMapping, Unreadable
from imports.run.importer import Run, import_rows
from imports.run.joining import open_both
from imports.run.outcomes import ImportOutcome, end, fail
from imports.run.recording import recorder
from imports.run.result import Progress, Result
from imports.run.row_reader import RowReader

State = Import.State
# A trial of several kinds keeps everybody else from writing, so it ends within seconds.
MOST_TOGETHER = 50_000


def run_import(*, dry_run: bool = False, all_or_nothing: bool = False, **options: Any) -> Result:
    """Import one kind from one file into a product, in chunks of their own transaction.

    `dry_run` changes nothing; `all_or_nothing` changes nothing when any row is rejected. The
    other options are those of `open_run`. Raises Unreadable and BadMapping, before anything is
    changed.
    """
    run = open_run(**options)
    together = all_or_nothing and not dry_run
    with transaction.atomic() if together else nullcontext():
        result = import_rows(run, dry_run=dry_run)
        # The counts say what came in, which is nothing.
        if together and result.rejected:
            transaction.set_rollback(True)
            result.created = result.updated = 0
            result.imported = False
    return result


def open_run(
    *,
    kind: str,
    path: Path,
    product: Product,
    mapping: Mapping | None = None,
    joined: Path | None = None,
    create_missing: bool = False,
    may_create: bool = True,
    **told: Any,
) -> Run:
    """Open a file to be read as one kind. Raises Unreadable and BadMapping.

    `joined` is a second file, joined by the key that the mapping says. What rows name and does
    not exist is created where `create_missing` or the mapping asks for it, unless whoever
    imports may not. `told` are what else a Run knows; its `filename` where the path is not
    what people call it.
    """
    if kind not in kinds.names():
        known = ", ".join(kinds.names())
        raise BadMapping(f"Nothing reads {kind} yet. What can be imported: {known}.")
    found, mapping = kinds.get(kind), mapping or Mapping()
    creates = create_missing or mapping.part(kind).create_missing
    wanted = mapping.names_wanted(kind) or [name for each in found.fields for name in each.names]
    table = open_both(path, mapping, wanted, joined)
    return Run(
        kind=found,
        table=table,
        reader=RowReader(found, mapping, table, product),
        product=product,
        create_missing=creates and may_create,
        **{"filename": path.name, **told},
    )


def execute(found: Import, *, dry_run: bool) -> Import:
    """Try the import or do it, and write down what came of it.

    What cannot be read at all leaves it stopped, with the sentence, before anything is changed.
    Rejected rows of a trial are those that an import would reject. Raises Superseded where
    somebody else ended the import meanwhile.
    """
    outcome = ImportOutcome()
    try:
        mapping = mapping_of(found)
        # Every kind is opened before the first one is walked.
        runs = [_opened(found, kind, outcome, mapping) for kind in found.kinds]
        is_vast = dry_run and max(run.table.total for run in runs) > MOST_TOGETHER
        wanted = runs[:1] if is_vast else runs
        # Effort refers to items of the same file: a trial of both must see them, then forget.
        together = (dry_run and len(wanted) > 1) or found.all_or_nothing
        with transaction.atomic() if together else nullcontext():
            for run in wanted:
                outcome.add(run.kind.name, import_rows(run, dry_run=dry_run and not together))
            if together and (dry_run or not outcome.is_clean):
                transaction.set_rollback(True)
    except (Unreadable, BadMapping) as error:
        return fail(found, str(error), outcome)
    if dry_run:
        outcome.leave_untried(found.kinds[len(wanted) :], MOST_TOGETHER)
        return end(found, State.TRIED, outcome)
    if found.all_or_nothing and not outcome.is_clean:
        outcome.results = [{**each, "created": 0, "updated": 0} for each in outcome.results]
        return end(found, State.FAILED, outcome, "Rows were rejected, so nothing was imported.")
    return end(found, State.DONE, outcome)


def _opened(found: Import, kind: str, outcome: ImportOutcome, mapping: Mapping) -> Run:
    person = found.person
    return open_run(
        kind=kind,
        path=found.path,
        product=found.product,
        mapping=mapping,
        joined=found.joined_path,
        may_create=person is None or can_create_missing(person, found.product_id, [kind]),
        actor=person,
        filename=found.filename,
        progress=_progress(found, found.kinds.index(kind)),
        on_rejected=outcome.keep(found, kind, mapping),
        on_changes=recorder(found) if found.state == State.IMPORTING else None,
    )


def _progress(found: Import, before: int) -> Progress:
    """Rows done of all rows, over the walks through the file that its kinds need."""

    def report(done: int, total: int) -> None:
        whole = total * len(found.kinds)
        Import.objects.filter(pk=found.pk, held_by=found.held_by).update(
            rows_done=before * total + done, rows_total=whole, heard_at=clock.now()
        )

    return report
