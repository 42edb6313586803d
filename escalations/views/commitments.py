"""What was promised to customers: the list, adding a promise, changing it and keeping it."""

import datetime as dt
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

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
from company.refusals import Refused
from escalations.deals import keep_commitment
from escalations.forms.commitment import CommitmentForm
from escalations.models import Commitment
from escalations.promise_answers import answer_promises


@require_safe
def commitment_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The promises chosen by the URL's filters; open ones, the first due first, without any."""
    person = person_of(request)
    product = load_product(person, slug)
    found = shown(request, product, "promises", _columns(request), _filtered(request, product))
    if found.file:
        return found.file
    context = {
        "product": product,
        "list": found,
        "says_ended": _says_ended(request),
        "chosen": request.GET,
        "today": today(product),
        "may_keep": may(person, product.pk, "keep commitments"),
        "seen": {row.escalation_id for row in found.page if _is_told(request, row)},
    }
    return render(request, "escalations/commitment_list.html", context)


def _says_ended(request: HttpRequest) -> bool:
    """Whether the list shows kept or broken promises."""
    return request.GET.get("kept", "") not in ("", "late")


def _columns(request: HttpRequest) -> list[Column]:
    columns = [
        Column("what", "What", str, "what"),
        Column("customer", "To", lambda row: str(row.customer), "customer__name"),
        Column("due", "By", attrgetter("due"), "due"),
        Column("source", "Promised in", lambda row: row.get_source_display(), "source"),
        Column("weeks", "Takes, wk", attrgetter("weeks"), "weeks", is_number=True),
    ]
    if _says_ended(request):
        columns.append(Column("kept", "Kept", _ended, "kept_on"))
    return columns


def _ended(row: Commitment) -> str | dt.date | None:
    return f"broken {row.broken_on.isoformat()}" if row.broken_on else row.kept_on


def _filtered(request: HttpRequest, product: Product) -> QuerySet[Commitment]:
    rows = Commitment.objects.filter(product=product).select_related("customer", "escalation")
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(what__icontains=text) | rows.filter(customer__name__icontains=text)
    if request.GET.get("kept") == "yes":
        return rows.filter(kept_on__isnull=False).order_by("-kept_on", "pk")
    if request.GET.get("kept") == "broken":
        return rows.filter(broken_on__isnull=False).order_by("-broken_on", "pk")
    if request.GET.get("kept") == "all":
        return rows.order_by("due", "pk")
    still_open = rows.open().order_by("due", "pk")
    if request.GET.get("kept") == "late":
        return still_open.filter(due__lt=today(product))
    return still_open


def _is_told(request: HttpRequest, row: Commitment) -> bool:
    """Whether its request may be named: not if it is somebody else's draft."""
    return row.escalation is not None and not row.escalation.is_hidden_from(person_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
def commitment_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a promise; `?customer=` and `?escalation=` are filled in."""
    person = person_of(request)
    product = load_product(person, slug)
    named = {name: request.GET.get(name) for name in ("customer", "escalation")}
    form = CommitmentForm(posted(request), product=product, person=person, initial=named)
    return _written(request, product, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def commitment_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    person = person_of(request)
    product = load_product(person, slug)
    rows = Commitment.objects.select_related("product", "escalation")
    found = rows.filter(product=product, pk=pk).first()
    if found is None:
        raise Http404("No promise of that number is open to you.")
    form = CommitmentForm(posted(request), product=product, person=person, instance=found)
    return _written(request, product, form, found)


@require_POST
def promise_answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the monthly answer; "something else" leads to the form of a promise."""
    product = load_product(person_of(request), slug)
    nothing_else = request.POST.get("nothing_else") == "yes"
    try:
        answer_promises(product=product, nothing_else=nothing_else, actor=person_of(request))
    except Refused as error:
        messages.warning(request, error.detail)
        return redirect("escalations:commitment_list", slug=slug)
    if not nothing_else:
        return redirect("escalations:commitment_new", slug=slug)
    messages.info(request, "Thank you: the report says that you were asked and know of no other.")
    return redirect("escalations:commitment_list", slug=slug)


def _written(
    request: HttpRequest, product: Product, form: CommitmentForm, found: Commitment | None
) -> HttpResponse:
    person = person_of(request)
    require(person, product.pk, "keep commitments")
    if keep_in_form(form, keep_commitment, person, product=product):
        messages.info(request, f"What {form.kept.customer} was promised stands in the report.")
        return redirect("escalations:commitment_list", slug=product.slug)
    context: dict[str, Any] = {"product": product, "form": form, "commitment": found}
    if found is not None:
        context["changes"] = what_changed(
            product, Source(found.history.all()), everything=asks_for_all_changes(request)
        )
    template = "escalations/commitment_form.html"
    return render(request, template, context, status=status_of(form))
