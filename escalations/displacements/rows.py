"""Rows of a displacement: weeks taken from one plan line, and what becomes of its item (DESIGN
4.5).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from company.calendar import Quarter
from company.models import Person, Product
from company.refusals import Malformed
from company.units import exact_weeks
from escalations.models import Outcome, Proposal, ProposedRow, Sizing
from ledger.models import AppendOnly
from portfolio.models import Item, Line
from portfolio.plan.actions import is_special

type Parts = Mapping[Quarter, Decimal]


# With these the rest of the line leaves the plan; what slips keeps the rest.
LEAVING = frozenset({Outcome.POSTPONED, Outcome.DROPPED})


@dataclass(frozen=True)
class RowInput:
    """One displacement as somebody wants it; no item means the reserve."""

    item: Item | None
    weeks: Decimal
    outcome: str
    quarter: Quarter | None = None
    to_quarter: Quarter | None = None
    kept_out: Item | None = None


@dataclass(frozen=True)
class Row:
    """One displacement, complete: its quarter, and where the lost weeks land (None: nowhere)."""

    quarter: Quarter
    item: Item | None
    kept_out: Item | None
    weeks: Decimal
    outcome: str
    to_quarter: Quarter | None

    @classmethod
    def of(cls, row: ProposedRow) -> "Row":
        return cls(row.quarter, row.item, row.kept_out, row.weeks, row.outcome, row.to_quarter)

    @property
    def names(self) -> str:
        return str(self.item) if self.item else f"the reserve (kept out: {self.kept_out})"

    @property
    def sends_away(self) -> bool:
        """Whether the rest of the item's line leaves the plan, too."""
        return self.item is not None and self.outcome in LEAVING

    def as_logged(self, weeks: Decimal) -> dict[str, Any]:
        """The row as the ledger's entry has it, taking `weeks`."""
        return {
            "quarter": str(self.quarter),
            "item": self.item.pk if self.item else None,
            "kept_out": self.kept_out.pk if self.kept_out else None,
            "weeks": weeks,
            "outcome": self.outcome,
        }

    @property
    def named(self) -> Item:
        """The item that loses: the line's own, or the one the reserve had kept out."""
        item = self.item or self.kept_out
        assert item is not None  # noqa: S101 (a constraint and the actions hold it)
        return item


def parts_of(sizing: Sizing) -> dict[Quarter, Decimal]:
    """The weeks asked, by quarter. Reads the sizing's prefetched parts."""
    return {part.quarter: part.weeks for part in sizing.parts.all()}


def rows_of_proposal(proposal: Proposal | None) -> list[Row]:
    if proposal is None:
        return []
    stored = ProposedRow.objects.filter(proposal=proposal).select_related("item", "kept_out")
    return [Row.of(row) for row in stored]


def complete_rows(product: Product, parts: Parts, asked: Sequence[RowInput]) -> list[Row]:
    """The rows with every default filled in.

    Raises Malformed, naming the row by its place.
    """
    rows = [_complete(product, parts, n, row) for n, row in enumerate(asked, start=1)]
    seen = set()
    for row in rows:
        key = (row.quarter, row.item.pk if row.item else None, row.kept_out)
        if key in seen:
            raise Malformed(displacements=f"{row.names} is named twice. Give each line one row.")
        seen.add(key)
    _refuse_dropped_and_kept(rows)
    return rows


def _refuse_dropped_and_kept(rows: Iterable[Row]) -> None:
    """Raise Malformed for an item that is dropped in one quarter and kept in another."""
    outcomes: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        if row.item:
            outcomes[row.item.pk].add(row.outcome)
            if Outcome.DROPPED in outcomes[row.item.pk] and len(outcomes[row.item.pk]) > 1:
                raise Malformed(
                    displacements=f"{row.item} is dropped in one quarter and kept in another:"
                    " an item that is dropped leaves every plan after it."
                )


def _complete(product: Product, parts: Parts, n: int, row: RowInput) -> Row:
    def wrong(said: str) -> Malformed:
        return Malformed(displacements=f"Row {n}: {said}")

    quarter = row.quarter or (next(iter(parts)) if len(parts) == 1 else None)
    if quarter is None:
        raise wrong("say the quarter; this special spans several.")
    if quarter not in parts:
        raise wrong(f"the special asks for nothing in {quarter.label}.")
    if exact_weeks(row.weeks, "displacements") <= 0:
        raise wrong("a displacement takes more than no weeks.")
    for item in (row.item, row.kept_out):
        if item and item.product_id != product.pk:
            raise wrong(f"no item {item.pk} in {product.slug}.")
    if is_special(row.item):
        raise wrong("one special does not pay for another; cancel or re-estimate that one.")
    line = _line(product, quarter, row.item)
    if line is None:
        raise wrong(f"{quarter.label} has no line for {row.item or 'a reserve'}.")
    kept_out = row.kept_out if row.item is None else None
    if row.item is None and kept_out is None:
        named = list(line.kept_out.all())
        if len(named) != 1:
            raise wrong("name the item that the reserve kept out (kept_out).")
        kept_out = named[0]
    to_quarter = None if row.outcome == Outcome.DROPPED else (row.to_quarter or quarter.next)
    if to_quarter and to_quarter <= quarter:
        raise wrong(f"to_quarter {to_quarter.label} is not later than {quarter.label}.")
    return Row(quarter, row.item, kept_out, row.weeks, row.outcome, to_quarter)


def _line(product: Product, quarter: Quarter, item: Item | None) -> Line | None:
    return Line.objects.filter(
        plan__product=product, plan__quarter=quarter, item=item, is_reserve=item is None
    ).first()


def write_proposal(
    sizing: Sizing,
    position: str,
    rows: Iterable[Row],
    by: Person | None,
    at: dt.datetime,
    *,
    at_decision: bool = False,
) -> list[AppendOnly]:
    """Store a proposal with its rows; returns all rows written, for the entry that seals them."""
    proposal = Proposal.objects.create(
        sizing=sizing, position=position, by=by, at=at, at_decision=at_decision
    )
    made = ProposedRow.objects.bulk_create(
        ProposedRow(
            proposal=proposal,
            quarter=row.quarter,
            item=row.item,
            kept_out=row.kept_out,
            weeks=row.weeks,
            outcome=row.outcome,
            to_quarter=row.to_quarter,
        )
        for row in rows
    )
    return [proposal, *made]
