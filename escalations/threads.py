"""Questions, answers, sizings and positions of a request, as one thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from company.access import Someone
from escalations.access import can
from escalations.models import Escalation, Event
from escalations.states import is_possible

KINDS = frozenset({"send_back", "answer", "size", "propose"})


@dataclass(frozen=True)
class Said:
    """One step of the thread with its words."""

    event: Event
    text: str


@dataclass(frozen=True)
class Thread:
    said: Sequence[Said]
    may_ask: bool
    may_answer: bool
    # Whether a question waits for this person: then the page opens with the thread.
    is_asked: bool


def thread_of(escalation: Escalation, person: Someone) -> Thread:
    """The thread, and whether `person` may ask or answer. Reads what `whole` prefetched."""
    # A sizing and its step are written with one instant; the note is only on the sizing.
    notes = {sizing.at: sizing.note for sizing in escalation.sizings.all()}
    said = [
        Said(event, f"{event.text} {notes.get(event.at, '')}".strip())
        for event in escalation.events.all()
        if event.kind in KINDS
    ]
    may_answer = escalation.is_sent_back and can(person, "answer", escalation)
    may_ask = is_possible("send_back", escalation.state) and can(person, "send_back", escalation)
    return Thread(said, may_ask and not escalation.is_sent_back, may_answer, may_answer)
