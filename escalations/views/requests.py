"""The list of escalations, the request form, and one escalation's page."""

import contextlib
import datetime as dt
import uuid
from operator import attrgetter
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from company.access import load_product, may, person_of, require
from company.calendar import month_bounds
from company.form_actions import (
    asks_for_all_changes,
    posted,
    query_without_page,
    run_in_form,
    status_of,
)
from company.lists.columns import Column
from company.lists.shown import shown
from company.models import Product
from company.units import weeks_of
from escalations.access import can, load_escalation, require_verb, sides_to_confirm
from escalations.actions import submit
from escalations.changes import changes_of
from escalations.deals import newly_won
from escalations.drafts import keep_with_promise
from escalations.filing_for_items import file_for_item
from escalations.forms.request import EscalationForm, has_passed
from escalations.messages import assignee_sentence, customer_sentence
from escalations.models import Deal, Escalation, Sizing
from escalations.needed import NEEDED
from escalations.outcomes import won_anyway
from escalations.page_order import page_parts_of
from escalations.queries import whole, with_spent
from escalations.resembling import resembling
from escalations.similar import similar_to
from escalations.states import OPEN, State, is_possible
from escalations.views import in_place
from escalations.views.steps import Step, has_moved_on, steps_for
from escalations.warnings import sentences_of_warning
from portfolio.as_of import AsOf
from portfolio.customers.choice import customer_by_number
from portfolio.models import Customer, Item

COLUMNS = (
    Column("title", "Request", str, "title"),
    Column("customer", "Customer", lambda row: str(row.customer or ""), "customer__name"),
    Column("state", "State", lambda row: row.get_state_display(), "state"),
    Column("likely", "Likely, wk", attrgetter("likely_weeks"), "likely_weeks", is_number=True),
    Column(
        "spent",
        "Spent, wk",
        lambda row: weeks_of(row.spent_minutes or 0),
        "spent_minutes",
        is_number=True,
    ),
    Column("needed", "Needed by", attrgetter("needed_by"), "needed_by"),
    Column("due", "Due", attrgetter("answer_due"), "answer_due"),
)


@require_safe
def escalation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The product's escalations, chosen by the URL's filters."""
    person = person_of(request)
    product = load_product(person, slug)
    found = shown(request, product, "requests", COLUMNS, _filtered(product, request))
    if found.file:
        return found.file
    context = {
        "list": found,
        "states": State.choices,
        "won_anyway": won_anyway(AsOf(product)),
        "currency": product.currency,
        "chosen": request.GET,
        "may_file": may(person, product.pk, "file an escalation"),
        "query": found.filters,
    }
    return render(request, "escalations/escalation_list.html", context)


def _filtered(product: Product, request: HttpRequest) -> QuerySet[Escalation]:
    likely = Sizing.objects.filter(escalation=OuterRef("pk")).order_by("-pk")
    mine = Escalation.objects.visible_to(person_of(request)).filter(product=product)
    rows = with_spent(mine.select_related("customer", "product")).annotate(
        likely_weeks=Subquery(likely.values("likely_weeks")[:1])
    )
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()
    if state == "open":
        rows = rows.filter(state__in=OPEN)
    elif state in State.values:
        rows = rows.filter(state=state)
    if request.GET.get("by") == "me":
        rows = rows.filter(filed_by=person_of(request))
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(customer__name__icontains=text))
    return _by_deal(product, rows, request.GET.get("deal", ""), request.GET.get("won", ""))


def _by_deal(
    product: Product, rows: QuerySet[Escalation], outcome: str, month: str
) -> QuerySet[Escalation]:
    """Only those whose deal has this outcome, and whose win was entered in this month (2026-11),
    where given: the month that the report counts it in.
    """
    if outcome in Deal.Outcome.values:
        rows = rows.filter(deal__outcome=outcome)
    with contextlib.suppress(ValueError):
        first, after = month_bounds(dt.date.fromisoformat(f"{month}-01"))
        won = newly_won(product, product.midnight(first), product.midnight(after))
        rows = rows.filter(deal__among=won)
    return rows


# The board's columns, each with its states.
STAGES = (
    ("Being written", (State.DRAFT, State.DEFERRED)),
    ("To be sized", (State.SUBMITTED,)),
    ("To be proposed", (State.SIZED,)),
    ("To be decided", (State.PROPOSED,)),
    ("Approved", (State.APPROVED,)),
    ("In progress", (State.IN_PROGRESS,)),
    ("To be reviewed", (State.DELIVERED,)),
)


@require_safe
def escalation_board(request: HttpRequest, slug: str) -> HttpResponse:
    """Open escalations by how far they are; the filters are the list's."""
    person = person_of(request)
    product = load_product(person, slug)
    open_ones = _filtered(product, request).filter(state__in=(*OPEN, State.DEFERRED))
    cards = sorted(open_ones, key=lambda row: (row.answer_due or dt.date.max, row.pk))
    context = {
        "stages": [(name, [c for c in cards if c.state in states]) for name, states in STAGES],
        "count": len(cards),
        "chosen": request.GET,
        "may_file": may(person, product.pk, "file an escalation"),
        "query": query_without_page(request),
    }
    return render(request, "escalations/escalation_board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def escalation_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a request, and keep it as a draft or submit it at once."""
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, "file an escalation")
    if in_place.is_asked(request):
        return _added(request, product, None)
    form = EscalationForm(posted(request), product=product, is_handed_over=_hands_over(request))
    if request.method == "POST" and form.is_valid():
        made: list[Escalation] = []

        def file() -> None:
            key = request.POST.get("key", "")
            made.append(keep_with_promise(product=product, key=key, form=form, actor=person))

        if run_in_form(form, file) and _handed_over(request, form, made):
            return _after_writing(request, made[0] if made else form.kept)
    # Somebody else changed the draft that this form had kept: go on as that draft's edit page.
    return _written(request, product, form, form.kept if form.is_stale else None)


