"""Carrying an import out: every kind it holds, its counts, its rejected rows, its changes."""

import tomllib
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from company import clock
from imports.mapping import Mapping, mapping_from
from imports.models import Import, RejectedRow
from imports.problems import BadMapping, Rejection, Unreadable
from imports.recording import recorder
from imports.runs import OnRejected, Progress, Result, run_import

State = Import.State
# Every rejected row is counted; as many are shown with their reasons.
MOST_REJECTED = 10_000


@dataclass
class Tally:
    """What came of each kind, and the rejected rows."""

    results: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not any(result["rejected"] for result in self.results)

    def add(self, kind: str, result: Result) -> None:
        self.results.append({"kind": kind, **result.as_data()})

    def keep(self, found: Import, kind: str) -> OnRejected:
        def on_rejected(rejection: Rejection) -> None:
            if len(self.rejected) < MOST_REJECTED:
                self.rejected.append(_rejected_row(found, kind, rejection))

        return on_rejected


def mapping_of(found: Import) -> Mapping:
    """The mapping of an import; empty where columns are matched by name. Raises BadMapping."""
    if not found.mapping:
        return Mapping()
    return mapping_of_text(found.mapping, found.read_as or "The mapping")


def mapping_of_text(text: str, name: str) -> Mapping:
    """The mapping that the text of a mapping file says. Raises BadMapping."""
    try:
        return mapping_from(tomllib.loads(text), name)
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(f"{name} is not a mapping file (TOML): {error}.") from None


def carry_out(
    found: Import, *, dry_run: bool, path: Path | None = None, progress: Progress | None = None
) -> Import:
    """Try the import or do it, and write down what came of it.

    What cannot be read at all leaves it failed, with the sentence; nothing is changed then.
    Rejected rows of a trial are those that an import would reject.
    """
    tally = Tally()
    try:
        # Effort refers to items of the same file: a trial of both must see them, then forget.
        together = (dry_run and len(found.kinds) > 1) or found.all_or_nothing
        with transaction.atomic() if together else nullcontext():
            _every_kind(
                found, tally, path or Path(found.file.path), dry_run and not together, progress
            )
            if together and (dry_run or not tally.is_clean):
                transaction.set_rollback(True)
    except (Unreadable, BadMapping) as error:
        return fail(found, str(error))
    if dry_run:
        return _ended(found, State.TRIED, tally)
    if found.all_or_nothing and not tally.is_clean:
        tally.results = [{**each, "created": 0, "updated": 0} for each in tally.results]
        return _ended(found, State.FAILED, tally, "Rows were rejected, so nothing was imported.")
    done = _ended(found, State.DONE, tally)
    done.file.delete()
    return done


def fail(found: Import, error: str) -> Import:
    """Leave the import failed, with a sentence that says why."""
    return _ended(found, State.FAILED, Tally(), error)


def _every_kind(
    found: Import, tally: Tally, path: Path, dry_run: bool, progress: Progress | None
) -> None:
    mapping = mapping_of(found)
    for kind in found.kinds:
        result = run_import(
            kind=kind,
            path=path,
            product=found.product,
            mapping=mapping,
            create_missing=found.create_missing,
            dry_run=dry_run,
            progress=progress or _progress(found, found.kinds.index(kind)),
            on_rejected=tally.keep(found, kind),
            on_changes=recorder(found),
        )
        tally.add(kind, result)


def _progress(found: Import, before: int) -> Progress:
    """Rows done of all rows, over the walks through the file that its kinds need."""

    def told(done: int, total: int) -> None:
        whole = total * len(found.kinds)
        Import.objects.filter(pk=found.pk).update(rows_done=before * total + done, rows_total=whole)

    return told


def _ended(found: Import, state: State, tally: Tally, error: str = "") -> Import:
    with transaction.atomic():
        found = (
            Import.objects.select_for_update(of=("self",))
            .select_related("product")
            .get(pk=found.pk)
        )
        found.state, found.error, found.results = state, error, tally.results
        found.finished_at = clock.now()
        found.save(update_fields=["state", "error", "results", "finished_at"])
        found.rejected_rows.all().delete()
        RejectedRow.objects.bulk_create(tally.rejected, batch_size=500)
    return found


def _rejected_row(found: Import, kind: str, rejection: Rejection) -> RejectedRow:
    return RejectedRow(
        found=found,
        kind=kind,
        row=rejection.row,
        column=rejection.column,
        value=rejection.value[:2000],
        reason=rejection.reason,
        fix=rejection.fix,
        cells=list(rejection.cells.items()),
    )
