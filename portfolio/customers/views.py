"""Customers: what each waits for, when they renew, and what they pay."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, QuerySet, Sum, When
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
from portfolio.customers.actions import keep_customer
from portfolio.customers.choice import MOST, customers_named
from portfolio.customers.forms import CustomerForm
from portfolio.customers.queries import SOON
from portfolio.models import Customer, Waiting


@require_safe
def customer_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The customers, soonest renewal first; past and unknown dates come last."""
    person = person_of(request)
    product = load_product(person, slug)
    day = today(product)
    rows = _filtered(request, product, day).prefetch_related(
        Prefetch("waiting", Waiting.objects.open().select_related("item"))
    )
    found = shown(request, product, "customers", _columns(product, day), rows)
    if found.file:
        return found.file
    segments = Customer.objects.filter(product=product).exclude(segment="").order_by("segment")
    context = {
        "product": product,
        "list": found,
        "rows": [(customer, customer.renews_in(day)) for customer in found.page],
        "segments": segments.values_list("segment", flat=True).distinct(),
        "ahead": _ahead(product, day),
        "chosen": request.GET,
        "soon": SOON.days,
        "may_keep": may(person, product.pk, "keep customers"),
    }
    return render(request, "portfolio/customer_list.html", context)


def _columns(product: Product, day: dt.date) -> list[Column]:
    return [
        Column("name", "Customer", lambda row: row.name, "name"),
        Column("renews", "Renews", lambda row: row.renewal_date, "renewal_date"),
        Column("days", "In days", lambda row: row.renews_in(day), is_number=True),
        Column("arr", f"A year, {product.currency}", lambda row: row.arr, "arr", is_number=True),
        Column("segment", "Segment", lambda row: row.segment, "segment"),
        Column("waits", "Waits for", _waits_for),
    ]


def _waits_for(customer: Customer) -> str:
    return "; ".join(str(wait.item) for wait in customer.waiting.all())


def _filtered(request: HttpRequest, product: Product, day: dt.date) -> QuerySet[Customer]:
    rows = Customer.objects.filter(product=product)
    text, segment = request.GET.get("q", "").strip(), request.GET.get("segment", "")
    if text:
        rows = rows.filter(name__icontains=text)
    if segment:
        rows = rows.filter(segment=segment)
    if request.GET.get("waiting"):
        rows = rows.filter(Exists(Waiting.objects.open().filter(customer=OuterRef("pk"))))
    if request.GET.get("renews") == "soon":
        rows = rows.filter(renewal_date__gt=day, renewal_date__lte=day + SOON)
    is_ahead = Case(When(renewal_date__gt=day, then=0), default=1)
    soonest = F("renewal_date").asc(nulls_last=True)
    return rows.order_by(is_ahead, soonest, "name")


def _ahead(product: Product, day: dt.date) -> dict[str, Any]:
    """How many customers who wait renew within 90 days (`count`), and their revenue (`arr`)."""
    waits = Exists(Waiting.objects.open().filter(customer=OuterRef("pk")))
    rows = Customer.objects.filter(
        waits, product=product, renewal_date__gt=day, renewal_date__lte=day + SOON
    )
    return rows.aggregate(count=Count("pk"), arr=Sum("arr"))


def load_customer(request: HttpRequest, slug: str, pk: int) -> tuple[Product, Customer]:
    """The product and its customer. Raises Http404."""
    product = load_product(person_of(request), slug)
    customer = Customer.objects.filter(product=product, pk=pk).select_related("product").first()
    if customer is None:
        raise Http404("No customer of that number is open to you.")
    return product, customer


@require_safe
def customer_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    product, customer = load_customer(request, slug, pk)
    context = {
        "product": product,
        "customer": customer,
        "waiting": customer.waiting.open().select_related("item__slice").order_by("since"),
        "days": customer.renews_in(today(product)),
        "may_keep": may(person_of(request), product.pk, "keep customers"),
        "changes": what_changed(
            product,
            Source(customer.history.all()),
            Source(
                Waiting.history.filter(customer=customer),
                called="Waits for",
                named_by="item",
                unsaid=("customer",),
            ),
            everything=asks_for_all_changes(request),
        ),
    }
    return render(request, "portfolio/customer_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def customer_new(request: HttpRequest, slug: str) -> HttpResponse:
    product = load_product(person_of(request), slug)
    return _written(request, product, CustomerForm(posted(request), product=product), None)


@require_http_methods(["GET", "HEAD", "POST"])
def customer_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    product, customer = load_customer(request, slug, pk)
    form = CustomerForm(posted(request), product=product, instance=customer)
    return _written(request, product, form, customer)


def _written(
    request: HttpRequest, product: Product, form: CustomerForm, customer: Customer | None
) -> HttpResponse:
    person = person_of(request)
    require(person, product.pk, "keep customers")
    if keep_in_form(form, keep_customer, person, product=product):
        messages.info(request, f"{form.kept} is kept.")
        return redirect("plan:customer_detail", slug=product.slug, pk=form.kept.pk)
    context = {"product": product, "form": form, "customer": customer}
    template = "portfolio/customer_form.html"
    return render(request, template, context, status=status_of(form))


@require_safe
def customer_options(request: HttpRequest, slug: str) -> HttpResponse:
    """Customers whose name holds what is typed, to choose from; with `add` also a new one."""
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, "file an escalation")
    words = request.GET.get("customer_name", "").strip()
    found = list(customers_named(product, words)[:MOST])
    context = {
        "product": product,
        "found": found,
        "words": words,
        "is_named": any(customer.name.casefold() == words.casefold() for customer in found),
        "may_add": "add" in request.GET and may(person, product.pk, "keep customers"),
    }
    return render(request, "portfolio/_customer_options.html", context)
