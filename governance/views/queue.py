"""The queue: what is ready to decide, its order, and some of it side by side."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from company.access import load_product, may, person_of
from company.form_actions import run_in_form
from company.texts import number_in
from escalations.access import load_escalation, require_verb
from escalations.ranking import rank
from governance.approvals.compare import MOST, compare
from governance.approvals.queue import queue
from governance.approvals.verdicts import Verdicts
from governance.forms import RankForm

# Rows of the page's first answer; the others are shown on request.
SHOWN = 50


@require_safe
def queue_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything ready to decide, with its check and what this person may do."""
    person = person_of(request)
    product = load_product(person, slug)
    found, verdicts = queue(product), Verdicts(person, product)
    shown = len(found.rows) if "all" in request.GET else SHOWN
    context = {
        "product": product,
        "queue": found,
        "rows": [
            (row, moves, verdicts.of(row.escalation, row.check))
            for row, moves in found.with_moves[:shown]
        ],
        "others": found.rows[shown:],
        "may_rank": may(person, product.pk, "rank it"),
    }
    return render(request, "governance/queue.html", context)


@require_POST
def queue_rank(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Move a request to another place of the queue.

    `quietly` is sent by the script that has moved the row itself: it gets 204, or 409 if refused.
    """
    person = person_of(request)
    escalation = load_escalation(person, pk, slug)
    require_verb(person, "rank", escalation)
    form = RankForm(request.POST)
    if form.is_valid():
        before = form.cleaned_data["before"]
        run_in_form(form, lambda: rank(escalation=escalation, before=before, actor=person))
    for said in form.errors.values():
        messages.info(request, " ".join(map(str, said)))
    if "quietly" in request.POST:
        return HttpResponse(status=409 if form.errors else 204)
    return redirect(f"{reverse('governance:queue', args=[slug])}#request-{pk}")


@require_safe
def queue_compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Requests side by side; `?escalation=` names each."""
    person = person_of(request)
    product = load_product(person, slug)
    asked = {number_in(text) for text in request.GET.getlist("escalation")}
    chosen = {pk for pk in asked if pk is not None}
    it = compare(product, chosen, person)
    context = {"product": product, "it": it, "most": MOST, "missing": len(chosen) > MOST}
    return render(request, "governance/queue_compare.html", context)
