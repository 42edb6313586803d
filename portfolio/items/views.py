"""Items: the list, one item with its quarters and who waits for it, and changing them."""

import contextlib
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from company.access import load_product, may, person_of, require
from company.calendar import Quarter, running_quarter, today
from company.changes import Source, what_changed
from company.form_actions import (
    asks_for_all_changes,
    keep_in_form,
    posted,
    status_of,
)
from company.lists.columns import Column
from company.lists.shown import shown
from company.models import Product
from company.units import ZERO, weeks_of
from portfolio.customers.actions import keep_waiting, still_waits, stop_waiting, wait_again
from portfolio.customers.forms import WaitingForm
from portfolio.customers.queries import SOON, waiting_for
from portfolio.effort.queries import core_effort_on, minutes_by_quarter, split_weeks
from portfolio.items.actions import keep_item
from portfolio.items.forms import ItemForm
from portfolio.items.queries import use_of
from portfolio.models import Item, Line, Slice, Waiting, WaitingRows

# How many of an item's users its page names.
NAMED_USERS = 3


def load_item(request: HttpRequest, slug: str, pk: int) -> tuple[Product, Item]:
    """The product and its item. Raises Http404."""
    product = load_product(person_of(request), slug)
    item = Item.objects.filter(product=product, pk=pk).select_related("slice", "product").first()
    if item is None:
        raise Http404("No item of that number is open to you.")
    return product, item


