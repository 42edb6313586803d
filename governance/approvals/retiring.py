"""Retiring a delivered special: from that day on nobody carries it (DESIGN 4.6)."""

from django.db import transaction

from company.models import Person
from company.refusals import Refused
from escalations.models import Escalation
from escalations.transitions import begin_transition, finish_transition
from governance.approvals.records import decide, need_reason
from governance.models import Decision
from ledger import chain


@transaction.atomic
def retire(*, escalation: Escalation, reason: str, actor: Person) -> Escalation:
    """Decide that nobody carries it any more; the day it was to be retired on does nothing by
    itself.

    Raises as `begin_transition` does, Malformed without a reason, and Refused wrong-state where it
    is retired already.
    """
    fresh = begin_transition(escalation, "retire", actor)
    need_reason(reason)
    if is_retired(fresh):
        raise Refused("wrong-state", "It is retired already.", state=fresh.state)
    decision = decide(fresh, Decision.Kind.RETIRE, actor, reason)
    chain.append(
        fresh.product,
        "retired",
        actor,
        decision.at,
        seals=[decision],
        escalation=fresh.pk,
        reason=decision.reason,
    )
    return finish_transition(fresh, "retire", actor, decision.reason, decision.at)


def is_retired(escalation: Escalation) -> bool:
    return Decision.objects.filter(escalation=escalation, kind=Decision.Kind.RETIRE).exists()
