"""Which extension point or partner a request is sent to (DESIGN 4.9)."""

from django.db.models import QuerySet

from company.models import Product
from company.refusals import Malformed
from escalations.models import Sizing
from escalations.models.sizing import Approach
from portfolio.models import ExtensionPoint, Partner

Way = ExtensionPoint | Partner


def named_in[Named: Way](
    model: type[Named], product: Product, pk: int | None, field: str
) -> Named | None:
    """The current one of that id in the product; None for None. Raises Malformed for any other."""
    if pk is None:
        return None
    rows: QuerySet[Named] = model._default_manager.filter(product=product, ended_on=None)
    way = rows.filter(pk=pk).first()
    if way is None:
        raise Malformed(**{field: f"No {model._meta.verbose_name} of number {pk} stands here."})
    return way


def refuse_foreign(product: Product, way: Way | None, field: str) -> None:
    """Raise Malformed for what another product keeps, or what was ended."""
    if way is None:
        return
    if way.product_id != product.pk:
        raise Malformed(**{field: f"{way} belongs to another product."})
    if way.ended_on is not None:
        raise Malformed(**{field: f"{way} was ended on {way.ended_on}: choose one that stands."})


def unnamed_way(sizing: Sizing) -> str:
    """A sentence where nobody said which extension point or partner it goes to; else empty."""
    if sizing.approach == Approach.EXTENSION_POINT and sizing.extension_point_id is None:
        return "It is sized as through an extension point, and nobody has said which."
    if sizing.approach == Approach.PARTNER and sizing.partner_id is None:
        return "It is sized as a partner's work, and nobody has said whose."
    return ""
