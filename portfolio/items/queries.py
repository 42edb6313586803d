"""Facts about items: the slice of specials, and who uses what."""

from django.db.models import F, QuerySet

from company.models import Product
from portfolio.models import Item, Slice, Usage

# An item meant for all that at most so many customers use is called narrow.
FEW = 2


def specials_slice(product: Product) -> Slice:
    return Slice.objects.get(product=product, is_specials=True)


def items_going_on(found: Slice) -> QuerySet[Item]:
    """Items of a slice that are neither finished nor closed, by title."""
    rows = Item.objects.filter(slice=found, finished_on=None, closed_on=None)
    return rows.order_by("title", "pk")


def use_of(item_id: int) -> QuerySet[Usage]:
    """The customers who use the item, the latest use first."""
    rows = Usage.objects.filter(item=item_id).select_related("customer")
    return rows.order_by(F("last_used_on").desc(nulls_last=True), "customer__name")
