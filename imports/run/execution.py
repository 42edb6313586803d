"""Executing an import: every kind it holds, tried or done, and what comes of it."""

from contextlib import nullcontext
from pathlib import Path

from django.db import transaction
from msgspec import structs

from company import clock
from company.models import Person, Product
from imports import kinds
from imports.access import can_create_missing
from imports.mapping.schema import Mapping
from imports.mapping.toml import mapping_of
from imports.models import Import
from imports.problems import BadMapping, Unreadable
from imports.run.importer import Callbacks, Run, import_rows
from imports.run.joining import open_both
from imports.run.outcomes import ImportOutcome, end, fail
from imports.run.recording import OnChanges, recorder
from imports.run.result import OnRejected, Progress, Result
from imports.run.row_reader import RowReader

State = Import.State
# A trial of several kinds keeps everybody else from writing, so it ends within seconds.
MOST_TOGETHER = 50_000


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
    `progress` is callbacks how many rows of how many are done, `on_rejected` each rejection,
    `on_changes` what each chunk changed, inside its transaction.
    Raises Unreadable and BadMapping, before anything is changed.
    """
    callbacks = Callbacks(progress, on_rejected, on_changes)
    run = open_run(
        kind,
        path,
        product,
        mapping or Mapping(),
        callbacks,
        create_missing=create_missing,
        actor=actor,
        joined=joined,
    )
    if not all_or_nothing:
        return import_rows(run, dry_run=dry_run)
    # A dry walk first, so that the one long transaction is held only for a file that is sound.
    result = import_rows(run, dry_run=True)
    if dry_run:
        return result
    if not result.rejected:
        with transaction.atomic():
            result = import_rows(run, dry_run=False)
            if result.rejected:
                transaction.set_rollback(True)
    if result.rejected:
        result.created = result.updated = 0
        result.imported = False
    return result


def open_run(
    name: str,
    path: Path,
    product: Product,
    mapping: Mapping,
    callbacks: Callbacks,
    *,
    create_missing: bool = False,
    actor: Person | None = None,
    filename: str = "",
    joined: Path | None = None,
) -> Run:
    """Open the file for the kind `name`. Raises Unreadable and BadMapping.

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
    return Run(kind, table, reader, product, may_create, callbacks, actor, filename or path.name)


def execute(found: Import, *, dry_run: bool) -> Import:
    """Try the import or do it, and write down what came of it.

    What cannot be read at all leaves it stopped, with the sentence, before anything is changed.
    Rejected rows of a trial are those that an import would reject. Raises Superseded where
    somebody else ended the import meanwhile.
    """
    outcome, path = ImportOutcome(), found.path
    try:
        mapping = mapping_of(found)
        # Every kind is opened before the first one is walked.
        runs = [_opened(found, kind, outcome, mapping, path) for kind in found.kinds]
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


def _opened(found: Import, kind: str, outcome: ImportOutcome, mapping: Mapping, path: Path) -> Run:
    callbacks = Callbacks(
        progress=_progress(found, found.kinds.index(kind)),
        on_rejected=outcome.keep(found, kind, mapping),
        on_changes=recorder(found) if found.state == State.IMPORTING else None,
    )
    return open_run(
        kind,
        path,
        found.product,
        _as_allowed(found, mapping),
        callbacks,
        actor=found.person,
        filename=found.filename,
        joined=found.joined_path,
    )


def _as_allowed(found: Import, mapping: Mapping) -> Mapping:
    """The mapping without the creating of what its person may not add."""
    if found.person is None:
        return mapping
    parts = {
        kind: structs.replace(part, create_missing=part.create_missing and _may_create(found, kind))
        for kind, part in mapping.parts.items()
    }
    return structs.replace(mapping, parts=parts)


def _may_create(found: Import, kind: str) -> bool:
    return found.person is not None and can_create_missing(found.person, found.product_id, [kind])


def _progress(found: Import, before: int) -> Progress:
    """Rows done of all rows, over the walks through the file that its kinds need."""

    def report(done: int, total: int) -> None:
        whole = total * len(found.kinds)
        Import.objects.filter(pk=found.pk, held_by=found.held_by).update(
            rows_done=before * total + done, rows_total=whole, heard_at=clock.now()
        )

    return report