@require_safe
def item_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All items; the filters live in the URL."""
    person = person_of(request)
    product = load_product(person, slug)
    quarter = running_quarter(product)
    rows = _filtered(request, product, quarter)
    found = shown(request, product, "items", _columns(quarter), rows)
    if found.file:
        return found.file
    context = {
        "product": product,
        "list": found,
        "slices": Slice.objects.filter(product=product),
        "chosen": request.GET,
        "may_plan": may(person, product.pk, "plan"),
    }
    return render(request, "portfolio/item_list.html", context)


def _columns(quarter: Quarter) -> list[Column]:
    planned, waiting = "planned_weeks", "waiting_count"
    return [
        Column("title", "Item", str, "title"),
        Column("slice", "Slice", lambda row: str(row.slice or "Uncategorised"), "slice__position"),
        Column("planned", f"In {quarter.label}, wk", attrgetter(planned), planned, is_number=True),
        Column("waiting", "Customers waiting", attrgetter(waiting), waiting, is_number=True),
        Column("finished", "Finished", attrgetter("finished_on"), "finished_on"),
    ]


def _filtered(request: HttpRequest, product: Product, quarter: Quarter) -> QuerySet[Item]:
    """The items chosen by the URL's filters.

    Each with `waiting_count` and its `planned_weeks` in the running quarter.
    """
    waiting = Waiting.objects.open().filter(item=OuterRef("pk")).order_by().values("item")
    line = Line.objects.filter(item=OuterRef("pk"), plan__quarter=quarter).values("weeks")
    rows = (
        Item.objects.filter(product=product)
        .select_related("slice")
        .annotate(
            waiting_count=Coalesce(Subquery(waiting.annotate(n=Count("pk")).values("n")), 0),
            planned_weeks=Subquery(line[:1]),
        )
    )
    text, key = request.GET.get("q", "").strip(), request.GET.get("slice", "")
    if text:
        rows = rows.filter(title__icontains=text)
    if key == "uncategorised":
        rows = rows.filter(slice__isnull=True)
    elif key:
        rows = rows.filter(slice__key=key)
    if request.GET.get("open"):
        rows = rows.filter(finished_on__isnull=True, closed_on__isnull=True)
    return rows.order_by("title", "pk")


@require_safe
def item_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    product, item = load_item(request, slug, pk)
    effort = core_effort_on([item.pk])
    spent = minutes_by_quarter(product, effort)
    lines = {line.plan.quarter: line for line in _lines(item)}
    waiting, day = waiting_for([item.pk]).get(item.pk, []), today(product)
    use = use_of(item.pk)
    rows = [
        {"quarter": quarter, "line": lines.get(quarter), "spent": weeks_of(spent.get(quarter, 0))}
        for quarter in sorted({*spent, *lines}, reverse=True)
    ]
    context = {
        "product": product,
        "item": item,
        "rows": rows,
        "split_weeks": split_weeks(effort),
        "waiting": [(wait, wait.customer.renews_in(day)) for wait in waiting],
        "soon": SOON.days,
        "users": use[:NAMED_USERS],
        "more_users": max(0, use.count() - NAMED_USERS),
        "arr": sum((wait.customer.arr for wait in waiting), start=ZERO),
        "may_plan": may(person_of(request), product.pk, "plan"),
        "is_special": bool(item.slice and item.slice.is_specials),
        "changes": what_changed(
            product,
            Source(item.history.all()),
            Source(
                Waiting.history.filter(item=item),
                called="Who waits",
                named_by="customer",
                unsaid=("item",),
            ),
            everything=asks_for_all_changes(request),
        ),
    }
    return render(request, "portfolio/item_detail.html", context)


def _lines(item: Item) -> Any:
    return Line.objects.filter(item=item).select_related("plan")


@require_http_methods(["GET", "HEAD", "POST"])
def item_new(request: HttpRequest, slug: str) -> HttpResponse:
    product = load_product(person_of(request), slug)
    return _written(request, product, ItemForm(posted(request), product=product), None)


@require_http_methods(["GET", "HEAD", "POST"])
def item_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    product, item = load_item(request, slug, pk)
    form = ItemForm(posted(request), product=product, instance=item)
    return _written(request, product, form, item)


def _written(
    request: HttpRequest, product: Product, form: ItemForm, item: Item | None
) -> HttpResponse:
    person = person_of(request)
    require(person, product.pk, "keep items")
    if keep_in_form(form, keep_item, person, product=product):
        messages.info(request, f"{form.kept} is kept.")
        return redirect("plan:item_detail", slug=product.slug, pk=form.kept.pk)
    context = {"product": product, "form": form, "item": item}
    return render(request, "portfolio/item_form.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def waiting_new(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    product, item = load_item(request, slug, pk)
    person = person_of(request)
    require(person, product.pk, "say who waits")
    form = WaitingForm(posted(request), item=item, initial={"since": today(product)})
    if keep_in_form(form, keep_waiting, person, item=item):
        messages.info(request, f"{form.kept.customer} waits for {item}.")
        return redirect("plan:item_detail", slug=slug, pk=pk)
    context = {"product": product, "form": form, "item": item}
    template = "portfolio/waiting_form.html"
    return render(request, template, context, status=status_of(form))


@require_POST
def waiting_stop(request: HttpRequest, slug: str, pk: int, waiting: int) -> HttpResponse:
    _, item = load_item(request, slug, pk)
    require(person_of(request), item.product_id, "say who waits")
    found = _waits_of(item).open().filter(pk=waiting).first()
    if found is None:
        messages.info(request, "They do not wait for it any more.")
    else:
        stop_waiting(found, actor=person_of(request))
        undo = reverse("plan:waiting_again", args=[slug, pk, waiting])
        said = f"{found.customer} no longer waits for {item}."
        messages.info(request, said, extra_tags=undo)
    return redirect("plan:item_detail", slug=slug, pk=pk)


@require_POST
def waiting_still(request: HttpRequest, slug: str, pk: int, waiting: int) -> HttpResponse:
    """Note that they were heard of today."""
    _, item = load_item(request, slug, pk)
    person = person_of(request)
    require(person, item.product_id, "say who waits")
    found = _waits_of(item).open().filter(pk=waiting).first()
    if found is None:
        messages.info(request, "They do not wait for it any more.")
    else:
        still_waits(found, actor=person)
        messages.info(request, f"{found.customer} waits for {item} still, heard today.")
    return redirect("plan:item_detail", slug=slug, pk=pk)


@require_POST
def waiting_again(request: HttpRequest, slug: str, pk: int, waiting: int) -> HttpResponse:
    """Undo: the customer waits as before."""
    _, item = load_item(request, slug, pk)
    person = person_of(request)
    require(person, item.product_id, "say who waits")
    found, said = _waits_of(item).filter(pk=waiting, until__isnull=False).first(), ""
    if found is not None:
        with contextlib.suppress(ValidationError):
            wait_again(found, actor=person)
            said = f"{found.customer} waits again."
    messages.info(request, said or "They wait for it already.")
    return redirect("plan:item_detail", slug=slug, pk=pk)


def _waits_of(item: Item) -> WaitingRows:
    """All waits for the item, also ended ones."""
    return Waiting.objects.filter(item=item).select_related("customer__product", "item__product")