@require_http_methods(["GET", "HEAD", "POST"])
def escalation_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change what was written, or answer a question, while nothing is decided."""
    person = person_of(request)
    escalation = load_escalation(person, pk, slug)
    require_verb(person, "amend", escalation)
    product = escalation.product
    if in_place.is_asked(request):
        return _added(request, product, load_escalation(person, pk, slug))
    form = EscalationForm(
        posted(request),
        product=product,
        instance=load_escalation(person, pk, slug),
        is_handed_over=_hands_over(request),
    )
    if request.method == "POST" and form.is_valid():
        kept: list[Escalation] = []

        def amend() -> None:
            key = request.POST.get("key", "")
            kept.append(keep_with_promise(product=product, key=key, form=form, actor=person))

        if run_in_form(form, amend) and _handed_over(request, form, kept or [escalation]):
            return _after_writing(request, escalation)
    if not form.is_bound and escalation.state == State.DRAFT:
        form.open_at_first_gap()
    return _written(request, product, form, escalation)


def _hands_over(request: HttpRequest) -> bool:
    return request.method == "POST" and "submit" in request.POST


def _handed_over(request: HttpRequest, form: EscalationForm, kept: list[Escalation]) -> bool:
    """Submit what was just kept, if that button was pressed; False where it is refused.

    The form then says why; the request stays kept.
    """
    request_kept = kept[0] if kept else form.kept
    if not _hands_over(request) or has_moved_on(request, "submit", request_kept):
        return True
    person = person_of(request)
    if run_in_form(form, lambda: submit(escalation=request_kept, actor=person)):
        messages.info(request, "Engineering has it now.")
        return True
    request_kept.refresh_from_db(fields=["state"])
    return has_moved_on(request, "submit", request_kept)


def _after_writing(request: HttpRequest, escalation: Escalation) -> HttpResponse:
    if not _hands_over(request):
        messages.info(request, "Saved.")
    return redirect("escalations:escalation_detail", slug=escalation.product.slug, pk=escalation.pk)


def _added(request: HttpRequest, product: Product, escalation: Escalation | None) -> HttpResponse:
    """The form as it was typed, with the new customer or deal chosen, or with why there is none."""
    typed, refused = in_place.add(request, product)
    form = EscalationForm(typed, product=product, instance=escalation)
    answer = _written(request, product, form, escalation, refused)
    answer.status_code = 200 if refused is None else 422
    return answer


def _written(
    request: HttpRequest,
    product: Product,
    form: EscalationForm,
    escalation: Escalation | None,
    refused: forms.Form | None = None,
) -> HttpResponse:
    text = f"{form['title'].value() or ''} {form['problem'].value() or ''}"
    form.offer_deals()
    needed_by = _day_needed(form)
    is_to_hand_over = escalation is None or is_possible("submit", escalation.state)
    context = {
        "product": product,
        "form": form,
        "escalation": escalation,
        "is_to_hand_over": is_to_hand_over,
        "is_past": is_to_hand_over and has_passed(product, needed_by),
        "missing": form.missing if escalation and is_to_hand_over else [],
        "found": resembling(product, text, similar_to(product, text, escalation)),
        "customer": _chosen(form),
        "needed_by": needed_by,
        "in_place": in_place.forms_for(person_of(request), product, refused),
        # One key for all that this page sends, by itself or by a button: it is one request.
        "key": request.POST.get("key") or uuid.uuid4().hex,
    }
    template = "escalations/escalation_form.html"
    return render(request, template, context, status=status_of(form))


def _chosen(form: EscalationForm) -> Customer | None:
    """The customer as it stands in the form, when it is one of the product's."""
    return customer_by_number(form.product, form["customer"].value())


