"""Sentences about an escalation: who has it, and what the rep may tell the customer."""

import datetime as dt

from company.calendar import today, working_days_between
from company.templatetags.daylight import day as written
from escalations.assignees import assignee_of
from escalations.models import Claim, Escalation, Proposal
from escalations.states import State


def assignee_sentence(escalation: Escalation) -> str:
    """Who owes the next step, what it is, by when, and how late it is."""
    holder = assignee_of(escalation)
    if holder is None:
        return f"It is {escalation.get_state_display().lower()}; nobody owes an answer."
    due, day = escalation.answer_due, today(escalation.product)
    by = f" by {written(due)}" if due else ""
    late = f"; it is {lateness(escalation, day)}" if escalation.is_late(day) else ""
    return f"{holder} has it, to {holder.owes}{by}{late}."


def lateness(escalation: Escalation, day: dt.date) -> str:
    """How late the answer is on that day: "3 working days late"; empty where it is not."""
    if escalation.answer_due is None or not escalation.is_late(day):
        return ""
    days = working_days_between(escalation.answer_due, day)
    # Due on a Friday, it is late on Saturday, though no working day has passed.
    return f"{days} working day{'s' if days > 1 else ''} late" if days else "late"


def judgement_sentence(thing: Claim | Proposal) -> str:
    """What each side says of a claim or a position; empty where neither did.

    Reads prefetched judgements.
    """
    if thing.verdict is not None:
        return f"it was {'true' if thing.verdict else 'not true'}"
    rows = sorted(thing.judgements.all(), key=lambda row: row.side)
    if not rows:
        return ""
    said = " and ".join(str(row) for row in rows)
    if len(rows) > 1:
        return f"{said}: it counts for neither"
    judge = "product" if isinstance(thing, Claim) else "sales"
    return f"{said}; {judge} has not judged it yet"


def customer_sentence(escalation: Escalation) -> str:
    """A sentence the rep may send the customer: true today, and promising nothing."""
    name = escalation.title
    said = {
        State.DRAFT: "",
        State.SUBMITTED: f"Your request “{name}” is with our engineers, who are sizing it.",
        State.SIZED: f"We know what “{name}” would take and are weighing it against our plan.",
        State.PROPOSED: f"“{name}” is before our decision makers; nothing is decided yet.",
        State.APPROVED: f"We decided to build “{name}” and will tell you when work starts.",
        State.PLANNED: f"We took “{name}” into our plan; until it is out, plans may change.",
        State.IN_PROGRESS: f"We are working on “{name}”.",
        State.DELIVERED: f"“{name}” is delivered. Tell us how you use it.",
        State.REVIEWED: f"“{name}” is delivered. Tell us how you use it.",
        State.DECLINED: f"We decided not to build “{name}”; I can explain why.",
        State.DEFERRED: f"We are not building “{name}” now and will look at it again later.",
        State.REDIRECTED: f"We can do “{name}” beside our product; I will send you an offer.",
        State.WITHDRAWN: "",
        State.CANCELLED: f"We stopped the work on “{name}”; I can explain why.",
    }
    return said[State(escalation.state)]
