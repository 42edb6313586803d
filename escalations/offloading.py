"""Saying which extension point would have done a core special (DESIGN 4.9, offload ranking)."""

from django.db import transaction

from company import histories
from company.models import Person
from company.refusals import Refused
from escalations.models import Approach, Escalation, Offload
from escalations.routing import refuse_foreign
from escalations.states import TRANSITIONS
from escalations.transitions import begin_transition, finish_transition
from portfolio.models import ExtensionPoint

OFFLOADABLE = TRANSITIONS["offload"][0]


def is_core(escalation: Escalation) -> bool:
    """Whether the core was changed for it: it was sized so, or never sized."""
    sizing = escalation.latest_sizing
    return sizing is None or sizing.approach == Approach.CORE


@transaction.atomic
def offload(
    *,
    escalation: Escalation,
    extension_point: ExtensionPoint | None,
    note: str = "",
    actor: Person | None,
) -> Escalation:
    """Keep which extension point would have done it; None where none would have.

    It judges no decision: it says what to build next. Raises Malformed, and Refused wrong-approach
    for what went through an extension point.
    """
    fresh = begin_transition(escalation, "offload", actor)
    if not is_core(fresh):
        raise Refused(
            "wrong-approach",
            "It was not sized as a change of the core: there is nothing to take out of it.",
        )
    refuse_foreign(fresh.product, extension_point, "extension_point")
    answer = Offload.objects.filter(escalation=fresh).first() or Offload(escalation=fresh)
    answer.extension_point, answer.note = extension_point, note.strip()
    histories.save(answer, actor=actor)
    named = extension_point.said if extension_point else "None would have"
    return finish_transition(fresh, "offload", actor, f"{named}. {answer.note}".rstrip())
