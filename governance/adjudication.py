"""Deciding, by a named person with a reason (DESIGN 4.4). Decisions are never edited."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from company import clock
from company.access import DECIDERS, EXECUTIVE, may, require
from company.models import Person
from company.refusals import Malformed, Refused
from escalations import displacing
from escalations.access import require_verb
from escalations.life import item_of, leave, take
from escalations.models import Escalation, Part
from governance.cases import Case, build_case, case_of, spent_minutes
from governance.holds import Weeks, carried_into
from governance.models import Decision
from ledger import chain
from portfolio.models import Line
from portfolio.movements import Cause
from portfolio.quarters import Quarter, running_quarter
from portfolio.weeks import ZERO, exact_weeks, weeks_of

REDIRECTS = ("services", "partner")


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Malformed(reason="A decision is kept with its reason: write one.")


def _only_executives_override(actor: Person, escalation: Escalation, override: bool) -> None:
    if override and not may(actor, escalation.product_id, EXECUTIVE):
        raise PermissionDenied("Only an executive may override.")


@transaction.atomic
def approve(
    *,
    escalation: Escalation,
    reason: str,
    override: bool = False,
    swap_for: Escalation | None = None,
    actor: Person,
) -> Escalation:
    """Approve the proposal: the named lines shrink and the special's own line grows.

    A sales VP approves into a slot; with `swap_for`, that special is cancelled in the same
    transaction. Raises PermissionDenied, Malformed and every Refused of DESIGN 4.4.
    """
    require_verb(actor, "approve", escalation)
    _only_executives_override(actor, escalation, override)
    if not override:
        _need_reason(reason)
    if swap_for is not None:
        if swap_for.product_id != escalation.product_id or swap_for.pk == escalation.pk:
            raise Malformed(swap_for="Swap with another special of the same product.")
        _cancel(swap_for, f"Swapped for escalation {escalation.pk}: {reason}", actor)
    fresh = take(escalation, "approve", actor)
    case = case_of(fresh)
    _refuse_ended_quarter(fresh, case)
    as_slot = not may(actor, fresh.product_id, EXECUTIVE)
    case.refuse(as_slot=as_slot, override=override, reason=reason)
    _need_reason(reason)
    _set_parts(fresh, case.asked)
    decision = _decide(
        fresh, Decision.Kind.APPROVE, actor, reason, case=case, as_slot=as_slot, weeks=case.weeks
    )
    _carry_out(fresh, case, decision)
    _log_parts(fresh, "approved", decision, case.asked, case)
    return leave(fresh, "approve", actor, reason, decision.at)


def _refuse_ended_quarter(escalation: Escalation, case: Case) -> None:
    running = running_quarter(escalation.product)
    ended = [quarter for quarter in case.asked if quarter < running]
    if ended:
        raise Refused(
            "wrong-state",
            f"It was sized for {ended[0]}, which has ended. Size it again for {running} or later.",
            quarter=str(ended[0]),
        )


@transaction.atomic
def reestimate(
    *,
    escalation: Escalation,
    weeks: Decimal,
    rows: Sequence[displacing.RowInput] = (),
    reason: str,
    override: bool = False,
    actor: Person,
) -> Escalation:
    """Change what a special underway has approved, in all its quarters together.

    More weeks are a new decision with its own displacement, in the running quarter (or the
    next that has a part); rows may also pay for weeks carried over and not paid for yet.
    Fewer weeks always work, and give back what the lines lost. Raises as `approve` does.
    """
    require_verb(actor, "reestimate", escalation)
    _only_executives_override(actor, escalation, override)
    _need_reason(reason)
    fresh = take(escalation, "reestimate", actor)
    weeks = exact_weeks(weeks)
    old = {part.quarter: part.weeks for part in fresh.parts.all()}
    growth = weeks - sum(old.values(), start=ZERO)
    if growth > 0 or rows:
        require(actor, fresh.product_id, DECIDERS, "raise what a special has approved")
        return _raise(fresh, old, growth, rows, reason, override, actor)
    return _lower(fresh, old, -growth, reason, actor)


def _raise(
    escalation: Escalation, old: Weeks, growth: Decimal, rows: Sequence[displacing.RowInput],
    reason: str, override: bool, actor: Person,
) -> Escalation:  # fmt: skip
    if growth < 0:
        raise Malformed(displacements="Lowering an estimate gives weeks back; it takes none.")
    running = running_quarter(escalation.product)
    quarter = next((q for q in sorted(old) if q >= running), running)
    new = {**old, quarter: old.get(quarter, ZERO) + growth}
    proposed = sum((row.weeks for row in rows), start=ZERO)
    unpaid = _unpaid(escalation, old, quarter) if quarter == running else ZERO
    asked = {quarter: max(growth, min(proposed, growth + unpaid))}
    complete = displacing.complete_rows(escalation.product, asked, rows)
    was_slot = escalation.decisions.filter(is_slot=True).exists()
    case = build_case(
        escalation, asked=asked, new_parts=new, rows=complete, confirmed=True,
        old_parts=old, takes_new_slot=not was_slot,
    )  # fmt: skip
    as_slot = not may(actor, escalation.product_id, EXECUTIVE)
    case.refuse(as_slot=as_slot, override=override, reason=reason)
    _set_parts(escalation, new)
    decision = _decide(
        escalation, Decision.Kind.REESTIMATE, actor, reason, case=case, as_slot=as_slot,
        weeks=sum(new.values(), start=ZERO),
    )  # fmt: skip
    _carry_out(escalation, case, decision)
    _log_parts(escalation, "reestimated", decision, new, case)
    return leave(escalation, "reestimate", actor, reason, decision.at)


def _unpaid(escalation: Escalation, parts: Weeks, quarter: Quarter) -> Decimal:
    """Weeks carried into the running quarter that no line of it pays for yet."""
    carried = weeks_of(carried_into(quarter, parts, spent_minutes(escalation)))
    line = Line.objects.filter(item=escalation.item_id, plan__quarter=quarter).first()
    standing = line.weeks if line else ZERO
    return max(ZERO, parts.get(quarter, ZERO) + carried - standing)


def _lower(
    escalation: Escalation, old: Weeks, less: Decimal, reason: str, actor: Person
) -> Escalation:
    running = running_quarter(escalation.product)
    new = dict(old)
    decision = _decide(
        escalation, Decision.Kind.REESTIMATE, actor, reason,
        weeks=sum(old.values(), start=ZERO) - less,
    )  # fmt: skip
    for quarter in sorted(old, reverse=True):
        cut = min(less, new[quarter])
        new[quarter] -= cut
        less -= cut
    cause = Cause(by=actor, at=decision.at, reason=reason, special=escalation.item)
    _give_back_lowered(escalation, new, running, cause)
    _set_parts(escalation, new)
    _log_parts(escalation, "reestimated", decision, new, None)
    return leave(escalation, "reestimate", actor, reason, decision.at)


def _give_back_lowered(escalation: Escalation, new: Weeks, running: Quarter, cause: Cause) -> None:
    """What the special's lines hold above its lowered weeks; carried weeks are kept paid for."""
    carried = weeks_of(carried_into(running, new, spent_minutes(escalation)))
    lines = Line.objects.filter(item=escalation.item_id, plan__quarter__gte=running)
    for line in lines.select_related("plan__product"):
        quarter = line.plan.quarter
        needed = new.get(quarter, ZERO) + (carried if quarter == running else ZERO)
        displacing.give_back(escalation, line.plan, line.weeks - needed, cause)


