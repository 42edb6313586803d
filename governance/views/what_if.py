"""What-if: tick undecided requests, and see what approving them together would mean."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from company.access import load_product, person_of
from company.texts import number_in
from escalations.access import can
from escalations.states import is_possible
from governance.approvals.what_if import what_if, what_if_candidates


@require_safe
def what_if_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What approving the ticked requests would mean.

    `?take=` names each request, so the page can be sent to somebody.
    """
    person = person_of(request)
    product = load_product(person, slug)
    offered = what_if_candidates(product)
    ticked = {number_in(text) for text in request.GET.getlist("take")}
    taken = [escalation for escalation in offered if escalation.pk in ticked]
    it = what_if(product, taken)
    uncovered = {row.escalation for row in it.requests if row.displaced_weeks < row.weeks}
    context = {
        "product": product,
        "offered": [(escalation, escalation in taken) for escalation in offered],
        "it": it,
        "to_propose": [
            escalation
            for escalation in taken
            if escalation.pk in uncovered
            and is_possible("propose", escalation.state)
            and can(person, "propose", escalation)
        ],
    }
    return render(request, "governance/what_if.html", context)
