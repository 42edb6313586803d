"""Displacement: what a special takes from which line, and how it comes back (DESIGN 4.5)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import Q

from company.calendar import Quarter, running_quarter
from company.models import Person, Product
from company.refusals import Malformed
from company.units import ZERO, exact_weeks
from escalations.models import (
    Displacement,
    DisplacementReturn,
    Escalation,
    Outcome,
    Proposal,
    ProposedRow,
    Sizing,
)
from ledger.models import AppendOnly
from portfolio import movements
from portfolio.models import Item, Line, Movement, Plan
from portfolio.movements import Cause
from portfolio.plan import ensure_plan, is_special
from portfolio.queries import spent_weeks

type Parts = Mapping[Quarter, Decimal]
# What was not taken of such an item's line leaves the plan; of one that slips it stays.
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
    """One displacement, complete: its quarter, and where the lost weeks go (or nowhere)."""

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
        """Whether the rest of the item's line leaves the plan with what is taken."""
        return self.item is not None and self.outcome in LEAVING

    def as_logged(self, weeks: Decimal) -> dict[str, Any]:
        """As an entry of the ledger says what it takes."""
        return {
            "quarter": str(self.quarter),
            "item": self.item.pk if self.item else None,
            "kept_out": self.kept_out.pk if self.kept_out else None,
            "weeks": weeks,
            "outcome": self.outcome,
        }

    @property
    def named(self) -> Item:
        """The item that loses: the line's own, or what the reserve had kept out."""
        found = self.item or self.kept_out
        assert found is not None  # noqa: S101 (a constraint and the actions hold it)
        return found


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
        rest = f"the other {self.leaving} wk leave with it" if self.leaving else ""
        if row.to_quarter:
            rest += f", and {self.landing} wk land in {row.to_quarter.label}"
        if later:
            rest += f"{', and ' if rest else ''}{later} leave too"
        return f"{row.quarter}: takes {self.weeks} wk from {row.names}; {rest}."


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
            said.append(f"{self.quarter}: {self.proposed} wk displaced of {self.asked} wk asked.")
        if self.usable != self.proposed:
            said.append(
                f"{self.quarter}: the lines named have only {self.usable} wk left"
                f" of the {self.proposed} wk taken from them."
            )
        return said + [sentence for each in self.taken if (sentence := each.said())]


def parts_of(sizing: Sizing) -> dict[Quarter, Decimal]:
    """The weeks asked in each quarter."""
    return {part.quarter: part.weeks for part in sizing.parts.all()}


def rows_of(proposal: Proposal | None) -> list[Row]:
    if proposal is None:
        return []
    stored = ProposedRow.objects.filter(proposal=proposal).select_related("item", "kept_out")
    return [Row.of(row) for row in stored]


def complete_rows(product: Product, parts: Parts, asked: Sequence[RowInput]) -> list[Row]:
    """Rows with every default filled in. Raises Malformed, naming the row."""
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
    """An item that is dropped in one quarter is dropped in every other."""
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
        raise wrong(f"the special asks for nothing in {quarter}.")
    if exact_weeks(row.weeks, "displacements") <= 0:
        raise wrong("a displacement takes more than no weeks.")
    for item in (row.item, row.kept_out):
        if item and item.product_id != product.pk:
            raise wrong(f"no item {item.pk} in {product.slug}.")
    if is_special(row.item):
        raise wrong("one special does not pay for another; cancel or re-estimate that one.")
    line = _line(product, quarter, row.item)
    if line is None:
        raise wrong(f"{quarter} has no line for {row.item or 'a reserve'}.")
    kept_out = row.kept_out if row.item is None else None
    if row.item is None and kept_out is None:
        named = list(line.kept_out.all())
        if len(named) != 1:
            raise wrong("name the item that the reserve kept out (kept_out).")
        kept_out = named[0]
    to_quarter = None if row.outcome == Outcome.DROPPED else (row.to_quarter or quarter.next)
    if to_quarter and to_quarter <= quarter:
        raise wrong(f"to_quarter {to_quarter} is not later than {quarter}.")
    return Row(quarter, row.item, kept_out, row.weeks, row.outcome, to_quarter)


def _line(product: Product, quarter: Quarter, item: Item | None) -> Line | None:
    return Line.objects.filter(
        plan__product=product, plan__quarter=quarter, item=item, is_reserve=item is None
    ).first()


def write_proposal(
    sizing: Sizing, position: str, rows: Iterable[Row], by: Person | None, at: dt.datetime,
    *, at_decision: bool = False,
) -> list[AppendOnly]:  # fmt: skip
    """Store a proposal with its rows; returns what was written, for the entry that seals it."""
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


def coverage(
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


def give_back_unspent(escalation: Escalation, cause: Cause) -> None:
    """Delivery and cancellation: unspent weeks go back, in the running and later quarters."""
    if escalation.item is None:
        return
    running, before = running_quarter(escalation.product), escalation.parts_before
    lines = Line.objects.filter(item=escalation.item, plan__quarter__gte=running)
    for line in lines.select_related("plan__product"):
        spent = spent_weeks(escalation.product, escalation.item.pk, line.plan.quarter)
        # No line paid for what was spent before the decision.
        spent -= before.get(line.plan.quarter, ZERO)
        give_back(escalation, line.plan, max(ZERO, line.weeks - max(ZERO, spent)), cause)


def give_back(escalation: Escalation, plan: Plan, weeks: Decimal, cause: Cause) -> None:
    """Return `weeks` of the special's line: unfunded ones first, then the last taken first."""
    special = escalation.item
    if special is None or weeks <= 0:
        return
    unfunded = min(weeks, movements.line_of(plan, special).unfunded_weeks)
    movements.fund_from_nothing(plan, -unfunded, special, cause)
    weeks -= unfunded
    taken = Displacement.objects.filter(escalation=escalation, plan=plan).order_by("-pk")
    taken = taken.select_related("item__slice", "kept_out").prefetch_related("returns")
    for row in taken:
        back = min(weeks, row.open_weeks)
        if back:
            _return(row, plan, special, back, cause)
            weeks -= back


def _return(row: Displacement, plan: Plan, special: Item, weeks: Decimal, cause: Cause) -> None:
    is_gone = _has_left(row, plan)
    if is_gone:
        why = replace(cause, reason=f"{cause.reason} {row.item} had left the plan.")
        movements.change(movements.line_of(plan, special), -weeks, Movement.Kind.LEFT, why)
    else:
        movements.displace(plan, row.item, -weeks, special, cause)
    cause.written.append(
        DisplacementReturn.objects.create(
            displacement=row, weeks=weeks, reason=cause.reason, by=cause.by, at=cause.at
        )
    )
    if row.item and row.to_quarter and not is_gone:
        target = ensure_plan(plan.product, row.to_quarter, cause.by)
        movements.unland(target, row.item, weeks, cause)


def _has_left(row: Displacement, plan: Plan) -> bool:
    """Whether the item left the plan with this displacement or a later one.

    What comes back to it is slack then: bringing the item back is a plan change.
    """
    since = Displacement.objects.filter(item=row.item_id, pk__gte=row.pk)
    here = Q(plan=plan, outcome__in=LEAVING)
    dropped = Q(plan__quarter__lt=plan.quarter, outcome=Outcome.DROPPED)
    return row.item_id is not None and since.filter(here | dropped).exists()
