"""How far displacement rows pay for what a special asks, and what leaves the plan with them."""

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
    """One row, and the weeks that its line can really give to what is asked.

    `leaving` is what the line has left beside them, which leaves the plan with them; `later`
    what leaves the plans after it with an item that is dropped, by quarter.
    """

    row: Row
    weeks: Decimal
    leaving: Decimal = ZERO
    later: Parts = field(default_factory=dict)

    @property
    def landing(self) -> Decimal:
        """What lands in `to_quarter`."""
        return self.weeks + self.leaving if self.row.item and self.row.to_quarter else ZERO

    def said(self) -> str | None:
        """What goes beside the weeks taken, in a sentence; None where nothing does."""
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
    """How far rows pay for one quarter's part: asked, and what the lines can really give."""

    quarter: Quarter
    asked: Decimal
    proposed: Decimal
    usable: Decimal
    taken: Sequence[Taken]

    @property
    def is_complete(self) -> bool:
        return self.asked == self.proposed == self.usable

    def warnings(self) -> list[str]:
        """What it lacks and what leaves with what it takes, in sentences."""
        said = []
        if self.proposed != self.asked:
            said.append(
                f"{self.quarter.label}: the lines named give {self.proposed} wk of {self.asked} wk"
                " asked."
            )
        if self.usable != self.proposed:
            said.append(
                f"{self.quarter.label}: the lines named have only {self.usable} wk left"
                f" of the {self.proposed} wk taken from them."
            )
        return said + [sentence for each in self.taken if (sentence := each.said())]


def coverage_of(
    parts: Parts, rows: Iterable[Row], left: Mapping[Quarter, Mapping[int | None, Decimal]]
) -> list[Coverage]:
    """For each part, what was asked, what was proposed, and what the lines have left for it.

    `left` says by quarter and item (None for the reserve) what each line can still give.
    """
    found = []
    rows = list(rows)
    for quarter, asked in parts.items():
        mine = [row for row in rows if row.quarter == quarter]
        usable = _usable(mine, left.get(quarter, {}))
        found.append(
            Coverage(
                quarter,
                asked,
                proposed=sum((row.weeks for row in mine), start=ZERO),
                usable=sum((each.weeks for each in usable), start=ZERO),
                taken=[_with_the_rest(each, rows, left) for each in _up_to(asked, usable)],
            )
        )
    return found


def _usable(rows: Iterable[Row], left: Mapping[int | None, Decimal]) -> list[Taken]:
    """Each row with the weeks its line can really give; two rows may share the reserve."""
    remaining = dict(left)
    found = []
    for row in rows:
        key = row.item.pk if row.item else None
        weeks = min(row.weeks, remaining.get(key, ZERO))
        remaining[key] = remaining.get(key, ZERO) - weeks
        found.append(Taken(row, weeks))
    return found


def _up_to(asked: Decimal, usable: Iterable[Taken]) -> list[Taken]:
    """What is taken in the end: the rows in their order, until nothing more is asked."""
    found = []
    for each in usable:
        weeks = min(each.weeks, asked)
        asked -= weeks
        if weeks:
            found.append(Taken(each.row, weeks))
    return found


def _with_the_rest(
    taken: Taken, rows: Iterable[Row], left: Mapping[Quarter, Mapping[int | None, Decimal]]
) -> Taken:
    """The same with what leaves beside it: the rest of the line, and later lines of a dropped."""
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
