"""Writing a decision: its reason, its parts, its movements, its entry in the ledger."""

from typing import Any

from django.core.exceptions import PermissionDenied

from company import clock
from company.access import holds
from company.calendar import by_quarter
from company.models import Person
from company.refusals import Malformed
from company.roles import EXECUTIVE
from company.texts import is_seen
from company.units import ZERO
from escalations.displacements.execution import execute_displacements
from escalations.models import Escalation, Part
from escalations.own_items import item_of
from governance.approvals.approval_check import ApprovalCheck
from governance.holds import Weeks
from governance.models import Decision
from ledger import chain
from portfolio.plan.line_changes import Cause


def need_reason(reason: str) -> None:
    """Raise Malformed at `reason` unless it has a visible character."""
    if not is_seen(reason):
        raise Malformed(reason="A decision is kept with its reason: write one.")


def only_executives_override(actor: Person, escalation: Escalation, override: bool) -> None:
    """Raise PermissionDenied for an override by anyone but an executive."""
    if override and not holds(actor, escalation.product_id, EXECUTIVE):
        raise PermissionDenied("Only an executive may override.")


def cause_of(decision: Decision) -> Cause:
    """Why weeks move: who, when, reason and special.

    The decision stands first in `written`, the rows that the ledger's entry seals.
    """
    special = item_of(decision.escalation, actor=decision.by)
    return Cause(decision.by, decision.at, decision.reason, special, written=[decision])


def set_parts(escalation: Escalation, parts: Weeks, before: Weeks, cause: Cause) -> None:
    """Write the weeks approved in each quarter where they differ from what stands.

    `before` is what of them was spent before the first decision, which no line pays for.
    """
    standing = escalation.approved_parts
    changed = {quarter: weeks for quarter, weeks in parts.items() if standing.get(quarter) != weeks}
    cause.written.extend(
        Part.objects.bulk_create(
            Part(
                escalation=escalation,
                quarter=quarter,
                weeks=weeks,
                before_weeks=min(weeks, before.get(quarter, ZERO)),
                at=cause.at,
            )
            for quarter, weeks in sorted(changed.items())
        )
    )


def displace_as_checked(escalation: Escalation, check: ApprovalCheck, cause: Cause) -> None:
    """Move the weeks that the check says its rows give."""
    covered = [part.coverage for part in check.parts]
    execute_displacements(escalation, item_of(escalation, actor=cause.by), covered, cause)


def decide(
    escalation: Escalation,
    kind: str,
    actor: Person | None,
    reason: str,
    *,
    check: ApprovalCheck | None = None,
    as_slot: bool = False,
    **facts: Any,
) -> Decision:
    """Write the decision, with copies of today's deal amount and of the customer's revenue and
    renewal.
    """
    customer, deal = escalation.customer, escalation.deal
    decision = Decision(
        escalation=escalation,
        kind=kind,
        by=actor,
        at=clock.now(),
        reason=reason.strip(),
        # An override that was asked for and not needed waived nothing, and is published as none.
        is_override=bool(check and check.needs_override),
        is_slot=as_slot,
        used_slot_weeks=bool(check and not as_slot and check.uses_slot_weeks),
        is_own_request=actor is not None and escalation.filed_by_id == actor.pk,
        cap_raised_on=check.cap_raised_on if check else None,
        judged=check.as_judged() if check else {},
        deal_amount=deal.amount if deal else None,
        customer_arr=customer.arr if customer else None,
        customer_renewal_date=customer.renewal_date if customer else None,
        **facts,
    )
    decision.save()
    return decision


def log_parts(
    escalation: Escalation,
    kind: str,
    decision: Decision,
    parts: Weeks,
    check: ApprovalCheck | None,
    cause: Cause,
) -> None:
    """Write the ledger's entry of a decision on weeks, sealing every row that came of it."""
    chain.append(
        escalation.product,
        kind,
        decision.by,
        decision.at,
        seals=cause.written,
        escalation=escalation.pk,
        parts=by_quarter(parts),
        reason=decision.reason,
        override=decision.is_override,
        slot=decision.is_slot,
        judged=decision.judged,
        displacements=[row.as_logged(row.weeks) for row in (check.rows if check else [])],
    )
