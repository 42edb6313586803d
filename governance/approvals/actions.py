"""The decisions on an escalation: approve, decline, defer, redirect, cancel (DESIGN 4.4).

Each is made by a named person with a reason, and is never edited.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from company import clock
from company.access import holds
from company.calendar import today
from company.models import Person, Product
from company.refusals import Malformed, need_long_reason
from company.roles import EXECUTIVE
from company.units import ZERO, exact_weeks, hundredths
from escalations.access import require_verb
from escalations.displacements.returns import give_back_unspent
from escalations.displacements.rows import RowInput, complete_rows, parts_of, write_proposal
from escalations.models import Escalation
from escalations.queries import current_sizing, weeks_spent
from escalations.routing import refuse_foreign
from escalations.states import State, after
from escalations.transitions import begin_transition, finish_transition
from governance.approvals.check_data import check_of
from governance.approvals.records import (
    cause_of,
    decide,
    displace_as_checked,
    log_parts,
    need_reason,
    only_executives_override,
    set_parts,
)
from governance.approvals.verdicts import refuse_ended_quarter
from governance.models import Decision
from ledger import chain
from ledger.models import AppendOnly
from portfolio.effort.cost import rate_on
from portfolio.models import Partner
from portfolio.plan.line_changes import Cause

REDIRECTS = ("services", "partner")
# Services and partner work must bring this many times its cost, or say why not (DESIGN 4.6).
LEAST_MULTIPLE = 3


@transaction.atomic
def approve(
    *,
    escalation: Escalation,
    reason: str,
    override: bool = False,
    swap_for: Escalation | None = None,
    rows: Sequence[RowInput] | None = None,
    actor: Person,
) -> Escalation:
    """Approve the proposal: the named lines shrink and the special's own line grows.

    `rows` name other lines than product's proposal did; both stay on record. A sales VP
    approves into a slot; with `swap_for`, that special is cancelled in the same transaction.
    Raises PermissionDenied, Malformed and every Refused of DESIGN 4.4.
    """
    require_verb(actor, "approve", escalation)
    only_executives_override(actor, escalation, override)
    # The reason of an override is judged last, by the check: over-cap or incomplete come first.
    if not override:
        need_reason(reason)
    # Before the check reads the budget, so that slot and weeks of the other special are free.
    if swap_for is not None:
        _swap_out(swap_for, escalation, reason, actor)
    fresh = begin_transition(escalation, "approve", actor)
    named = _name_other_lines(fresh, rows, actor) if rows is not None else []
    check = check_of(fresh)
    refuse_ended_quarter(fresh.product, check)
    as_slot = not holds(actor, fresh.product_id, EXECUTIVE)
    check.refuse(as_slot=as_slot, override=override, reason=reason)
    need_reason(reason)
    decision = decide(
        fresh,
        Decision.Kind.APPROVE,
        actor,
        reason,
        check=check,
        as_slot=as_slot,
        weeks=check.weeks_in_all,
    )
    cause = cause_of(decision)
    cause.written.extend(named)
    set_parts(fresh, check.in_all, check.before, cause)
    displace_as_checked(fresh, check, cause)
    log_parts(fresh, "approved", decision, check.in_all, check, cause)
    return finish_transition(fresh, "approve", actor, reason, decision.at)


def _swap_out(special: Escalation, escalation: Escalation, reason: str, actor: Person) -> None:
    """Cancel `special` to make room; the sales VP may swap only one in a slot of the same quarter.

    Raises Malformed, PermissionDenied, and Refused wrong-state.
    """
    if special.product_id != escalation.product_id or special.pk == escalation.pk:
        raise Malformed(swap_for="Swap with another special of the same product.")
    # Called for its refusal alone: a special that is over is wrong-state for everybody.
    after("cancel", special.state)
    if not holds(actor, special.product_id, EXECUTIVE):
        asked = parts_of(current_sizing(escalation))
        in_slot = special.decisions.filter(is_slot=True).exists()
        if not in_slot or not asked.keys() & special.approved_parts.keys():
            raise PermissionDenied(
                f"{special} stands in no slot of these quarters: only an executive may cancel it."
            )
    why = f"Swapped for escalation {escalation.pk}: {reason}"
    _cancel(special, why, actor, swapped_for=escalation.pk)


def _name_other_lines(
    escalation: Escalation, rows: Sequence[RowInput], actor: Person
) -> list[AppendOnly]:
    """Keep the lines that the decider names as a proposal of its own, beside product's.

    Returns the rows written, which the decision's ledger entry has to seal.
    """
    sizing = current_sizing(escalation)
    standing = escalation.latest_proposal
    complete = complete_rows(escalation.product, parts_of(sizing), rows)
    position = standing.position if standing else ""
    written = write_proposal(sizing, position, complete, actor, clock.now(), at_decision=True)
    # The check reads the latest proposal, which was prefetched before this one was written.
    escalation.__dict__.pop("_prefetched_objects_cache", None)
    return written


@transaction.atomic
def decline(*, escalation: Escalation, reason: str, actor: Person) -> Escalation:
    """Decline it for good, with a reason."""
    return _decide_without_lines(
        escalation, "decline", Decision.Kind.DECLINE, "declined", reason, actor
    )


@transaction.atomic
def defer(
    *, escalation: Escalation, reason: str, until: dt.date | None = None, actor: Person
) -> Escalation:
    """Put it off with a reason: it may be submitted again.

    `until` is a day to look at it again; nothing happens by itself.
    """
    return _decide_without_lines(
        escalation, "defer", Decision.Kind.DEFER, "deferred", reason, actor, until=until
    )


@transaction.atomic
def redirect(
    *,
    escalation: Escalation,
    reason: str,
    to: str,
    weeks: Decimal | None = None,
    price: Decimal | None = None,
    partner: Partner | None = None,
    actor: Person,
) -> Escalation:
    """Hand it to services or to a partner: `partner`, or the one its sizing names.

    It does not use the cap. `weeks` and `price` are what they offer; below three times what the
    weeks cost the reason has to say why. Raises Malformed, and Refused: wrong-state,
    reason-missing, reason-too-short.
    """
    if to not in REDIRECTS:
        raise Malformed(to=f"{to!r} is neither services nor partner.")
    weeks = None if weeks is None else exact_weeks(weeks)
    fresh = begin_transition(escalation, "redirect", actor)
    _explain_price(fresh.product, weeks, price, reason)
    chosen = _partner(fresh, to, partner)
    return _decide_without_lines(
        fresh,
        "redirect",
        Decision.Kind.REDIRECT,
        "redirected",
        reason,
        actor,
        redirected_to=to,
        weeks=weeks,
        price=price,
        partner_id=chosen.pk if chosen else None,
    )


def _partner(escalation: Escalation, to: str, named: Partner | None) -> Partner | None:
    """The partner who gets it: the one named, else the sizing's.

    None for services; raises Malformed.
    """
    if to != "partner":
        if named is not None:
            raise Malformed(partner=f"{named} gets it only where it is redirected to a partner.")
        return None
    refuse_foreign(escalation.product, named, "partner")
    sizing = escalation.latest_sizing
    return named or (sizing.partner if sizing else None)


def _explain_price(
    product: Product, weeks: Decimal | None, price: Decimal | None, reason: str
) -> None:
    """Refuse a price below three times the cost of the weeks, unless the reason is long enough.

    The cost is the weeks at today's rate (DESIGN 4.6). Without weeks or price nothing is judged.
    """
    if weeks is None or price is None:
        return
    cost = hundredths(weeks * rate_on(product, today(product)))
    if price >= LEAST_MULTIPLE * cost:
        return
    question = (
        f"{weeks} wk cost {product.currency} {cost:,.2f}, and the price of {price:,.2f} is below"
        f" {LEAST_MULTIPLE} times that: say why"
    )
    need_long_reason(reason, question, cost=cost, price=price)


def _decide_without_lines(
    escalation: Escalation,
    verb: str,
    kind: str,
    entry: str,
    reason: str,
    actor: Person,
    **facts: Any,
) -> Escalation:
    """Decide without moving weeks: the decision, its ledger entry, the new state.

    `facts` are further columns of the decision, which the entry repeats. Raises PermissionDenied,
    Malformed without a reason, and Refused wrong-state.
    """
    require_verb(actor, verb, escalation)
    need_reason(reason)
    fresh = begin_transition(escalation, verb, actor)
    decision = decide(fresh, kind, actor, reason, **facts)
    chain.append(
        fresh.product,
        entry,
        actor,
        decision.at,
        seals=[decision],
        escalation=fresh.pk,
        reason=decision.reason,
        **facts,
    )
    return finish_transition(fresh, verb, actor, decision.reason, decision.at)


@transaction.atomic
def cancel(*, escalation: Escalation, reason: str, actor: Person) -> Escalation:
    """Stop a special: what it did not spend goes back to the lines it was taken from.

    Raises PermissionDenied, Malformed without a reason, and Refused wrong-state.
    """
    require_verb(actor, "cancel", escalation)
    return _cancel(escalation, reason, actor)


def _cancel(escalation: Escalation, reason: str, actor: Person, **facts: int) -> Escalation:
    need_reason(reason)
    # A swap is the sales VP's, so the role was judged by whoever calls.
    fresh = begin_transition(escalation, "cancel", None)
    now = clock.now()
    cause = Cause(actor, now, f"Escalation {fresh.pk} was cancelled.", fresh.item)
    give_back_unspent(fresh, cause)
    # Work that never began has no total that engineering could confirm.
    never_began = fresh.state == State.APPROVED and not weeks_spent(fresh)
    chain.append(
        fresh.product,
        "cancelled",
        actor,
        now,
        seals=cause.written,
        escalation=fresh.pk,
        reason=reason,
        total=ZERO if never_began else None,
        **facts,
    )
    total_at = now if never_began else None
    return finish_transition(
        fresh, "cancel", actor, reason, now, closed_at=now, total_confirmed_at=total_at
    )
