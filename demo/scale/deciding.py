"""Decisions on simulated requests and the steps after them, as the real actions write them."""

import datetime as dt
from decimal import Decimal
from random import Random
from typing import Any

from company.calendar import by_quarter
from company.histories import CREATED
from company.models import Person, Role
from company.units import ZERO, minutes_of, weeks_of
from demo.scale import names
from demo.scale.displacements import execute_displacements, give_back_unspent
from demo.scale.judging import Weeks, judge
from demo.scale.request import Request, finish_transition
from demo.scale.simulation import Simulation
from escalations.displacements.rows import Row
from escalations.models import Claim, Event, Judgement, Part, Review
from escalations.states import State
from governance.approvals.approval_check import ApprovalCheck
from governance.models import Decision
from portfolio.plan.line_changes import Cause

# The share of requests beyond the headroom that an executive approves all the same.
OVERRIDES = 0.15


def approve(sim: Simulation, request: Request) -> bool:
    """Approve the request if it may be, as a slot where that fits; return whether it was."""
    it, draw = request.escalation, request.draw
    check = judge(sim, it, asked=request.asked, rows=request.rows)
    is_wanted = request.stop is not None or draw.random() < OVERRIDES
    if check.needs_override and not is_wanted:
        return False
    as_slot = not check.needs_override and _fits_a_slot(check) and draw.random() < 0.6
    actor = sim.someone(Role.SALES_VP if as_slot else Role.EXECUTIVE, draw)
    reason = names.one("overridden" if check.needs_override else "approved", draw)
    check.refuse(as_slot=as_slot, override=check.needs_override, reason=reason)
    decision = _decide(sim, request, Decision.Kind.APPROVE, actor, reason, check, as_slot)
    cause = Cause(actor, sim.now, reason, request.item, written=[decision])
    request.before = dict(check.before)
    _set_parts(sim, request, check.in_all, cause)
    execute_displacements(sim, request, check, cause)
    _log_parts(sim, request, "approved", decision, check.in_all, check, cause)
    finish_transition(sim, request, "approve", actor, reason)
    request.minutes_due = int(minutes_of(check.weeks) * draw.uniform(0.7, 1.5))
    request.is_slot = as_slot
    if as_slot:
        for quarter, weeks in check.in_all.items():
            sim.slot_uses[quarter] += 1
            sim.slot_weeks[it.customer_id or 0, quarter] += weeks
    return True


def _fits_a_slot(check: ApprovalCheck) -> bool:
    return all(
        part.budget.slots_free
        and check.weeks_in_all + part.other_slot_weeks <= part.budget.slot_weeks
        for part in check.parts
    )


def _set_parts(sim: Simulation, request: Request, parts: Weeks, cause: Cause) -> None:
    for quarter, weeks in sorted(parts.items()):
        if request.parts.get(quarter) != weeks:
            request.parts[quarter] = weeks
            part = Part(
                escalation=request.escalation,
                quarter=quarter,
                weeks=weeks,
                at=cause.at,
                before_weeks=min(weeks, request.before.get(quarter, ZERO)),
            )
            cause.written.append(sim.records.add(part))
    sim.parts[request.item.pk] = dict(request.parts)


def _decide(
    sim: Simulation,
    request: Request,
    kind: str,
    actor: Person,
    reason: str,
    check: ApprovalCheck | None = None,
    as_slot: bool = False,
    **facts: Any,
) -> Decision:
    it = request.escalation
    if check:
        facts["weeks"] = check.weeks_in_all
    return sim.records.add(
        Decision(
            escalation=it,
            kind=kind,
            by=actor,
            at=sim.now,
            reason=reason,
            is_override=bool(check and check.needs_override),
            is_slot=as_slot,
            used_slot_weeks=bool(check and not as_slot and check.uses_slot_weeks),
            is_own_request=it.filed_by == actor,
            cap_raised_on=check.cap_raised_on if check else None,
            judged=check.as_judged() if check else {},
            deal_amount=it.deal.amount if it.deal else None,
            customer_arr=it.customer.arr if it.customer else None,
            customer_renewal_date=it.customer.renewal_date if it.customer else None,
            **facts,
        )
    )


def _log_parts(
    sim: Simulation,
    request: Request,
    kind: str,
    decision: Decision,
    parts: Weeks,
    check: ApprovalCheck,
    cause: Cause,
) -> None:
    sim.append(
        kind,
        decision.by,
        cause.written,
        escalation=request.escalation.pk,
        parts=by_quarter(parts),
        reason=decision.reason,
        override=decision.is_override,
        slot=decision.is_slot,
        judged=decision.judged,
        displacements=[row.as_logged(row.weeks) for row in check.rows],
    )


def turn(sim: Simulation, request: Request, fate: State) -> None:
    """Decline, defer or redirect the request: decisions that take nothing from any line."""
    draw = request.draw
    verb, kind = TURNS[fate]
    actor = sim.someone(Role.SALES_VP if draw.random() < 0.7 else Role.EXECUTIVE, draw)
    reason, facts = names.one(fate.value, draw), _facts(sim, request, fate)
    decision = _decide(sim, request, kind, actor, reason, **facts)
    sim.append(
        fate.value, actor, [decision], escalation=request.escalation.pk, reason=reason, **facts
    )
    finish_transition(sim, request, verb, actor, reason)


TURNS = {
    State.DECLINED: ("decline", Decision.Kind.DECLINE),
    State.DEFERRED: ("defer", Decision.Kind.DEFER),
    State.REDIRECTED: ("redirect", Decision.Kind.REDIRECT),
}


