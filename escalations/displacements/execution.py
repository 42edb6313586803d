"""Carrying out displacement: the named lines shrink, and what leaves with them lands or goes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from company.units import ZERO
from escalations.displacements.coverage import Coverage, Taken
from escalations.models import DisplacedCustomer, Displacement, Escalation, Outcome
from portfolio.customers.queries import waiting_for
from portfolio.models import Item, Plan
from portfolio.plan import line_changes
from portfolio.plan.actions import ensure_plan
from portfolio.plan.line_changes import Cause


def execute_displacements(
    escalation: Escalation, special: Item, covered: Iterable[Coverage], cause: Cause
) -> list[Displacement]:
    """Move the weeks of one approval between lines; what no row pays for stands unfunded.

    First every line gives, then items leave, then weeks land: what a row takes of a later quarter
    must not be gone with an item that an earlier row sends away.
    """
    given: list[tuple[Plan, Taken]] = []
    for part in covered:
        plan = ensure_plan(escalation.product, part.quarter, cause.by)
        for taken in part.taken:
            line_changes.displace(plan, taken.row.item, taken.weeks, special, cause)
            given.append((plan, taken))
        paid = sum((taken.weeks for taken in part.taken), start=ZERO)
        line_changes.fund_from_nothing(plan, part.asked - paid, special, cause)
    away = [(plan, taken) for plan, taken in given if taken.row.sends_away]
    for plan, taken in away:
        line_changes.leave(plan, taken.row.named, taken.leaving, _why(escalation, taken, cause))
    for plan, taken in away:
        if taken.row.outcome == Outcome.DROPPED:
            _drop(plan, taken.row.named, _why(escalation, taken, cause))
    made = [_displaced(escalation, plan, taken, cause) for plan, taken in given]
    cause.written.extend(_remember_customers(made))
    return made


def _why(escalation: Escalation, taken: Taken, cause: Cause) -> Cause:
    """The cause of what leaves the plan beside the weeks taken."""
    where = f"to {taken.row.to_quarter.label}" if taken.row.to_quarter else "for good"
    sentence = f"Left {where} with what escalation {escalation.pk} displaced."
    return replace(cause, reason=sentence)


def _drop(plan: Plan, item: Item, cause: Cause) -> None:
    """Take the item out of every later plan, and close it."""
    line_changes.leave_from(plan.product, item, plan.quarter, cause)
    line_changes.close(item, cause)


def _displaced(escalation: Escalation, plan: Plan, taken: Taken, cause: Cause) -> Displacement:
    row = taken.row
    landed, below = _land(escalation, plan, taken, cause)
    made = Displacement.objects.create(
        escalation=escalation,
        plan=plan,
        item=row.item,
        kept_out=row.kept_out,
        weeks=taken.weeks,
        outcome=row.outcome,
        to_quarter=row.to_quarter,
        landed_weeks=landed,
        below_weeks=below,
        leaving_weeks=taken.leaving,
        deal_amount=escalation.deal.amount if escalation.deal else None,
        decided_at=cause.at,
    )
    cause.written.append(made)
    return made


def _land(
    escalation: Escalation, plan: Plan, taken: Taken, cause: Cause
) -> tuple[Decimal, Decimal]:
    """Weeks that became a line in the quarter they land in, and weeks that wait below the line
    there.
    """
    row = taken.row
    if not row.item or not row.to_quarter:
        return ZERO, ZERO
    target = ensure_plan(escalation.product, row.to_quarter, cause.by)
    why = f"Comes from {plan.quarter.label}, displaced by escalation {escalation.pk}."
    return line_changes.land(target, row.item, taken.landing, replace(cause, reason=why))


def _remember_customers(made: Sequence[Displacement]) -> list[DisplacedCustomer]:
    """Keep who waited, with revenue and renewal date of today: the decision was made knowing
    these.
    """
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
