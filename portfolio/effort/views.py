"""Effort: what was really done in a period, item by item."""

import datetime as dt
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from company.access import load_product, may, person_of
from company.calendar import FIRST_YEAR, LAST_YEAR, bounds, running_quarter
from company.lists.columns import Column
from company.lists.shown import shown
from company.models import Product
from company.units import weeks_of
from portfolio.effort.by_item import work_by_item
from portfolio.models import Slice

COLUMNS = (
    Column("title", "Item", attrgetter("title"), "title"),
    Column("slice", "Slice", lambda row: row.name or "Uncategorised", "name"),
    Column("weeks", "Weeks", lambda row: weeks_of(row.minutes), "minutes", is_number=True),
)


@require_safe
def effort_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The effort of the core teams by item; period and slice live in the URL."""
    person = person_of(request)
    product = load_product(person, slug)
    first, last = _period(request, product)
    chosen = request.GET.get("slice", "")
    work = work_by_item(product, first, last + dt.timedelta(days=1), chosen)
    found = shown(request, product, "effort", COLUMNS, work.rows, last="item")
    if found.file:
        return found.file
    context = {
        "product": product,
        "list": found,
        "first": first,
        "last": last,
        "chosen": chosen,
        "slices": Slice.objects.filter(product=product),
        "work": work,
        "may_log": may(person, product.pk, "log effort"),
    }
    return render(request, "portfolio/effort_list.html", context)


def _period(request: HttpRequest, product: Product) -> tuple[dt.date, dt.date]:
    """The days of `?from=` and `?to=`, both included; the running quarter where they are left
    out.
    """
    start, after = bounds(product, running_quarter(product))
    first, last = (_day(request.GET.get(name, "")) for name in ("from", "to"))
    return first or start, last or after - dt.timedelta(days=1)


def _day(text: str) -> dt.date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None
