"""What stands in the way of a request while it is sized and not decided. Nothing of it blocks."""

from collections.abc import Callable

from company.cached_reads import cached_until_changed
from escalations.displacements.rows import Row
from escalations.displacements.weaknesses import weaknesses
from escalations.models import Escalation
from escalations.routing import unnamed_way
from escalations.states import State

# What stands in the way of a decision is governance's to say, by the check it is judged by.
WARNERS: list[Callable[[Escalation], list[str]]] = []


@cached_until_changed
def sentences_of_warning(escalation: Escalation) -> list[str]:
    """What stands in its way while it is sized and not decided; nothing of it blocks."""
    sizing = escalation.latest_sizing
    if sizing is None or escalation.state not in (State.SIZED, State.PROPOSED):
        return []
    proposal = escalation.latest_proposal
    rows = [Row.of(row) for row in proposal.rows.all()] if proposal else []
    unnamed = unnamed_way(sizing)
    said = [*([unnamed] if unnamed else []), *_by_warners(escalation)]
    return [*said, *weaknesses(escalation.product, rows)]


def _by_warners(escalation: Escalation) -> list[str]:
    return [sentence for warn in WARNERS for sentence in warn(escalation)]
