"""The monthly question about core items in no plan that one customer waits for (DESIGN 4.2)."""

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse

from company import clock
from company.calendar import first_working_day, today
from company.models import Notice, Person, Product, Role
from company.notices import notify
from escalations.models import Escalation
from portfolio.models import Item, Line, Waiting

# Items a product manager is asked about a month: those waited for the longest.
MOST_A_MONTH = 5


def items_to_ask(product: Product) -> QuerySet[Item]:
    """Core items going on, in no plan, that exactly one customer waits for; longest wait first."""
    going_on = Item.objects.filter(product=product, finished_on=None, closed_on=None)
    planned = Exists(Line.objects.filter(item=OuterRef("pk")))
    asked = Exists(Escalation.objects.filter(item=OuterRef("pk")))
    is_open = Q(waiting__until__isnull=True)
    return (
        going_on.exclude(slice__is_specials=True)
        .annotate(
            customers=Count("waiting__customer", filter=is_open, distinct=True),
            since=Min("waiting__since", filter=is_open),
        )
        .filter(~planned, ~asked, customers=1)
        .order_by("since", "pk")
    )


def ask_whether_special(product: Product) -> None:
    """Ask each product manager, from the month's first working day on, once a month about an
    item.
    """
    day = today(product)
    if day < first_working_day(day):
        return
    items = list(items_to_ask(product)[:MOST_A_MONTH])
    waiting = Waiting.objects.open().filter(item__in=items).select_related("customer")
    names = {wait.item_id: str(wait.customer) for wait in waiting}
    managers = list(_managers(product)) if items else []
    for item in items:
        notify(
            managers,
            product=product,
            kind=Notice.Kind.IS_SPECIAL,
            text=f"{item} is in no plan, and only {names[item.pk]} waits for it. Special?",
            path=reverse("plan:item_detail", args=[product.slug, item.pk]),
            key=f"special:{item.pk}:{day:%Y-%m}",
            at=clock.now(),
        )


def _managers(product: Product) -> QuerySet[Person]:
    held = Q(memberships__product=product, memberships__role=Role.PRODUCT_MANAGER)
    return Person.objects.filter(held, is_active=True)
