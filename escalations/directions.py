"""What kind of company it is to be. The decision is on record, and governs nothing by itself."""

from django.db import transaction

from company import clock
from company.access import require
from company.models import Person, Product
from company.refusals import need_long_reason
from escalations.models import Direction
from ledger import chain

DOING = "say what kind of company it is to be"


@transaction.atomic
def set_direction(*, product: Product, kind: str, reason: str, actor: Person | None) -> Direction:
    """Decide it, with a reason of twenty characters.

    Raises PermissionDenied, ValidationError, and Refused reason-missing or reason-too-short.
    """
    if actor is not None:
        require(actor, product.pk, DOING)
    chain.lock(product)
    need_long_reason(reason, "What kind of company it is to be is kept with its reason: write one")
    made = Direction(product=product, kind=kind, reason=reason.strip(), by=actor, at=clock.now())
    made.full_clean(exclude=["by"])
    made.save()
    chain.append(
        product, "direction_set", actor, made.at, seals=[made], direction=kind, reason=made.reason
    )
    return made
