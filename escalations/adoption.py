"""Imported special work had no request. Each such item gets the escalation it belongs to."""

from collections.abc import Sequence

from company import clock
from escalations.models import Escalation
from escalations.states import State
from portfolio.models import Item


def adopt_items(item_ids: Sequence[int]) -> list[Escalation]:
    """An escalation for every one of these items in the specials slice that has none.

    Finished work was delivered, without a decision; unfinished work can still be sized and
    decided. Returns them. Called inside the chunk's transaction; a fixed number of queries.
    """
    orphans = Item.objects.filter(
        pk__in=item_ids, slice__is_specials=True, escalation__isnull=True
    ).select_related("product")
    now = clock.now()
    return Escalation.objects.bulk_create(
        Escalation(
            product=item.product,
            customer_id=item.customer_id,
            item=item,
            title=item.title[:200],
            state=State.DELIVERED if item.finished_on else State.SUBMITTED,
            is_imported=True,
            filed_at=item.product.midnight(item.started_on) if item.started_on else now,
            closed_at=item.product.midnight(item.finished_on) if item.finished_on else None,
        )
        for item in orphans
    )
