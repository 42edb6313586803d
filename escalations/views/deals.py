"""Deals: the list, one deal with its requests, adding and changing one."""

from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from company.access import load_product, may, person_of, require
from company.calendar import today
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
from escalations.deals import keep_deal
from escalations.forms.deal import DealForm
from escalations.models import Deal, Escalation


@require_safe
def deal_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The deals chosen by the URL's filters; open ones, the first to close first, without any."""
    person = person_of(request)
    product = load_product(person, slug)
    rows = _filtered(request, product)
    found = shown(request, product, "deals", _columns(product), rows)
    if found.file:
        return found.file
    context = {
        "product": product,
        "list": found,
        "outcomes": Deal.Outcome.choices,
        "chosen": request.GET,
        "outcome": _outcome(request),
        "today": today(product),
        "may_keep": may(person, product.pk, "keep deals"),
    }
    return render(request, "escalations/deal_list.html", context)


def _columns(product: Product) -> list[Column]:
    return [
        Column("name", "Deal", str, "name"),
        Column("customer", "Customer", lambda row: str(row.customer or ""), "customer__name"),
        Column(
            "amount", f"Amount, {product.currency}", attrgetter("amount"), "amount", is_number=True
        ),
        Column("stage", "Stage", _stage, "stage"),
        Column("closes", "Closes", attrgetter("close_date"), "close_date"),
        Column("requests", "Requests", attrgetter("requests"), "requests", is_number=True),
    ]


def _stage(deal: Deal) -> str:
    if deal.outcome == Deal.Outcome.OPEN:
        return deal.stage or "Open"
    return deal.get_outcome_display()


def _outcome(request: HttpRequest) -> str:
    """The outcome of the deals shown: open ones unless asked otherwise."""
    asked = request.GET.get("outcome", "")
    return asked if asked in (*Deal.Outcome.values, "all") else Deal.Outcome.OPEN


def _filtered(request: HttpRequest, product: Product) -> QuerySet[Deal]:
    rows = Deal.objects.filter(product=product).select_related("customer")
    if text := request.GET.get("q", "").strip():
        found = Q(name__icontains=text) | Q(customer__name__icontains=text)
        rows = rows.filter(found | Q(owner__icontains=text))
    outcome = _outcome(request)
    if outcome != "all":
        rows = rows.filter(outcome=outcome)
    mine = Escalation.objects.visible_to(person_of(request)).values("pk")
    counted = Count("escalations", filter=Q(escalations__in=mine))
    counting = rows.annotate(requests=counted)
    by_date = F("close_date")
    if outcome == Deal.Outcome.OPEN:
        return counting.order_by(by_date.asc(nulls_last=True), "name", "pk")
    return counting.order_by(by_date.desc(nulls_last=True), "name", "pk")


def _load(request: HttpRequest, slug: str, pk: int) -> tuple[Product, Deal]:
    product = load_product(person_of(request), slug)
    rows = Deal.objects.filter(product=product, pk=pk).select_related("product", "customer")
    deal = rows.first()
    if deal is None:
        raise Http404("No deal of that number is open to you.")
    return product, deal


@require_safe
def deal_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    person = person_of(request)
    product, deal = _load(request, slug, pk)
    asked = Escalation.objects.visible_to(person).filter(deal=deal).order_by("-pk")
    context = {
        "product": product,
        "deal": deal,
        "requests": asked.select_related("customer"),
        "may_keep": may(person, product.pk, "keep deals"),
        "changes": what_changed(
            product, Source(deal.history.all()), everything=asks_for_all_changes(request)
        ),
    }
    return render(request, "escalations/deal_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def deal_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a deal; `?customer=` is filled in."""
    product = load_product(person_of(request), slug)
    named = {"customer": request.GET.get("customer")}
    return _written(request, product, DealForm(posted(request), product=product, initial=named))


@require_http_methods(["GET", "HEAD", "POST"])
def deal_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    product, deal = _load(request, slug, pk)
    return _written(request, product, DealForm(posted(request), product=product, instance=deal))


def _written(request: HttpRequest, product: Product, form: DealForm) -> HttpResponse:
    person = person_of(request)
    require(person, product.pk, "keep deals")
    if keep_in_form(form, keep_deal, person, product=product):
        messages.info(request, f"{form.kept} is kept.")
        return redirect("escalations:deal_detail", slug=product.slug, pk=form.kept.pk)
    deal = form.instance if form.instance.pk else None
    context: dict[str, Any] = {"product": product, "form": form, "deal": deal}
    return render(request, "escalations/deal_form.html", context, status=status_of(form))
