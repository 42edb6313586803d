"""Effort: what was really done in a period, item by item, and logging a team's week."""

import datetime as dt
import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_safe

from company.access import load_product, may, person_of, require
from company.calendar import FIRST_YEAR, LAST_YEAR, bounds, running_quarter
from company.form_actions import posted, query_without_page, run_in_form
from company.models import Product
from company.templatetags.daylight import day
from company.units import weeks_of
from portfolio.effort.actions import log_effort
from portfolio.effort.by_item import work_by_item
from portfolio.effort.forms import EffortForm
from portfolio.items.lookup import suggestions
from portfolio.models import Item, Slice

PER_PAGE = 50


@require_safe
def effort_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The effort of the core teams by item; period and slice live in the URL."""
    person = person_of(request)
    product = load_product(person, slug)
    first, last = _period(request, product)
    chosen = request.GET.get("slice", "")
    work = work_by_item(product, first, last + dt.timedelta(days=1), chosen)
    context = {
        "product": product,
        "first": first,
        "last": last,
        "chosen": chosen,
        "slices": Slice.objects.filter(product=product),
        "work": work,
        "page": Paginator(work.rows, PER_PAGE).get_page(request.GET.get("page")),
        "query": query_without_page(request),
        "may_log": may(person, product.pk, "log effort"),
    }
    return render(request, "portfolio/effort_list.html", context)


def _period(request: HttpRequest, product: Product) -> tuple[dt.date, dt.date]:
    """The days of `?from=` and `?to=`, both counted; the running quarter where they say none."""
    start, after = bounds(product, running_quarter(product))
    first, last = (_day(request.GET.get(name, "")) for name in ("from", "to"))
    return first or start, last or after - dt.timedelta(days=1)


def _day(text: str) -> dt.date | None:
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found and FIRST_YEAR <= found.year <= LAST_YEAR else None


@require_http_methods(["GET", "HEAD", "POST"])
def effort_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A team's week: several rows at once, all or none."""
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, "log effort")
    form = EffortForm(posted(request), product=product, also=_asked_item(request, product))
    if form.is_valid() and run_in_form(
        form, lambda: log_effort(product=product, rows=form.effort(), actor=person)
    ):
        messages.info(request, _logged(form))
        return redirect("plan:team_list", slug=slug)
    # Specials first, so that they come first in the list that the browser suggests.
    items = [
        *suggestions(product, Item.objects.filter(slice__is_specials=True)),
        *suggestions(product, Item.objects.exclude(slice__is_specials=True)),
    ]
    context = {"product": product, "form": form, "suggestions": items}
    status = 422 if form.is_bound else 200
    return render(request, "portfolio/effort_form.html", context, status=status)


def _asked_item(request: HttpRequest, product: Product) -> Item | None:
    """The item of `?item=`, which stands in the first row."""
    asked = request.GET.get("item", "")
    rows = Item.objects.filter(product=product).select_related("slice")
    return rows.filter(pk=asked).first() if re.fullmatch(r"[0-9]{1,18}", asked) else None


def _logged(form: EffortForm) -> str:
    rows = form.effort()
    weeks = weeks_of(sum(row.minutes for row in rows))
    kinds = len({row.item.pk for row in rows})
    things = "item" if kinds == 1 else "items"
    week = form.cleaned_data["week"]
    return (
        f"{form.cleaned_data['team']}: {weeks} wk on {kinds} {things} in the week of {day(week)}."
    )
