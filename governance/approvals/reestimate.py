"""Changing what a special underway has approved: more, fewer, or in other quarters."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from company.access import holds, require
from company.calendar import Quarter, running_quarter
from company.models import Person
from company.refusals import Malformed
from company.roles import EXECUTIVE
from company.units import ZERO, exact_weeks, weeks_of
from escalations.access import require_verb
from escalations.displacements.returns import give_back
from escalations.displacements.rows import RowInput, complete_rows
from escalations.models import Escalation
from escalations.queries import current_sizing
from escalations.transitions import begin_transition, finish_transition
from governance.approvals.approval_check import ApprovalCheck
from governance.approvals.check_data import CheckData, spent_minutes
from governance.approvals.records import (
    cause_of,
    decide,
    displace_as_checked,
    log_parts,
    need_reason,
    only_executives_override,
    set_parts,
)
from governance.holds import Weeks, carried_into
from governance.models import Decision
from portfolio.models import Line
from portfolio.plan.line_changes import Cause


@transaction.atomic
def reestimate(
    *,
    escalation: Escalation,
    weeks: Decimal | None = None,
    parts: Weeks | None = None,
    rows: Sequence[RowInput] = (),
    reason: str,
    override: bool = False,
    actor: Person,
) -> Escalation:
    """Give a special underway `weeks` in all, or the `parts` of each quarter.

    What grows is a new decision with its own displacement; given as `weeks`, it grows in the
    running quarter (or the next that has a part). Rows may also pay for weeks carried over
    and not paid for yet. What shrinks always works, and gives back what the lines lost.
    Moving weeks between quarters does both. Raises as `approve` does.
    """
    require_verb(actor, "reestimate", escalation)
    only_executives_override(actor, escalation, override)
    need_reason(reason)
    fresh = begin_transition(escalation, "reestimate", actor)
    running = running_quarter(fresh.product)
    old = fresh.approved_parts
    new = _by_quarter(old, parts, running) if parts else _in_all(old, weeks, running)
    grown = {q: new[q] - old.get(q, ZERO) for q in sorted(new) if new[q] > old.get(q, ZERO)}
    if rows and not grown and new != old:
        raise Malformed(displacements="Lowering an estimate gives weeks back; it takes none.")
    if not grown and not rows:
        return _write(fresh, new, None, reason, actor)
    # Engineers may lower an estimate; more weeks need the right to approve.
    require(actor, fresh.product_id, "raise what a special has approved")
    check = _check(fresh, old, new, _asked(fresh, old, grown, rows, running), rows)
    check.refuse(
        as_slot=not holds(actor, fresh.product_id, EXECUTIVE), override=override, reason=reason
    )
    return _write(fresh, new, check, reason, actor)


def _in_all(old: Weeks, weeks: Decimal | None, running: Quarter) -> dict[Quarter, Decimal]:
    """Parts that come to `weeks`: grown in one quarter, or cut from the last one back."""
    if weeks is None:
        raise Malformed(weeks="Give the weeks in all, or the parts by quarter.")
    new = dict(old)
    growth = exact_weeks(weeks) - sum(old.values(), start=ZERO)
    if growth > 0:
        quarter = next((q for q in sorted(old) if q >= running), running)
        new[quarter] = old.get(quarter, ZERO) + growth
    for quarter in sorted(old, reverse=True):
        cut = min(max(ZERO, -growth), new[quarter])
        new[quarter] -= cut
        growth += cut
    return new


def _by_quarter(old: Weeks, parts: Weeks, running: Quarter) -> dict[Quarter, Decimal]:
    """The parts given; a quarter left out has none. What ended can only shrink."""
    new = {**dict.fromkeys(old, ZERO), **{q: exact_weeks(w, "parts") for q, w in parts.items()}}
    late = [q for q in new if q < running and new[q] > old.get(q, ZERO)]
    if late:
        raise Malformed(parts=f"{late[0]} has ended; weeks can grow in {running} or later.")
    return new


def _asked(
    escalation: Escalation,
    old: Weeks,
    grown: Weeks,
    rows: Sequence[RowInput],
    running: Quarter,
) -> dict[Quarter, Decimal]:
    """The weeks that rows must come to, by quarter: what grows, and carried weeks they pay for.

    Carried weeks are owed in the running quarter alone, so they count only where no other quarter
    grows.
    """
    asked = dict(grown)
    if not grown or list(grown) == [running]:
        offered = sum((r.weeks for r in rows if r.quarter in (None, running)), start=ZERO)
        growth = grown.get(running, ZERO)
        unpaid = _unpaid(escalation, old, running)
        asked[running] = max(growth, min(offered, growth + unpaid))
    return asked


def _unpaid(escalation: Escalation, parts: Weeks, quarter: Quarter) -> Decimal:
    """Weeks that the running quarter owes, approved there or carried in, and no line pays for."""
    carried = weeks_of(carried_into(quarter, parts, spent_minutes(escalation)))
    line = Line.objects.filter(item=escalation.item_id, plan__quarter=quarter).first()
    line_weeks = line.weeks if line else ZERO
    before = escalation.parts_before.get(quarter, ZERO)
    return max(ZERO, parts.get(quarter, ZERO) - before + carried - line_weeks)


def _check(
    escalation: Escalation,
    old: Weeks,
    new: Weeks,
    asked: Weeks,
    given: Sequence[RowInput],
) -> ApprovalCheck:
    rows = complete_rows(escalation.product, asked, given)
    data = CheckData.load(escalation.product, [escalation], quarters=asked, rows=rows)
    return data.check(
        escalation,
        asked=asked,
        rows=rows,
        sizing=current_sizing(escalation),
        in_all=new,
        old=old,
        # What was spent before the first decision was approved with it, and is in `in_all` already.
        before={},
        takes_new_slot=not escalation.decisions.filter(is_slot=True).exists(),
    )


def _write(
    escalation: Escalation, new: Weeks, check: ApprovalCheck | None, reason: str, actor: Person
) -> Escalation:
    """Decide, give back what shrank, take what grew, and log the parts as they are now."""
    decision = decide(
        escalation,
        Decision.Kind.REESTIMATE,
        actor,
        reason,
        check=check,
        as_slot=bool(check) and not holds(actor, escalation.product_id, EXECUTIVE),
        weeks=sum(new.values(), start=ZERO),
    )
    cause = cause_of(decision)
    _give_back_lowered(escalation, new, running_quarter(escalation.product), cause)
    set_parts(escalation, new, escalation.parts_before, cause)
    if check:
        displace_as_checked(escalation, check, cause)
    log_parts(escalation, "reestimated", decision, new, check, cause)
    return finish_transition(escalation, "reestimate", actor, decision.reason, decision.at)


def _give_back_lowered(escalation: Escalation, new: Weeks, running: Quarter, cause: Cause) -> None:
    """Give back what the special's lines hold above its lowered weeks.

    Lines keep what pays for weeks carried into the running quarter. Quarters that ended are left
    alone.
    """
    carried = weeks_of(carried_into(running, new, spent_minutes(escalation)))
    before = escalation.parts_before
    lines = Line.objects.filter(item=escalation.item_id, plan__quarter__gte=running)
    for line in lines.select_related("plan__product"):
        quarter = line.plan.quarter
        funded = max(ZERO, new.get(quarter, ZERO) - before.get(quarter, ZERO))
        needed = funded + (carried if quarter == running else ZERO)
        give_back(escalation, line.plan, line.weeks - needed, cause)
