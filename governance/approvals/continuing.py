"""Saying that a special goes on though the reason for it has changed (DESIGN 4.10)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from company.access import Someone
from company.models import Person
from company.refusals import Refused
from escalations.access import require_verb
from escalations.models import Escalation
from escalations.transitions import begin_transition, finish_transition
from governance.approvals.records import decide, need_reason
from governance.changed_reasons import may_continue, reason_changed
from governance.models import Decision
from ledger import chain


def require_decider(person: Someone, escalation: Escalation) -> None:
    """Raises Http404 for an outsider, PermissionDenied for whoever may not say so."""
    require_verb(person, "continue", escalation)
    if not may_continue(person, escalation):
        raise PermissionDenied(
            f"{escalation} stands in no slot: only an executive says whether it goes on."
        )


@transaction.atomic
def continue_special(*, escalation: Escalation, reason: str, actor: Person) -> Escalation:
    """Say why it goes on. From then on its deal is held against what it is now.

    Raises as `begin_transition` does, Malformed without a reason, and Refused wrong-state
    where the reason for it has not changed.
    """
    require_decider(actor, escalation)
    need_reason(reason)
    fresh = begin_transition(escalation, "continue", actor)
    if reason_changed(fresh) is None:
        raise Refused(
            "wrong-state",
            "The reason for it has not changed since it was decided: it goes on anyway.",
            state=fresh.state,
        )
    decision = decide(fresh, Decision.Kind.CONTINUE, actor, reason)
    chain.append(
        fresh.product,
        "continued",
        actor,
        decision.at,
        seals=[decision],
        escalation=fresh.pk,
        reason=decision.reason,
    )
    return finish_transition(fresh, "continue", actor, decision.reason, decision.at)
