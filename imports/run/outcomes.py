"""Writing down what came of an import: its state, its counts and its rejected rows."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from company import clock
from imports.files.table import fold
from imports.mapping.columns import names_in
from imports.mapping.schema import Mapping
from imports.models import Import, RejectedRow
from imports.problems import Rejection
from imports.run.recording import Superseded
from imports.run.result import OnRejected, Result

State = Import.State
# Every rejected row is counted; as many are shown with their reasons.
MOST_REJECTED = 10_000
# As much of a rejected row's cell is kept.
LONGEST_CELL = 300


@dataclass
class ImportOutcome:
    """The result of each kind as plain data, and the rejected rows to be stored."""

    results: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not any(result["rejected"] for result in self.results)

    def add(self, kind: str, result: Result) -> None:
        self.results.append({"kind": kind, **result.as_data()})

    def leave_untried(self, kinds: Sequence[str], most: int) -> None:
        """Say that these kinds were not tried, since the file has more than `most` rows."""
        for kind in kinds:
            sentence = (
                f"{kind.capitalize()} is tried on files of at most {most:,} rows: it"
                " refers to what the same file brings in, which a trial does not keep."
            )
            self.results[0]["warnings"].append(sentence)
            self.results[0]["warned"] += 1

    def keep(self, found: Import, kind: str, mapping: Mapping) -> OnRejected:
        """Return a function that keeps rejected rows, at most MOST_REJECTED of them.

        Of their cells it keeps those that the mapping names, but for work logs.
        """
        wanted = {fold(name) for name in mapping.names_wanted(kind)}
        wanted -= {fold(name) for name in names_in(mapping.part(kind).work_logs)}

        def on_rejected(rejection: Rejection) -> None:
            if len(self.rejected) < MOST_REJECTED:
                self.rejected.append(_rejected_row(found, kind, rejection, wanted))

        return on_rejected


def fail(found: Import, error: str, outcome: ImportOutcome | None = None) -> Import:
    """Leave the import stopped, with a sentence that says why."""
    return end(found, State.FAILED, outcome or ImportOutcome(), error)


def delete_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def end(found: Import, state: State, outcome: ImportOutcome, error: str = "") -> Import:
    """Write down what came of it. Raises Superseded where somebody ended it already."""
    with transaction.atomic():
        ended = Import.objects.locked().get(pk=found.pk)
        if (ended.state, ended.held_by) != (found.state, found.held_by):
            now = ended.get_state_display().lower()
            raise Superseded(f"{found} is {now} meanwhile, or another worker has it.")
        ended.state, ended.error, ended.results = state, error, outcome.results
        ended.finished_at = clock.now()
        files = ended.take_files() if state == State.DONE else []
        ended.save(
            update_fields=["state", "error", "results", "finished_at", "file", "joined_file"]
        )
        ended.rejected_rows.all().delete()
        RejectedRow.objects.bulk_create(outcome.rejected, batch_size=500)
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