def _facts(sim: Simulation, request: Request, fate: State) -> dict[str, Any]:
    if fate == State.DEFERRED:
        return {"until": sim.today + dt.timedelta(days=request.draw.randint(60, 200))}
    if fate == State.REDIRECTED:
        weeks = request.weeks
        price = weeks * 26_000
        gone_to = {"redirected_to": request.approach, "partner_id": None}
        return {**gone_to, "weeks": weeks, "price": price}
    return {}


def withdraw(sim: Simulation, request: Request) -> None:
    finish_transition(
        sim, request, "withdraw", request.escalation.filed_by, names.one("withdrawn", request.draw)
    )


def reestimate(sim: Simulation, request: Request, rows: list[Row], growth: Decimal) -> None:
    """Raise what is approved in the running quarter; do nothing where that does not fit."""
    old = dict(sim.parts[request.item.pk])
    new = {**old, sim.quarter: old.get(sim.quarter, ZERO) + growth}
    check = judge(
        sim, request.escalation, asked={sim.quarter: growth}, rows=rows, in_all=new, old=old
    )
    if check.needs_override:
        return
    actor, reason = sim.someone(Role.EXECUTIVE, request.draw), "The migration is larger."
    check.refuse(as_slot=False, override=False, reason=reason)
    decision = _decide(sim, request, Decision.Kind.REESTIMATE, actor, reason, check)
    decision.weeks = sum(new.values(), start=ZERO)
    cause = Cause(actor, sim.now, reason, request.item, written=[decision])
    _set_parts(sim, request, new, cause)
    execute_displacements(sim, request, check, cause)
    _log_parts(sim, request, "reestimated", decision, new, check, cause)
    finish_transition(sim, request, "reestimate", actor, reason)
    request.minutes_due += minutes_of(growth)


def start(sim: Simulation, request: Request) -> None:
    actor = sim.someone(Role.ENGINEERING, request.draw)
    sim.append("started", actor, escalation=request.escalation.pk)
    finish_transition(sim, request, "start", actor, started_at=sim.now)


def deliver(sim: Simulation, request: Request) -> None:
    actor = sim.someone(Role.ENGINEERING, request.draw)
    written = give_back_unspent(sim, request, actor, "delivered")
    total = _total(sim, request)
    sim.append("delivered", actor, written, escalation=request.escalation.pk, total=total)
    finish_transition(sim, request, "deliver", actor, closed_at=sim.now, total_confirmed_at=sim.now)
    del sim.parts[request.item.pk]


def cancel(sim: Simulation, request: Request) -> None:
    actor = sim.someone(Role.EXECUTIVE, request.draw)
    written = give_back_unspent(sim, request, actor, "cancelled")
    reason = "The customer went another way."
    never_began = request.escalation.state == State.APPROVED and not _total(sim, request)
    sim.append(
        "cancelled",
        actor,
        written,
        escalation=request.escalation.pk,
        reason=reason,
        total=ZERO if never_began else None,
    )
    total_at = sim.now if never_began else None
    finish_transition(
        sim, request, "cancel", actor, reason, closed_at=sim.now, total_confirmed_at=total_at
    )
    if not never_began:
        _confirm_total(sim, request)
    for quarter in sim.parts.pop(request.item.pk):
        key = (request.escalation.customer_id or 0, quarter)
        if request.is_slot:
            # A slot on which weeks were spent stays used, by what was spent.
            spent = sim.spent_weeks(request.item.pk, quarter)
            sim.slot_uses[quarter] -= not spent
            sim.slot_weeks[key] += spent - request.parts[quarter]


def _confirm_total(sim: Simulation, request: Request) -> None:
    """Engineering confirms the same day what was spent on a cancelled request."""
    it, engineer = request.escalation, sim.someone(Role.ENGINEERING, request.draw)
    it.total_confirmed_at = sim.now
    sim.note(it, engineer)
    total = _total(sim, request)
    sim.append("total_confirmed", engineer, escalation=it.pk, total=total)
    said = f"{total} wk in all."
    sim.records.add(Event(escalation=it, kind="confirm_total", by=engineer, at=sim.now, text=said))


def _total(sim: Simulation, request: Request) -> Decimal:
    return weeks_of(sum(sim.spent[request.item.pk].values()))


def review(sim: Simulation, request: Request) -> None:
    """Review the delivered request: its deal, who uses it, which claims came true."""
    it, draw = request.escalation, request.draw
    verdict = draw.choice([Review.Verdict.KEEP] * 6 + [Review.Verdict.PROMOTE, "retire"])
    outcome = it.deal.outcome if it.deal and it.deal.outcome != "open" else ""
    done = Review(
        escalation=it,
        deal_outcome=outcome,
        customers_using=draw.randint(0, 3),
        verdict=verdict,
        retire_on=sim.today + dt.timedelta(days=365) if verdict == "retire" else None,
        by=it.filed_by,
        at=sim.now,
    )
    sim.records.add(done)
    for claim in request.claims:
        _judge(sim, claim, draw)
    finish_transition(sim, request, "review", it.filed_by, done.get_verdict_display())


def _judge(sim: Simulation, claim: Claim, draw: Random) -> None:
    """Both sides give the same judgement of the claim."""
    is_true, it = draw.random() < 0.3, claim.escalation
    manager = sim.someone(Role.PRODUCT_MANAGER, draw)
    for side, by in ((Judgement.Side.SALES, it.filed_by), (Judgement.Side.PRODUCT, manager)):
        said = {"side": side, "by": by, "is_true": is_true, "at": sim.now}
        judgement = sim.records.add(Judgement(product=it.product, claim=claim, **said))
        sim.note(judgement, by, CREATED)
