"""The items that a team probably worked on: those of the running quarter's plan."""

from company.calendar import running_quarter
from company.models import Product
from portfolio.models import Item, Line

# With the form's empty rows 200 in all: the form has no more.
MOST_PLANNED = 195


def planned_items(product: Product) -> list[Item]:
    """The items of the running quarter's plan, specials first, then slice by slice."""
    lines = Line.objects.filter(
        plan__product=product, plan__quarter=running_quarter(product), item__isnull=False
    )
    rows = Item.objects.filter(lines__in=lines).select_related("slice")
    ordered = rows.order_by("-slice__is_specials", "slice__position", "title", "pk")
    return list(ordered[:MOST_PLANNED])
