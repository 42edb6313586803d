"""Sentences about an escalation: who has it, and what the rep may tell the customer."""

from django.utils.formats import date_format

from company.models import Role
from escalations.life import HOLDERS, NEXT_STEPS
from escalations.models import Escalation
from escalations.states import State


def holder_sentence(escalation: Escalation) -> str:
    """Who owes the next step, what it is, and by when."""
    holder = HOLDERS.get(escalation.state)
    if holder is None:
        return f"It is {escalation.get_state_display().lower()}; nobody owes an answer."
    due = escalation.answer_due
    by = f" by {due.day} {date_format(due, 'M')}" if due else ""
    return f"{Role(holder).label} has it, to {NEXT_STEPS[escalation.state]}{by}."


def customer_sentence(escalation: Escalation) -> str:
    """What the rep may send the customer: true today, and promising nothing."""
    name = escalation.title
    said = {
        State.DRAFT: "",
        State.SUBMITTED: f"Your request “{name}” is with our engineers, who are sizing it.",
        State.SIZED: f"We know what “{name}” would take and are weighing it against our plan.",
        State.PROPOSED: f"“{name}” is before our decision makers; we have promised nothing yet.",
        State.APPROVED: f"We decided to build “{name}” and will tell you when work starts.",
        State.IN_PROGRESS: f"We are working on “{name}”.",
        State.DELIVERED: f"“{name}” is delivered. Tell us how you use it.",
        State.REVIEWED: f"“{name}” is delivered. Tell us how you use it.",
        State.DECLINED: f"We decided not to build “{name}”; I can explain why.",
        State.DEFERRED: f"We are not building “{name}” now and will look at it again later.",
        State.REDIRECTED: f"We can do “{name}” as a service; I will send you an offer.",
        State.WITHDRAWN: "",
        State.CANCELLED: f"We stopped the work on “{name}”; I can explain why.",
    }
    return said[State(escalation.state)]
