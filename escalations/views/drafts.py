"""What the request form asks for while somebody types: keeping its draft, and what resembles it."""

import zoneinfo

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from company import clock
from company.access import load_product, person_of, require
from company.form_actions import run_in_form
from company.models import Person, Product
from company.texts import number_in
from company.versions import Stale
from escalations.access import load_escalation, require_verb
from escalations.drafts import keep_draft
from escalations.forms.request import EscalationForm, has_passed
from escalations.models import Escalation
from escalations.resembling import resembling
from escalations.similar import similar_to
from escalations.states import State, is_possible


@require_POST
def draft_keep(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what is in the form as a draft; the fragment says when, or why not."""
    person, product = _filer(request, slug)
    standing = _standing(request, person, slug)
    form = EscalationForm(request.POST, product=product, instance=standing)
    form.is_valid()
    is_open = standing is None or standing.state == State.DRAFT
    refusals, is_kept, is_stale = forms.Form({}), False, False
    if form.has_words and is_open:
        key = request.POST.get("key", "")
        try:
            is_kept = run_in_form(refusals, lambda: _keep(product, person, form, key))
        except Stale:
            is_stale = True
    zone = zoneinfo.ZoneInfo(product.time_zone)
    told = {
        "at": timezone.localtime(clock.now(), zone) if is_kept else None,
        "refused": refusals.non_field_errors(),
        "is_stale": is_stale,
        "form": form,
        "missing": form.missing,
    }
    answer = render(request, "escalations/_kept.html", told, status=412 if is_stale else 200)
    if is_kept:
        # What the browser keeps of it (static/js/keep.js) is no longer needed.
        answer["HX-Trigger"] = "kept"
    return answer


def _keep(product: Product, person: Person, form: EscalationForm, key: str) -> None:
    keep_draft(product=product, key=key, form=form, actor=person, by_itself=True)


def _filer(request: HttpRequest, slug: str) -> tuple[Person, Product]:
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, "file an escalation")
    return person, product


def _standing(request: HttpRequest, person: Person, slug: str) -> Escalation | None:
    """The request that the edit page works on; None where a new one is written. Raises Http404."""
    number = request.POST.get("draft", "")
    if not number:
        return None
    pk = number_in(number)
    if pk is None:
        raise Http404
    escalation = load_escalation(person, pk, slug)
    require_verb(person, "amend", escalation)
    return escalation


@require_POST
def similar_requests(request: HttpRequest, slug: str) -> HttpResponse:
    """Earlier requests that resemble the words, and what is left of the cap by the day needed."""
    person, product = _filer(request, slug)
    form = EscalationForm(request.POST, product=product)
    form.is_valid()
    standing = _standing(request, person, slug)
    text = f"{request.POST.get('title', '')} {request.POST.get('problem', '')}"
    needed_by = form.cleaned_data.get("needed_by")
    is_open = standing is None or is_possible("submit", standing.state)
    context = {
        "product": product,
        "found": resembling(product, text, similar_to(product, text, standing)),
        "customer": form.cleaned_data.get("customer"),
        "needed_by": needed_by,
        "is_past": is_open and has_passed(product, needed_by),
        "is_meant": form.cleaned_data.get("past_is_meant"),
    }
    return render(request, "escalations/_while_typing.html", context)


@require_safe
def deal_options(request: HttpRequest, slug: str) -> HttpResponse:
    """The deals of the chosen customer, to choose from."""
    _, product = _filer(request, slug)
    chosen = {name: request.GET.get(name, "") for name in ("customer", "deal")}
    form = EscalationForm(product=product, initial=chosen)
    form.offer_deals()
    return render(request, "escalations/_deal_choice.html", {"form": form})
