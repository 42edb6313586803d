"""The sales VP's order of the queue: what is proposed, and which of it is first."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from company import histories
from company.cached_reads import cached_until_changed
from company.models import Person, Product
from company.refusals import Malformed
from escalations.models import Escalation
from escalations.states import State
from escalations.transitions import begin_transition


def place_in_queue(escalation: Escalation) -> tuple[object, ...]:
    """The queue's sort key: ranked ones first, the rest by the answer due first."""
    rank = escalation.rank
    return (rank == 0, rank, escalation.answer_due, escalation.pk)


def ready(product: Product) -> QuerySet[Escalation]:
    """What waits for a decision, unsorted: sort it by `place_in_queue`."""
    return Escalation.objects.filter(product=product, state=State.PROPOSED)


@dataclass(frozen=True)
class Place:
    """Where a request stands in the queue, from 1, and its neighbours."""

    number: int
    count: int
    before: Escalation | None
    after: Escalation | None


@cached_until_changed
def place_of(escalation: Escalation) -> Place | None:
    """Its place in the queue as it is ranked now; None for what does not stand there."""
    if escalation.state != State.PROPOSED:
        return None
    rows = ready(escalation.product).only("pk", "title", "rank", "answer_due")
    queue = sorted(rows, key=place_in_queue)
    n = queue.index(escalation)
    return Place(
        number=n + 1,
        count=len(queue),
        before=queue[n - 1] if n else None,
        after=queue[n + 1] if n + 1 < len(queue) else None,
    )


@transaction.atomic
def rank(*, escalation: Escalation, before: int | None, actor: Person) -> Escalation:
    """Place it before another of the queue, or last where `before` is None.

    From then on everything in the queue is ranked, from 1. The history of each that moved says who
    did it. Raises as `begin_transition` does, and Malformed where the other is not in the queue.
    """
    fresh = begin_transition(escalation, "rank", actor)
    queue = sorted(ready(fresh.product).select_for_update(), key=place_in_queue)
    others = [each for each in queue if each.pk != fresh.pk]
    places = [each.pk for each in others]
    if before is not None and before not in places:
        raise Malformed(before=f"No other escalation {before} stands in the queue.")
    others.insert(len(places) if before is None else places.index(before), fresh)
    moved = [(each, n) for n, each in enumerate(others, start=1) if each.rank != n]
    for each, n in moved:
        each.rank = n
    histories.update([each for each, _ in moved], ["rank"], actor=actor)
    return fresh
