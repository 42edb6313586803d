"""What came of one kind of an import: counts of rows, and what is to be said of them."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from imports.kinds import Outcome
from imports.mapping.interpretations import Interpretations
from imports.problems import Rejection

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
    meanings: Interpretations = field(default_factory=Interpretations)
    imported: bool = True

    def warn(self, *sentences: str) -> None:
        """Keep what is to be said; blank sentences say nothing."""
        for sentence in filter(None, sentences):
            self.warned += 1
            if len(self.warnings) < KEPT_WARNINGS:
                self.warnings.append(sentence)

    def leave_out(self, reason: str) -> None:
        """One more row was left out for that reason."""
        self.unchanged += 1
        self.left_out[reason] += 1

    def count(self, outcomes: Iterable[Outcome]) -> None:
        """Rows that were not rejected."""
        rows = Counter(outcomes)
        self.created += rows[Outcome.CREATED]
        self.updated += rows[Outcome.UPDATED]
        self.unchanged += rows[Outcome.UNCHANGED]

    def reject(self, rejection: Rejection) -> None:
        self.rejected += 1
        if len(self.rejections) < KEPT_REJECTIONS:
            self.rejections.append(rejection)

    def as_data(self) -> dict[str, Any]:
        """The counts, the warnings and what fell to a catch-all, as an import keeps them."""
        names = ("created", "updated", "unchanged", "rejected", "warnings", "warned")
        fallen = list(map(str, self.meanings.fallen()))
        return {name: getattr(self, name) for name in names} | {"fallen": fallen}

    def sum_up(self) -> None:
        """Say first, once for each reason, how many rows were left out."""
        sentences = [
            f"{rows:,} {'row was' if rows == 1 else 'rows were'} left out: {reason}."
            for reason, rows in self.left_out.items()
        ]
        self.warned += len(sentences)
        self.warnings[:0] = sentences