@transaction.atomic
def decline(*, escalation: Escalation, reason: str, actor: Person) -> Escalation:
    return _turn(escalation, "decline", Decision.Kind.DECLINE, "declined", reason, actor)


@transaction.atomic
def defer(
    *, escalation: Escalation, reason: str, until: dt.date | None = None, actor: Person
) -> Escalation:
    """Not now: it may be submitted again."""
    return _turn(escalation, "defer", Decision.Kind.DEFER, "deferred", reason, actor, until=until)


@transaction.atomic
def redirect(
    *,
    escalation: Escalation,
    reason: str,
    to: str,
    weeks: Decimal | None = None,
    price: Decimal | None = None,
    actor: Person,
) -> Escalation:
    """Hand it to services or a partner: it does not use the cap."""
    if to not in REDIRECTS:
        raise Malformed(to=f"{to!r} is neither services nor partner.")
    return _turn(
        escalation, "redirect", Decision.Kind.REDIRECT, "redirected", reason, actor,
        redirected_to=to, weeks=weeks, price=price,
    )  # fmt: skip


def _turn(
    escalation: Escalation, verb: str, kind: str, entry: str, reason: str, actor: Person,
    **facts: Any,
) -> Escalation:  # fmt: skip
    """A decision that takes nothing from any line."""
    require_verb(actor, verb, escalation)
    _need_reason(reason)
    fresh = take(escalation, verb, actor)
    decision = _decide(fresh, kind, actor, reason, **facts)
    chain.append(
        fresh.product, entry, actor, decision.at, escalation=fresh.pk, reason=decision.reason,
        **facts,
    )  # fmt: skip
    return leave(fresh, verb, actor, decision.reason, decision.at)


