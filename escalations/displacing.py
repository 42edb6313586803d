"""Displacement: what a special takes from which line, and how it comes back (DESIGN 4.5)."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from company.models import Person, Product
from company.refusals import Malformed
from escalations.models import (
    DisplacedCustomer,
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
from portfolio.models import Item, Line, Plan
from portfolio.movements import Cause
from portfolio.plan import ensure_plan, is_special
from portfolio.quarters import Quarter, running_quarter
from portfolio.queries import spent_weeks, waiting_for
from portfolio.weeks import ZERO, exact_weeks

type Parts = Mapping[Quarter, Decimal]


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
    def named(self) -> Item:
        """The item that loses: the line's own, or what the reserve had kept out."""
        found = self.item or self.kept_out
        assert found is not None  # noqa: S101 (a constraint and the actions hold it)
        return found


@dataclass(frozen=True)
class Taken:
    """One row, and the weeks that its line can really give to what is asked."""

    row: Row
    weeks: Decimal


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
        """What it lacks, in sentences."""
        said = []
        if self.proposed != self.asked:
            said.append(f"{self.quarter}: {self.proposed} wk displaced of {self.asked} wk asked.")
        if self.usable != self.proposed:
            said.append(
                f"{self.quarter}: the lines named have only {self.usable} wk left"
                f" of the {self.proposed} wk taken from them."
            )
        return said


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
    return rows


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
                taken=_up_to(asked, usable),
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


def carry_out(
    escalation: Escalation, special: Item, covered: Iterable[Coverage], cause: Cause
) -> list[Displacement]:
    """Move the weeks of one approval between lines; what no row pays for stands unfunded."""
    made = []
    for part in covered:
        plan = ensure_plan(escalation.product, part.quarter, cause.by)
        for taken in part.taken:
            made.append(_displace(escalation, plan, special, taken.row, taken.weeks, cause))
        paid = sum((taken.weeks for taken in part.taken), start=ZERO)
        movements.fund_from_nothing(plan, part.asked - paid, special, cause)
    cause.written.extend(_remember_customers(made))
    return made


def _displace(
    escalation: Escalation, plan: Plan, special: Item, row: Row, weeks: Decimal, cause: Cause
) -> Displacement:
    movements.displace(plan, row.item, weeks, special, cause)
    landed, below = ZERO, ZERO
    if row.item and row.to_quarter:
        target = ensure_plan(escalation.product, row.to_quarter, cause.by)
        why = replace(
            cause, reason=f"Comes from {plan.quarter}, displaced by escalation {escalation.pk}."
        )
        landed, below = movements.land(target, row.item, weeks, why)
    made = Displacement.objects.create(
        escalation=escalation,
        plan=plan,
        item=row.item,
        kept_out=row.kept_out,
        weeks=weeks,
        outcome=row.outcome,
        to_quarter=row.to_quarter,
        landed_weeks=landed,
        below_weeks=below,
        deal_amount=escalation.deal.amount if escalation.deal else None,
        decided_at=cause.at,
    )
    cause.written.append(made)
    return made


def _remember_customers(made: Sequence[Displacement]) -> list[DisplacedCustomer]:
    waiting = waiting_for(d.named.pk for d in made)
    return DisplacedCustomer.objects.bulk_create(
        DisplacedCustomer(
            displacement=row,
            customer=w.customer,
            arr=w.customer.arr,
            renewal_date=w.customer.renewal_date,
        )
        for row in made
        for w in waiting.get(row.named.pk, [])
    )


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
    movements.displace(plan, row.item, -weeks, special, cause)
    cause.written.append(
        DisplacementReturn.objects.create(
            displacement=row, weeks=weeks, reason=cause.reason, by=cause.by, at=cause.at
        )
    )
    if row.item and row.to_quarter:
        target = ensure_plan(plan.product, row.to_quarter, cause.by)
        movements.unland(target, row.item, weeks, cause)
