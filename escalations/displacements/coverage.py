"""How far displacement rows pay for the weeks asked, and what leaves the plan beside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from company.calendar import Quarter
from company.units import ZERO
from escalations.displacements.rows import Parts, Row
from escalations.models import (
    Outcome,
)


@dataclass(frozen=True)
class Taken:
    """One row with the weeks its line can really give, at most what is asked.

    `leaving` is the rest of the line, which leaves the plan too; `later` what a dropped item's
    lines in later quarters lose. All in engineer-weeks.
    """

    row: Row
    weeks: Decimal
    leaving: Decimal = ZERO
    later: Parts = field(default_factory=dict)

    @property
    def landing(self) -> Decimal:
        """Weeks that land in `to_quarter`; zero for the reserve and for what is dropped."""
        return self.weeks + self.leaving if self.row.item and self.row.to_quarter else ZERO

    def said(self) -> str | None:
        """A sentence on what leaves beside the weeks taken; None where nothing does."""
        row = self.row
        later = " and ".join(f"{weeks} wk of {q.label}" for q, weeks in self.later.items())
        if not self.leaving and not later:
            return None
        rest = f"the other {self.leaving} wk leave the plan with it" if self.leaving else ""
        if row.to_quarter:
            rest += f", and {self.landing} wk land in {row.to_quarter.label}"
        if later:
            rest += f"{', and ' if rest else ''}{later} leave too"
        return f"{row.quarter.label}: takes {self.weeks} wk from {row.names}; {rest}."


@dataclass(frozen=True)
class Coverage:
    """How far rows pay for one quarter's part, in engineer-weeks.

    `asked` is the part, `proposed` what its rows name, `usable` what their lines have left of that;
    `taken` stops where nothing more is asked.
    """

    quarter: Quarter
    asked: Decimal
    proposed: Decimal
    usable: Decimal
    taken: Sequence[Taken]

    @property
    def is_complete(self) -> bool:
        return self.asked == self.proposed == self.usable

    def warnings(self) -> list[str]:
        """Sentences on what is missing, and on what leaves with what is taken."""
        sentences = []
        if self.proposed != self.asked:
            sentences.append(
                f"{self.quarter.label}: the lines named give {self.proposed} wk of {self.asked} wk"
                " asked."
            )
        if self.usable != self.proposed:
            sentences.append(
                f"{self.quarter.label}: the lines named have only {self.usable} wk left"
                f" of the {self.proposed} wk taken from them."
            )
        return sentences + [sentence for taken in self.taken if (sentence := taken.said())]


def coverage_of(
    parts: Parts, rows: Iterable[Row], left: Mapping[Quarter, Mapping[int | None, Decimal]]
) -> list[Coverage]:
    """One `Coverage` for each part.

    `left` has by quarter and item id (None for the reserve) the weeks that each line can still
    give.
    """
    covered = []
    rows = list(rows)
    for quarter, asked in parts.items():
        in_quarter = [row for row in rows if row.quarter == quarter]
        usable = _usable(in_quarter, left.get(quarter, {}))
        covered.append(
            Coverage(
                quarter,
                asked,
                proposed=sum((row.weeks for row in in_quarter), start=ZERO),
                usable=sum((each.weeks for each in usable), start=ZERO),
                taken=[_with_the_rest(each, rows, left) for each in _up_to(asked, usable)],
            )
        )
    return covered


def _usable(rows: Iterable[Row], left: Mapping[int | None, Decimal]) -> list[Taken]:
    """Each row with the weeks its line can give; rows on the same line share what it has."""
    remaining = dict(left)
    usable = []
    for row in rows:
        key = row.item.pk if row.item else None
        weeks = min(row.weeks, remaining.get(key, ZERO))
        remaining[key] = remaining.get(key, ZERO) - weeks
        usable.append(Taken(row, weeks))
    return usable


def _up_to(asked: Decimal, usable: Iterable[Taken]) -> list[Taken]:
    """The rows in their order, cut off where the weeks asked are reached."""
    kept = []
    for taken in usable:
        weeks = min(taken.weeks, asked)
        asked -= weeks
        if weeks:
            kept.append(Taken(taken.row, weeks))
    return kept


def _with_the_rest(
    taken: Taken, rows: Iterable[Row], left: Mapping[Quarter, Mapping[int | None, Decimal]]
) -> Taken:
    """The row with what leaves beside it.

    That is the rest of its line, and a dropped item's lines in later quarters, unless a row of its
    own takes from those.
    """
    row = taken.row
    if row.item is None or not row.sends_away:
        return taken
    leaving = left.get(row.quarter, {}).get(row.item.pk, ZERO) - taken.weeks
    later = {}
    if row.outcome == Outcome.DROPPED:
        named = {other.quarter for other in rows if other.item == row.item}
        later = {
            quarter: weeks
            for quarter, lines in sorted(left.items())
            if quarter > row.quarter and quarter not in named
            if (weeks := lines.get(row.item.pk, ZERO))
        }
    return replace(taken, leaving=leaving, later=later)
