"""Earlier requests whose title resembles what is being written."""

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from company.models import Product
from escalations.models import Escalation
from escalations.states import State

ENOUGH = 58
MOST = 5
SHORTEST = 8


@dataclass(frozen=True)
class Similar:
    """One earlier request, and how similar its title is, in percent."""

    escalation: Escalation
    score: int


def similar_to(product: Product, text: str, other_than: Escalation | None) -> list[Similar]:
    """The most similar earlier requests, best first; none for a few letters."""
    if len(text.strip()) < SHORTEST:
        return []
    rows = Escalation.objects.ever_submitted().filter(product=product)
    rows = rows.exclude(title="").exclude(state=State.DRAFT)
    if other_than:
        rows = rows.exclude(pk=other_than.pk)
    # Titles alone are compared; only the few best are read whole.
    known = dict(rows.values_list("pk", "title"))
    matches = process.extract(
        text,
        known,
        scorer=fuzz.token_set_ratio,
        processor=str.lower,
        score_cutoff=ENOUGH,
        limit=MOST,
    )
    details = Escalation.objects.select_related("customer", "product").in_bulk(
        [pk for _, _, pk in matches]
    )
    return [Similar(details[pk], round(score)) for _, score, pk in matches]