def _day_needed(form: EscalationForm) -> dt.date | None:
    """The day as it stands in the form, when it is one."""
    value = form["needed_by"].value()
    with contextlib.suppress(TypeError, ValueError):
        return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
    return None


@require_safe
def escalation_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One escalation: what is next, what can be done, and its story."""
    person = person_of(request)
    load_escalation(person, pk, slug)
    # Read in full only once it is known to be visible.
    escalation = whole(Escalation.objects.filter(pk=pk)).get()
    steps = steps_for(person, escalation)
    may_amend = can(person, "amend", escalation)
    missing = any(not getattr(escalation, name) for name in NEEDED)
    forward = [step for step in steps if _stands_first(step, escalation, missing)]
    context: dict[str, Any] = {
        "escalation": escalation,
        "parts": page_parts_of(escalation),
        "sides": sorted(sides_to_confirm(person, escalation)),
        "to_write": may_amend and escalation.state == State.DRAFT and missing,
        "forward": forward,
        "others": [step for step in steps if step not in forward and step.verb not in IN_THREAD],
        "product": escalation.product,
        "sizing": escalation.latest_sizing,
        "proposal": escalation.product_proposal,
        "holder": assignee_sentence(escalation),
        "customer_words": customer_sentence(escalation),
        "warnings": sentences_of_warning(escalation),
        "may_amend": may_amend,
        "may_log": may(person, escalation.product_id, "log effort"),
        "changes": changes_of(escalation, person, everything=asks_for_all_changes(request)),
    }
    return render(request, "escalations/escalation_detail.html", context)


# Verbs for which the thread on the page has a form of its own.
IN_THREAD = ("answer", "send_back")


def _stands_first(step: Step, escalation: Escalation, is_incomplete: bool) -> bool:
    """Whether its button is in the page's heading: sizing again is no way forward."""
    if step.verb == "size":
        return escalation.state == State.SUBMITTED
    if step.verb == "submit":
        return not is_incomplete
    return step.is_forward and step.verb not in IN_THREAD


@require_POST
def file_item(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """File core work for one customer as a draft; its author says the rest there."""
    person = person_of(request)
    product = load_product(person, slug)
    for_one = Item.objects.filter(product=product, customer__isnull=False)
    item = for_one.exclude(slice__is_specials=True).filter(pk=pk).first()
    if item is None:
        raise Http404("No item of that number is core work for one customer.")
    made = file_for_item(item=item, actor=person)
    messages.info(request, "Filed. Say what the customer cannot do today, and by when.")
    return redirect("escalations:escalation_detail", slug=slug, pk=made.pk)
