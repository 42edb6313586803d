"""What stands first on a request's page in each state, and what is folded to one line."""

from dataclasses import dataclass

from escalations.models import Escalation
from escalations.queries import is_confirmed
from escalations.states import State

# The open parts of the page in each state, the next to work on first.
NOW: dict[str, tuple[str, ...]] = {
    State.DRAFT: ("problem", "claims"),
    State.SUBMITTED: ("problem", "claims"),
    State.SIZED: ("problem", "claims"),
    State.PROPOSED: ("displacement", "problem", "claims"),
    State.APPROVED: ("decisions", "displacement"),
    State.IN_PROGRESS: ("decisions", "displacement"),
    State.DELIVERED: ("claims", "decisions"),
    State.REVIEWED: ("review", "decisions"),
}
DECIDED = ("decisions",)
# Parts that are folded to one line once they are not open.
FOLDED = ("problem", "claims", "sizing", "displacement")


@dataclass(frozen=True)
class Part:
    name: str

    @property
    def template(self) -> str:
        return f"escalations/parts/{self.name}.html"


@dataclass(frozen=True)
class Parts:
    """The parts that are open on the page, in their order, and those folded."""

    now: list[Part]
    done: list[Part]


def page_parts_of(escalation: Escalation) -> Parts:
    """The parts of its page. Reads what `whole` prefetched."""
    sizing = escalation.latest_sizing
    now = list(NOW.get(escalation.state, DECIDED))
    if escalation.state in (State.SIZED, State.PROPOSED) and sizing and not is_confirmed(sizing):
        now.insert(0, "sizing")
    has_rows = escalation.displacements.all() or escalation.product_proposal
    there = {"sizing": bool(sizing), "displacement": bool(has_rows)}
    return Parts(
        now=[Part(name) for name in now if there.get(name, True)],
        done=[Part(name) for name in FOLDED if name not in now and there.get(name, True)],
    )
