"""What stands in the way of a request that is sized and not decided. Nothing of it blocks."""

from collections.abc import Callable

from company.cached_reads import cached_until_changed
from escalations.displacements.rows import Row
from escalations.displacements.weaknesses import weaknesses
from escalations.models import Escalation
from escalations.routing import unnamed_way
from escalations.states import State

# Filled by config/wiring.py: governance warns by the check that decides, and cannot be imported.
WARNERS: list[Callable[[Escalation], list[str]]] = []


@cached_until_changed
def sentences_of_warning(escalation: Escalation) -> list[str]:
    """Sentences on what stands in its way; none unless it is sized or proposed."""
    sizing = escalation.latest_sizing
    if sizing is None or escalation.state not in (State.SIZED, State.PROPOSED):
        return []
    proposal = escalation.latest_proposal
    rows = [Row.of(row) for row in proposal.rows.all()] if proposal else []
    unnamed = unnamed_way(sizing)
    sentences = [*([unnamed] if unnamed else []), *_by_warners(escalation)]
    return [*sentences, *weaknesses(escalation.product, rows)]


def _by_warners(escalation: Escalation) -> list[str]:
    return [sentence for warn in WARNERS for sentence in warn(escalation)]
