"""How displaced weeks come back at delivery, cancellation and swap (DESIGN 4.5)."""

from dataclasses import replace
from decimal import Decimal

from django.db.models import Q

from company.calendar import running_quarter
from company.units import ZERO
from escalations.displacements.rows import LEAVING
from escalations.models import Displacement, DisplacementReturn, Escalation, Outcome
from portfolio.effort.queries import spent_weeks
from portfolio.models import Item, Line, Movement, Plan
from portfolio.plan import line_changes
from portfolio.plan.actions import ensure_plan
from portfolio.plan.line_changes import Cause


def give_back_unspent(escalation: Escalation, cause: Cause) -> None:
    """Give back what a special has not spent, in the running quarter and later ones.

    Quarters that ended are left as they were.
    """
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
    """Return weeks of the special's line: unfunded ones first, then the last taken first."""
    special = escalation.item
    if special is None or weeks <= 0:
        return
    unfunded = min(weeks, line_changes.line_of(plan, special).unfunded_weeks)
    line_changes.fund_from_nothing(plan, -unfunded, special, cause)
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
        # The weeks become slack: bringing the item back would be a plan change.
        why = replace(cause, reason=f"{cause.reason} {row.item} had left the plan.")
        line_changes.change(line_changes.line_of(plan, special), -weeks, Movement.Kind.LEFT, why)
    else:
        line_changes.displace(plan, row.item, -weeks, special, cause)
    cause.written.append(
        DisplacementReturn.objects.create(
            displacement=row, weeks=weeks, reason=cause.reason, by=cause.by, at=cause.at
        )
    )
    if row.item and row.to_quarter and not is_gone:
        target = ensure_plan(plan.product, row.to_quarter, cause.by)
        line_changes.unland(target, row.item, weeks, cause)


def _has_left(row: Displacement, plan: Plan) -> bool:
    """Whether the item left this plan with this displacement or a later one."""
    since = Displacement.objects.filter(item=row.item_id, pk__gte=row.pk)
    here = Q(plan=plan, outcome__in=LEAVING)
    dropped = Q(plan__quarter__lt=plan.quarter, outcome=Outcome.DROPPED)
    return row.item_id is not None and since.filter(here | dropped).exists()
