"""Special work that was imported without a request: each such item gets an escalation."""

from collections.abc import Sequence

from django.db.models import Model

from company import clock, histories
from escalations.models import Escalation
from escalations.states import State
from imports.kinds import Chunk
from imports.models import Import
from portfolio.models import Effort, Item


def adopt_items(chunk: Chunk, item_ids: Sequence[int]) -> list[Escalation]:
    """Create an escalation for each of these items in the specials slice that has none.

    Finished work becomes a delivered one, without a decision; unfinished work can still be sized
    and decided. Call it inside the chunk's transaction; a fixed number of queries.
    """
    orphans = Item.objects.filter(
        pk__in=item_ids, slice__is_specials=True, escalation__isnull=True
    ).select_related("product")
    now = clock.now()
    return histories.create(
        (
            Escalation(
                product=item.product,
                customer_id=item.customer_id,
                item=item,
                title=item.title[:200],
                state=State.DELIVERED if item.finished_on else State.SUBMITTED,
                is_imported=True,
                filed_at=item.product.midnight(item.started_on) if item.started_on else now,
                closed_at=item.product.midnight(item.finished_on) if item.finished_on else None,
                total_confirmed_at=now if item.finished_on else None,
            )
            for item in orphans
        ),
        actor=chunk.actor,
        reason=chunk.reason,
    )


def refuse_closed_effort(model: type[Model], keys: list[int], found: Import) -> str:
    """Why an import's effort cannot be undone once it settled what a special holds; else empty."""
    if model is not Effort:
        return ""
    closed = Escalation.objects.filter(
        item__effort__in=keys, closed_at__gte=found.created_at, is_imported=False
    ).first()
    if closed is None:
        return ""
    return (
        f"{closed} was closed on this effort since, and its cap was settled by it."
        " Log a correction instead."
    )
