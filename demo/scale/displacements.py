"""What a simulated special takes from lines and gives back, as escalations/ does it."""

from dataclasses import replace
from decimal import Decimal

from company.calendar import Quarter
from company.models import Person
from company.units import ZERO
from demo.scale.plans import OpenDisplacement, PlanBook
from demo.scale.request import Request
from demo.scale.simulation import Simulation
from escalations.displacements.coverage import Taken
from escalations.displacements.rows import Row
from escalations.models import DisplacedCustomer, Displacement, DisplacementReturn, Outcome
from governance.approvals.approval_check import ApprovalCheck
from ledger.models import AppendOnly
from portfolio.models import Item, Movement
from portfolio.plan.line_changes import Cause

# The quarters after which a dropped item is planned again.
REVIVED_AFTER = 8


def execute_displacements(
    sim: Simulation, request: Request, check: ApprovalCheck, cause: Cause
) -> None:
    given: list[tuple[PlanBook, Taken]] = []
    for part in check.parts:
        book, paid = sim.book_of(part.coverage.quarter, cause.by), ZERO
        for taken in part.coverage.taken:
            book.displace(taken.row.item, taken.weeks, request.item, cause)
            given.append((book, taken))
            paid += taken.weeks
        book.fund_from_nothing(part.coverage.asked - paid, request.item, cause)
    away = [(book, taken) for book, taken in given if taken.row.sends_away]
    for book, taken in away:
        book.leave(taken.row.named, taken.leaving, _why(request, taken, cause))
    for book, taken in away:
        if taken.row.outcome == Outcome.DROPPED:
            _drop(sim, book, taken.row.named, _why(request, taken, cause))
    for book, taken in given:
        _displace(sim, request, book, taken, cause)


def _why(request: Request, taken: Taken, cause: Cause) -> Cause:
    where = f"to {taken.row.to_quarter}" if taken.row.to_quarter else "for good"
    said = f"Left {where} with what escalation {request.escalation.pk} displaced."
    return replace(cause, reason=said)


def _drop(sim: Simulation, book: PlanBook, item: Item, cause: Cause) -> None:
    """Close the dropped item; its lines in later plans leave too, until it is planned again."""
    for quarter in sorted(quarter for quarter in sim.books if quarter >= book.plan.quarter):
        later = sim.books[quarter]
        if item.pk in later.lines:
            later.lines[item.pk].below_weeks = ZERO
            later.leave(item, sim.left_of(later, item.pk), cause)
    sim.finish.pop(item.pk, None)
    sim.dropped[item.pk] = book.plan.quarter.plus(REVIVED_AFTER)
    item.closed_on = sim.today
    sim.note(item, cause.by)


def _displace(
    sim: Simulation, request: Request, book: PlanBook, taken: Taken, cause: Cause
) -> None:
    row, weeks = taken.row, taken.weeks
    landed = below = ZERO
    if row.item and row.to_quarter:
        landed, below = _land(sim, request, book, row.item, row.to_quarter, taken.landing, cause)
    made = sim.records.add(
        Displacement(
            escalation=request.escalation,
            plan=book.plan,
            item=row.item,
            kept_out=row.kept_out,
            weeks=weeks,
            outcome=row.outcome,
            to_quarter=row.to_quarter,
            landed_weeks=landed,
            below_weeks=below,
            leaving_weeks=taken.leaving,
            deal_amount=request.escalation.deal.amount if request.escalation.deal else None,
            decided_at=sim.now,
        )
    )
    _remember(sim, request, OpenDisplacement(made, weeks), row)
    cause.written.append(made)
    for waits in sim.who_waits(made.named):
        copied = DisplacedCustomer(
            displacement=made,
            customer=waits.customer,
            arr=waits.customer.arr,
            renewal_date=waits.customer.renewal_date,
        )
        cause.written.append(sim.records.add(copied))


def _remember(sim: Simulation, request: Request, taken: OpenDisplacement, row: Row) -> None:
    """Keep what was taken, and mark earlier displacements that can no longer return to a line."""
    request.displaced.append(taken)
    if row.item is None:
        return
    sim.taken[row.item.pk].append(taken)
    if row.sends_away:
        for earlier in sim.taken[row.item.pk]:
            is_later = earlier.row.plan.quarter > row.quarter and row.outcome == Outcome.DROPPED
            earlier.is_gone |= earlier.row.plan.quarter == row.quarter or is_later


def _land(
    sim: Simulation,
    request: Request,
    book: PlanBook,
    item: Item,
    to: Quarter,
    weeks: Decimal,
    cause: Cause,
) -> tuple[Decimal, Decimal]:
    """Land displaced weeks in a later quarter; the item finishes later too.

    Returns the weeks that landed and those that stand below the capacity.
    """
    reason = f"Comes from {book.plan.quarter}, displaced by escalation {request.escalation.pk}."
    why = replace(cause, reason=reason)
    target = sim.book_of(to, cause.by)
    sim.finish.pop(item.pk, None)
    sim.bring_back(item, cause.by)
    if target.is_put:
        sim.expect_finish(item, to, request.draw)
    return target.land(item, weeks, why)


def give_back_unspent(
    sim: Simulation, request: Request, actor: Person, done: str
) -> list[AppendOnly]:
    """Give back what the special's lines hold beyond what was spent; return the rows written."""
    item = request.item
    reason = f"Escalation {request.escalation.pk} was {done}."
    cause = Cause(actor, sim.now, reason, item)
    for quarter in sorted(quarter for quarter in sim.books if quarter >= sim.quarter):
        line = sim.books[quarter].lines.get(item.pk)
        if line is not None:
            spent = sim.spent_weeks(item.pk, quarter) - request.before.get(quarter, ZERO)
            unspent = max(ZERO, line.weeks - max(ZERO, spent))
            _give_back(sim, request, sim.books[quarter], unspent, cause)
    return cause.written


def _give_back(
    sim: Simulation, request: Request, book: PlanBook, weeks: Decimal, cause: Cause
) -> None:
    """Give back unfunded weeks first, then displacements, the last one first."""
    unfunded = min(weeks, book.line_of(request.item).unfunded_weeks)
    book.fund_from_nothing(-unfunded, request.item, cause)
    weeks -= unfunded
    for taken in reversed(request.displaced):
        back = min(weeks, taken.open_weeks) if taken.row.plan == book.plan else ZERO
        if back:
            _return(sim, request, taken, book, back, cause)
            weeks -= back


def _return(
    sim: Simulation,
    request: Request,
    taken: OpenDisplacement,
    book: PlanBook,
    weeks: Decimal,
    cause: Cause,
) -> None:
    row = taken.row
    if taken.is_gone:
        why = replace(cause, reason=f"{cause.reason} {row.item} had left the plan.")
        book.change(request.item, -weeks, Movement.Kind.LEFT, why)
    else:
        book.displace(row.item, -weeks, request.item, cause)
    taken.open_weeks -= weeks
    back = DisplacementReturn(
        displacement=row, weeks=weeks, reason=cause.reason, by=cause.by, at=cause.at
    )
    cause.written.append(sim.records.add(back))
    if row.item and row.to_quarter and not taken.is_gone:
        sim.book_of(row.to_quarter, cause.by).unland(row.item, weeks, cause)
        if not taken.open_weeks:
            sim.expect_finish(row.item, book.plan.quarter, request.draw)
