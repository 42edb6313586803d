"""One simulated request: what it asks for, what becomes of it, and when."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from company.calendar import Quarter
from company.models import Person
from demo.scale.plans import OpenDisplacement
from demo.scale.simulation import Simulation
from escalations.displacements.rows import Row
from escalations.models import (
    Approach,
    Claim,
    Escalation,
    Event,
    Proposal,
    Sizing,
)
from escalations.states import State
from escalations.transitions import apply_transition
from portfolio.models import Item

# The steps of a request's life: the fewest and most days after the step before.
STEPS = {
    "file": (0.0, 0.0),
    "submit": (0.2, 4.0),
    "size": (1.0, 8.0),
    "confirm": (0.5, 4.0),
    "agree": (0.2, 3.0),
    "propose": (1.0, 7.0),
    "decide": (1.0, 8.0),
    "start": (0.5, 9.0),
    "deliver": (12.0, 55.0),
    "review": (7.0, 30.0),
}
FATES = {
    State.REVIEWED: 54,
    State.CANCELLED: 5,
    State.DECLINED: 18,
    State.DEFERRED: 8,
    State.REDIRECTED: 8,
    State.WITHDRAWN: 7,
}
# The states of the requests that are open today, of 60.
OPEN_NOW = {
    State.DRAFT: 4,
    State.SUBMITTED: 8,
    State.SIZED: 7,
    State.PROPOSED: 9,
    State.APPROVED: 10,
    State.IN_PROGRESS: 16,
    State.DELIVERED: 6,
}
REACHED_BY = {
    State.DRAFT: "file",
    State.SUBMITTED: "submit",
    State.SIZED: "size",
    State.PROPOSED: "propose",
    State.APPROVED: "decide",
    State.IN_PROGRESS: "start",
    State.DELIVERED: "deliver",
}
TAKES_LONG = (State.REVIEWED, State.CANCELLED)


@dataclass
class Request:
    """A request. An open one is in the state `stop` today; any other comes to its `fate`."""

    escalation: Escalation
    draw: Random
    fate: State
    stop: State | None
    moments: dict[str, dt.datetime]
    weeks: Decimal
    approach: str = Approach.CORE
    sizing: Sizing | None = None
    proposal: Proposal | None = None
    asked: dict[Quarter, Decimal] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    parts: dict[Quarter, Decimal] = field(default_factory=dict)
    # The weeks of the parts that were spent before the decision.
    before: dict[Quarter, Decimal] = field(default_factory=dict)
    is_slot: bool = False
    displaced: list[OpenDisplacement] = field(default_factory=list)
    # The minutes that will be spent on it until it is delivered, and those spent so far.
    minutes_due: int = 0
    minutes_done: int = 0

    @property
    def item(self) -> Item:
        found = self.escalation.item
        if found is None:
            raise ValueError(f"{self.escalation} has no item before it is sized.")
        return found

    def due(self, now: dt.datetime) -> int:
        """The minutes that should be spent on it by now."""
        begin, end = self.moments["start"], self.moments["deliver"]
        part = max(0.0, min(1.0, (now - begin) / (end - begin)))
        return int(self.minutes_due * part)


def finish_transition(
    sim: Simulation,
    request: Request,
    verb: str,
    actor: Person | None,
    text: str = "",
    **changes: object,
) -> None:
    """Move the request to its next state, as escalations.transitions.finish_transition does.

    Raises Refused wrong-state.
    """
    escalation = request.escalation
    apply_transition(escalation, verb, sim.today)
    for name, value in changes.items():
        setattr(escalation, name, value)
    sim.note(escalation, actor)
    sim.records.add(Event(escalation=escalation, kind=verb, by=actor, at=sim.now, text=text))
