"""What an escalation costs in all: filled in beside what that comes to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from company.access import person_of, require
from company.form_actions import posted, run_in_form, status_of
from escalations.access import load_escalation
from escalations.costing import COSTINGS, costing_of, keep_costing
from escalations.forms.costing import CostingForm
from governance.full_costs import cost_in_all


@require_http_methods(["GET", "HEAD", "POST"])
def costing_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Fill in the costing beside what it comes to; `preview` only computes, and saves nothing."""
    person = person_of(request)
    escalation = load_escalation(person, pk, slug)
    require(person, escalation.product_id, COSTINGS.doing)
    form = CostingForm(posted(request), instance=costing_of(escalation))

    def keep() -> None:
        keep_costing(escalation, form.changes(), actor=person, expected=form.expected)

    is_sent = request.method == "POST" and "preview" not in request.POST
    if is_sent and form.is_valid() and run_in_form(form, keep):
        messages.info(request, "Kept. Whoever decides sees it beside what it displaces.")
        return redirect("escalations:escalation_detail", slug=slug, pk=pk)
    context = {
        "escalation": escalation,
        "product": escalation.product,
        "form": form,
        "it": cost_in_all(escalation, form.so_far()),
    }
    return render(request, "governance/costing_edit.html", context, status=status_of(form))
