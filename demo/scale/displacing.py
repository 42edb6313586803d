"""What a special takes from lines and gives back, as escalations/displacing.py writes it."""

from dataclasses import replace
from decimal import Decimal

from company.models import Person
from demo.scale.plans import PlanBook
from demo.scale.request import Request, Taken
from demo.scale.simulation import Simulation
from escalations.displacing import Row
from escalations.models import DisplacedCustomer, Displacement, DisplacementReturn
from governance.approvals.approval_check import ApprovalCheck
from ledger.models import AppendOnly
from portfolio.models import Item
from portfolio.movements import Cause
from portfolio.quarters import Quarter
from portfolio.weeks import ZERO

REVIVED_AFTER = 8  # quarters: what was dropped is asked for again


def carry_out(sim: Simulation, request: Request, check: ApprovalCheck, cause: Cause) -> None:
    for part in check.parts:
        book, paid = sim.book_of(part.coverage.quarter, cause.by), ZERO
        for taken in part.coverage.taken:
            _displace(sim, request, book, taken.row, taken.weeks, cause)
            paid += taken.weeks
        book.fund_from_nothing(part.coverage.asked - paid, request.item, cause)


def _displace(
    sim: Simulation, request: Request, book: PlanBook, row: Row, weeks: Decimal, cause: Cause
) -> None:
    book.displace(row.item, weeks, request.item, cause)
    landed = below = ZERO
    if row.item and row.to_quarter:
        landed, below = _land(sim, request, book, row.item, row.to_quarter, weeks, cause)
    elif row.item:
        sim.finish.pop(row.item.pk, None)
        sim.dropped[row.item.pk] = book.plan.quarter.plus(REVIVED_AFTER)
    made = sim.records.add(
        Displacement(
            escalation=request.escalation, plan=book.plan, item=row.item, kept_out=row.kept_out,
            weeks=weeks, outcome=row.outcome, to_quarter=row.to_quarter, landed_weeks=landed,
            below_weeks=below,
            deal_amount=request.escalation.deal.amount if request.escalation.deal else None,
            decided_at=sim.now,
        )
    )  # fmt: skip
    request.displaced.append(Taken(made, weeks))
    cause.written.append(made)
    for waits in sim.who_waits(made.named):
        copied = DisplacedCustomer(
            displacement=made, customer=waits.customer, arr=waits.customer.arr,
            renewal_date=waits.customer.renewal_date,
        )  # fmt: skip
        cause.written.append(sim.records.add(copied))


def _land(
    sim: Simulation, request: Request, book: PlanBook, item: Item, to: Quarter, weeks: Decimal,
    cause: Cause,
) -> tuple[Decimal, Decimal]:  # fmt: skip
    """The rest of the item waits for a later quarter, and so does its end."""
    reason = f"Comes from {book.plan.quarter}, displaced by escalation {request.escalation.pk}."
    why = replace(cause, reason=reason)
    target = sim.book_of(to, cause.by)
    sim.finish.pop(item.pk, None)
    sim.dropped.pop(item.pk, None)
    if target.is_put:
        sim.expect_finish(item, to, request.draw)
    return target.land(item, weeks, why)


def give_back_unspent(
    sim: Simulation, request: Request, actor: Person, done: str
) -> list[AppendOnly]:
    """What was written of it."""
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
    """Unfunded weeks first, then the last taken first."""
    unfunded = min(weeks, book.line_of(request.item).unfunded_weeks)
    book.fund_from_nothing(-unfunded, request.item, cause)
    weeks -= unfunded
    for taken in reversed(request.displaced):
        back = min(weeks, taken.open_weeks) if taken.row.plan == book.plan else ZERO
        if back:
            _return(sim, request, taken, book, back, cause)
            weeks -= back


def _return(
    sim: Simulation, request: Request, taken: Taken, book: PlanBook, weeks: Decimal, cause: Cause
) -> None:
    row = taken.row
    book.displace(row.item, -weeks, request.item, cause)
    taken.open_weeks -= weeks
    back = DisplacementReturn(
        displacement=row, weeks=weeks, reason=cause.reason, by=cause.by, at=cause.at
    )
    cause.written.append(sim.records.add(back))
    if row.item and row.to_quarter:
        sim.book_of(row.to_quarter, cause.by).unland(row.item, weeks, cause)
        if not taken.open_weeks:
            sim.expect_finish(row.item, book.plan.quarter, request.draw)
