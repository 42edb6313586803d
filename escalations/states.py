"""The life of an escalation (DESIGN 4.10): every state, and what leads where."""

from django.db import models

from company.refusals import Refused


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    SIZED = "sized", "Sized"
    PROPOSED = "proposed", "Proposed"
    APPROVED = "approved", "Approved"
    PLANNED = "planned", "Planned"
    IN_PROGRESS = "in_progress", "In progress"
    DELIVERED = "delivered", "Delivered"
    REVIEWED = "reviewed", "Reviewed"
    DECLINED = "declined", "Declined"
    DEFERRED = "deferred", "Deferred"
    REDIRECTED = "redirected", "Redirected"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CANCELLED = "cancelled", "Cancelled"


# Working days until an answer is due, and from then until an executive may stand in.
ANSWER_DAYS = IN_PLACE_DAYS = 5

UNDECIDED = (State.SUBMITTED, State.SIZED, State.PROPOSED)
UNDERWAY = (State.APPROVED, State.IN_PROGRESS)
CLOSED = (State.DELIVERED, State.REVIEWED, State.CANCELLED)
APPROVED_ONCE = (*UNDERWAY, *CLOSED)
BEFORE_APPROVAL = (State.DRAFT, *UNDECIDED, State.DEFERRED)
# Open: somebody has it and owes an answer.
OPEN = (State.DRAFT, *UNDECIDED, *UNDERWAY, State.DELIVERED)

# verb -> (from these states, to this one; None stays where it is)
TRANSITIONS: dict[str, tuple[tuple[State, ...], State | None]] = {
    "amend": (BEFORE_APPROVAL, None),
    "submit": ((State.DRAFT, State.DEFERRED), State.SUBMITTED),
    "size": (UNDECIDED, State.SIZED),
    "confirm": ((State.SIZED, State.PROPOSED), None),
    "propose": ((State.SIZED, State.PROPOSED), State.PROPOSED),
    "send_back": (UNDECIDED, State.SUBMITTED),
    "answer": ((State.SUBMITTED,), None),
    "withdraw": (BEFORE_APPROVAL, State.WITHDRAWN),
    "rank": ((State.PROPOSED,), None),
    "approve": ((State.PROPOSED,), State.APPROVED),
    "take_into_plan": ((State.SIZED, State.PROPOSED), State.PLANNED),
    "decline": (UNDECIDED, State.DECLINED),
    "defer": (UNDECIDED, State.DEFERRED),
    "redirect": (UNDECIDED, State.REDIRECTED),
    "join": ((*UNDECIDED, State.DEFERRED, State.PLANNED, *UNDERWAY), None),
    "leave": ((*UNDECIDED, State.DEFERRED, State.PLANNED, *UNDERWAY), None),
    "offload": ((*UNDERWAY, State.DELIVERED, State.REVIEWED), None),
    "reestimate": (UNDERWAY, None),
    "continue": (UNDERWAY, None),
    "forecast": (UNDERWAY, None),
    "start": ((State.APPROVED,), State.IN_PROGRESS),
    "deliver": ((State.IN_PROGRESS,), State.DELIVERED),
    "cancel": (UNDERWAY, State.CANCELLED),
    "confirm_total": (CLOSED, None),
    "judge": ((State.DELIVERED, State.REVIEWED), None),
    "retire": ((State.DELIVERED, State.REVIEWED), None),
    "say_use": ((State.DELIVERED, State.REVIEWED), None),
    "say_deal": ((State.DECLINED,), None),
    "review": ((State.DELIVERED,), State.REVIEWED),
}

# How refusals word verbs that do not read well before "it".
DOING = {"say_use": "say who uses", "say_deal": "say what became of the deal of"}


def is_possible(verb: str, state: str) -> bool:
    """Whether the verb is allowed in that state."""
    return state in TRANSITIONS[verb][0]


def after(verb: str, state: str) -> str:
    """The state that the verb leads to. Raises Refused wrong-state."""
    sources, target = TRANSITIONS[verb]
    if state not in sources:
        names = " or ".join(source.label.lower() for source in sources)
        doing = DOING.get(verb) or verb.replace("_", " ").replace("reestimate", "re-estimate")
        raise Refused(
            "wrong-state",
            f"It is {State(state).label.lower()}. To {doing} it, it must be {names}.",
            state=state,
        )
    return target or state
