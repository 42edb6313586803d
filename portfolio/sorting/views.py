"""Sorting what was built, an item a key press; and the page that says what came of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from company.access import load_product, may, person_of, require
from company.form_actions import run_in_form
from company.models import Product
from company.units import weeks_of
from imports.pages.forms import UploadForm
from portfolio.items.views import load_item
from portfolio.models import Customer, Item
from portfolio.sorting.actions import last_sorted, sort_item, undo_sorting
from portfolio.sorting.built import DEFAULT_QUARTERS, MOST_QUARTERS, Built
from portfolio.sorting.forms import SortForm
from portfolio.sorting.suggestions import suggestions
from portfolio.sorting.summary import by_customer, largest_for_one

# Names in the list to choose from: with thousands the page would be slow.
MOST_NAMES = 500


def quarters_asked(request: HttpRequest) -> int:
    """The number of quarters in the address; four where it has no sensible one."""
    asked = request.GET.get("quarters", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 3):
        return DEFAULT_QUARTERS
    return min(max(int(asked), 1), MOST_QUARTERS)


@require_safe
def sort(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask about the largest item that nobody has sorted yet."""
    product = load_product(person_of(request), slug)
    return _board(request, product)


@require_POST
def sort_one(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    person = person_of(request)
    product, item = load_item(request, slug, pk)
    require(person, product.pk, "keep items")
    form = SortForm(request.POST, auto_id="%s")

    def answer() -> None:
        given = form.cleaned_data
        sort_item(item=item, answer=given["answer"], customer=given["customer"], actor=person)

    if form.is_valid() and run_in_form(form, answer):
        return _next(request, product)
    return _board(request, product, form=form, asked=item)


@require_POST
def sort_undo(request: HttpRequest, slug: str) -> HttpResponse:
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, "keep items")
    form = SortForm({"answer": "skip"})
    if run_in_form(form, lambda: undo_sorting(product=product, actor=person)):
        return _next(request, product)
    return _board(request, product, form=form)


def _next(request: HttpRequest, product: Product) -> HttpResponse:
    """The next item: as a fragment for htmx, else by redirecting to the page."""
    if getattr(request, "htmx", False):
        return _board(request, product)
    query = request.GET.urlencode()
    return redirect(reverse("plan:sort", args=[product.slug]) + (f"?{query}" if query else ""))


def _board(
    request: HttpRequest, product: Product, form: SortForm | None = None, asked: Item | None = None
) -> HttpResponse:
    """The whole page, or its changing part for htmx; with the form where it was refused."""
    person, quarters = person_of(request), quarters_asked(request)
    built = Built.load(product, quarters)
    names = _names(product)
    context = {
        "product": product,
        "quarters": quarters,
        "built": built,
        "form": form,
        "may_sort": may(person, product.pk, "keep items"),
        "names": list(names.values())[:MOST_NAMES],
        "upload": UploadForm(),
        "last": last_sorted(product, person),
        **_one(built, names, asked),
    }
    part = "#board" if getattr(request, "htmx", False) else ""
    status = 422 if form is not None else 200
    return render(request, f"portfolio/sort.html{part}", context, status=status)


def _one(built: Built, names: dict[int, str], asked: Item | None) -> dict[str, Any]:
    """The item asked about: the one whose answer was refused, else the next."""
    by_number = {item.pk: item for item in built.unsorted}
    pk = asked.pk if asked and asked.pk in by_number else next(iter(by_number), None)
    if pk is None:
        return {"item": None}
    item = Item.objects.select_related("slice").get(pk=pk)
    return {
        "item": item,
        "weeks": weeks_of(by_number[pk].size) if built.is_by_weeks else None,
        "was_skipped": by_number[pk].is_skipped,
        "suggestions": suggestions(by_number[pk], built, names),
    }


def _names(product: Product) -> dict[int, str]:
    """The product's customers' names by id, in the order of names."""
    rows = Customer.objects.filter(product=product).order_by("name")
    return dict(rows.values_list("pk", "name"))


@require_safe
def what_we_built(request: HttpRequest, slug: str) -> HttpResponse:
    """One page to take along: the range, the largest items, the customers, and the method."""
    product, quarters = load_product(person_of(request), slug), quarters_asked(request)
    built, names = Built.load(product, quarters), _names(product)
    context = {
        "product": product,
        "quarters": quarters,
        "built": built,
        "largest": largest_for_one(built, names),
        "customers": by_customer(built, names),
    }
    return render(request, "portfolio/what_we_built.html", context)
