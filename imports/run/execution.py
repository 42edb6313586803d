"""Carrying an import out: every kind it holds, its counts, its rejected rows, its changes."""

import tomllib
from collections.abc import Collection, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from company import clock
from imports.access import can_create_missing
from imports.files.headers import fold
from imports.mapping.columns import names_in
from imports.mapping.schema import Mapping, mapping_from
from imports.models import Import, RejectedRow
from imports.problems import BadMapping, Rejection, Unreadable
from imports.run.importer import OnRejected, Progress, Result, Run, Told, open_run, walk
from imports.run.recording import Superseded, recorder

State = Import.State
# Every rejected row is counted; as many are shown with their reasons.
MOST_REJECTED = 10_000
# A trial of several kinds keeps everybody else from writing, so it ends within seconds.
MOST_TOGETHER = 50_000
# As much of a rejected row's cell is kept.
LONGEST_CELL = 300


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

    def leave_untried(self, kinds: Sequence[str]) -> None:
        """Say that these kinds were not tried, since one transaction would last too long."""
        for kind in kinds:
            said = (
                f"{kind.capitalize()} is tried on files of at most {MOST_TOGETHER:,} rows: it"
                " refers to what the same file brings in, which a trial does not keep."
            )
            self.results[0]["warnings"].append(said)
            self.results[0]["warned"] += 1

    def keep(self, found: Import, kind: str, mapping: Mapping) -> OnRejected:
        """What keeps rejected rows: the first of them, their cells that the mapping names."""
        wanted = {fold(name) for name in mapping.names_wanted(kind)}
        wanted -= {fold(name) for name in names_in(mapping.part(kind).work_logs)}

        def on_rejected(rejection: Rejection) -> None:
            if len(self.rejected) < MOST_REJECTED:
                self.rejected.append(_rejected_row(found, kind, rejection, wanted))

        return on_rejected


def mapping_of(found: Import) -> Mapping:
    """The mapping of an import; empty where columns are matched by name. Raises BadMapping."""
    if not found.mapping:
        return Mapping()
    return mapping_of_text(found.mapping, found.read_as or "The mapping")


def mapping_of_text(text: str, name: str) -> Mapping:
    """The mapping that the text of a mapping file says. Raises BadMapping."""
    try:
        if "\\u0000" in text or "\0" in text:
            raise BadMapping(f"{name} holds a NUL, which no text has.")
        return mapping_from(tomllib.loads(text), name)
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(f"{name} is not a mapping file (TOML): {error}.") from None
    except RecursionError:
        raise BadMapping(f"{name} nests deeper than any mapping does.") from None


def carry_out(found: Import, *, dry_run: bool) -> Import:
    """Try the import or do it, and write down what came of it.

    What cannot be read at all leaves it stopped, with the sentence, before anything is changed.
    Rejected rows of a trial are those that an import would reject. Raises Superseded where
    somebody else ended the import meanwhile.
    """
    tally, path = Tally(), found.path
    try:
        mapping = mapping_of(found)
        # Every kind is opened before the first one is walked.
        runs = [_opened(found, kind, tally, mapping, path) for kind in found.kinds]
        is_vast = dry_run and max(run.table.total for run in runs) > MOST_TOGETHER
        wanted = runs[:1] if is_vast else runs
        # Effort refers to items of the same file: a trial of both must see them, then forget.
        together = (dry_run and len(wanted) > 1) or found.all_or_nothing
        with transaction.atomic() if together else nullcontext():
            for run in wanted:
                tally.add(run.kind.name, walk(run, dry_run=dry_run and not together))
            if together and (dry_run or not tally.is_clean):
                transaction.set_rollback(True)
    except (Unreadable, BadMapping) as error:
        return fail(found, str(error), tally)
    if dry_run:
        tally.leave_untried(found.kinds[len(wanted) :])
        return end(found, State.TRIED, tally)
    if found.all_or_nothing and not tally.is_clean:
        tally.results = [{**each, "created": 0, "updated": 0} for each in tally.results]
        return end(found, State.FAILED, tally, "Rows were rejected, so nothing was imported.")
    return end(found, State.DONE, tally)


def fail(found: Import, error: str, tally: Tally | None = None) -> Import:
    """Leave the import stopped, with a sentence that says why."""
    return end(found, State.FAILED, tally or Tally(), error)


def _opened(found: Import, kind: str, tally: Tally, mapping: Mapping, path: Path) -> Run:
    told = Told(
        progress=_progress(found, found.kinds.index(kind)),
        on_rejected=tally.keep(found, kind, mapping),
        on_changes=recorder(found) if found.state == State.IMPORTING else None,
    )
    return open_run(
        kind, path, found.product, _as_allowed(found, mapping), told,
        actor=found.person, filename=found.filename, joined=found.joined_path,
    )  # fmt: skip


def _as_allowed(found: Import, mapping: Mapping) -> Mapping:
    """The mapping without the creating of what its person may not add."""
    if found.person is None:
        return mapping
    parts = {
        kind: replace(part, create_missing=part.create_missing and _may_create(found, kind))
        for kind, part in mapping.parts.items()
    }
    return replace(mapping, parts=parts)


def _may_create(found: Import, kind: str) -> bool:
    return found.person is not None and can_create_missing(found.person, found.product_id, [kind])


def _progress(found: Import, before: int) -> Progress:
    """Rows done of all rows, over the walks through the file that its kinds need."""

    def told(done: int, total: int) -> None:
        whole = total * len(found.kinds)
        Import.objects.filter(pk=found.pk, held_by=found.held_by).update(
            rows_done=before * total + done, rows_total=whole, heard_at=clock.now()
        )

    return told


def delete_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def end(found: Import, state: State, tally: Tally, error: str = "") -> Import:
    """Write down what came of it. Raises Superseded where somebody ended it already."""
    with transaction.atomic():
        fresh = Import.objects.select_for_update(of=("self",)).select_related("product")
        ended = fresh.get(pk=found.pk)
        if (ended.state, ended.held_by) != (found.state, found.held_by):
            said = ended.get_state_display().lower()
            raise Superseded(f"{found} is {said} meanwhile, or another worker has it.")
        ended.state, ended.error, ended.results = state, error, tally.results
        ended.finished_at = clock.now()
        files = ended.take_files() if state == State.DONE else []
        ended.save(
            update_fields=["state", "error", "results", "finished_at", "file", "joined_file"]
        )
        ended.rejected_rows.all().delete()
        RejectedRow.objects.bulk_create(tally.rejected, batch_size=500)
        transaction.on_commit(lambda: delete_files(files))
    return ended


def _rejected_row(
    found: Import, kind: str, rejection: Rejection, wanted: Collection[str]
) -> RejectedRow:
    """Without the columns that the mapping does not name: people's names are none of ours."""
    cells = [
        (column, text[:LONGEST_CELL])
        for column, text in rejection.cells.items()
        if fold(column.rstrip(" 0123456789")) in wanted or fold(column) in wanted
    ]
    return RejectedRow(
        found=found,
        kind=kind,
        row=rejection.row,
        column=rejection.column,
        value=rejection.value[:LONGEST_CELL],
        reason=rejection.reason,
        fix=rejection.fix,
        cells=cells,
    )
