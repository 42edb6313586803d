"""Saying that a special goes on though the reason for it has changed (DESIGN 4.10)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from company import clock
from company.access import Someone
from company.models import Notice, Person, Product
from company.notices import notify, settle_key
from company.refusals import Refused
from company.roles import DECIDERS
from escalations.access import require_verb
from escalations.models import Escalation
from escalations.notices import path_of
from escalations.transitions import begin_transition, finish_transition
from governance.approvals.records import decide, need_reason
from governance.changed_reasons import may_continue, reason_changed, reasons_changed
from governance.models import Decision
from ledger import chain
from portfolio.as_of import AsOf


def require_decider(person: Someone, escalation: Escalation) -> None:
    """Refuse whoever may not say that this special goes on.

    Raises Http404 for an outsider and PermissionDenied for everybody else.
    """
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
    changed = reason_changed(fresh)
    if changed is None:
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
    # The notice asked every decider; one answer is enough for all of them.
    settle_key(changed.key)
    return finish_transition(fresh, "continue", actor, decision.reason, decision.at)


def tell_changed_reasons(product: Product) -> None:
    """Notify everybody who may say whether a special goes on that the reason for it has changed.

    The notice's key names the decision, so running this again tells nobody twice.
    """
    changed = {reason.escalation: reason for reason in reasons_changed(AsOf(product))}
    if not changed:
        return
    held = Q(memberships__product=product, memberships__role__in=DECIDERS)
    people = list(Person.objects.filter(held, is_active=True).distinct())
    for special in Escalation.objects.filter(pk__among=changed).select_related("product"):
        reason = changed[special.pk]
        notify(
            [person for person in people if may_continue(person, special)],
            product=product,
            kind=Notice.Kind.YOUR_TURN,
            text=f"{special}: the reason has changed: {'; '.join(reason.what)}.",
            path=path_of(special),
            key=reason.key,
            at=clock.now(),
        )