@transaction.atomic
def cancel(*, escalation: Escalation, reason: str, actor: Person) -> Escalation:
    """Stop a special: what it did not spend goes back to the lines it was taken from."""
    require_verb(actor, "cancel", escalation)
    return _cancel(escalation, reason, actor)


def _cancel(escalation: Escalation, reason: str, actor: Person) -> Escalation:
    _need_reason(reason)
    # A swap is the sales VP's, so the role was judged by whoever calls.
    fresh = take(escalation, "cancel", None)
    now = clock.now()
    displacing.give_back_unspent(fresh, actor, now, f"Escalation {fresh.pk} was cancelled.")
    chain.append(fresh.product, "cancelled", actor, now, escalation=fresh.pk, reason=reason)
    return leave(fresh, "cancel", actor, reason, now, closed_at=now)


def _set_parts(escalation: Escalation, parts: Weeks) -> None:
    for quarter, weeks in parts.items():
        Part.objects.update_or_create(
            escalation=escalation, quarter=quarter, defaults={"weeks": weeks}
        )


def _carry_out(escalation: Escalation, case: Case, decision: Decision) -> None:
    special = item_of(escalation)
    cause = Cause(by=decision.by, at=decision.at, reason=decision.reason, special=special)
    displacing.carry_out(escalation, special, case.asked, case.rows, cause)


def _decide(
    escalation: Escalation, kind: str, actor: Person, reason: str, *, case: Case | None = None,
    as_slot: bool = False, **facts: Any,
) -> Decision:  # fmt: skip
    """Write the decision, with copies of what deal and customer were worth that day."""
    customer, deal = escalation.customer, escalation.deal
    decision = Decision(
        escalation=escalation,
        kind=kind,
        by=actor,
        at=clock.now(),
        reason=reason.strip(),
        is_override=bool(case and case.needs_override),
        is_slot=as_slot,
        used_slot_weeks=bool(case and not as_slot and case.uses_slot_weeks),
        is_own_request=escalation.filed_by_id == actor.pk,
        judged=case.as_judged() if case else {},
        deal_amount=deal.amount if deal else None,
        customer_arr=customer.arr if customer else None,
        customer_renewal_date=customer.renewal_date if customer else None,
        **facts,
    )
    decision.save()
    return decision


def _log_parts(
    escalation: Escalation, kind: str, decision: Decision, parts: Weeks, case: Case | None
) -> None:
    chain.append(
        escalation.product,
        kind,
        decision.by,
        decision.at,
        escalation=escalation.pk,
        parts={str(quarter): weeks for quarter, weeks in parts.items()},
        reason=decision.reason,
        override=decision.is_override,
        slot=decision.is_slot,
        judged=decision.judged,
        displacements=[
            {
                "quarter": str(row.quarter),
                "item": row.item.pk if row.item else None,
                "kept_out": row.kept_out.pk if row.kept_out else None,
                "weeks": row.weeks,
                "outcome": row.outcome,
            }
            for row in (case.rows if case else [])
        ],
    )
