"""What a proposal would mean while it is being written. Nothing is saved."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from company.access import person_of
from company.refusals import Refused
from escalations.access import load_escalation, require_verb
from escalations.forms.displacements import ProposeForm
from escalations.states import after
from governance.approvals.impact import tried_out


@require_POST
def propose_preview(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The summary beside the form; rows that are half typed count for nothing yet."""
    person = person_of(request)
    escalation = load_escalation(person, pk, slug)
    require_verb(person, "propose", escalation)
    context: dict[str, object] = {"product": escalation.product, "escalation": escalation}
    try:
        after("propose", escalation.state)
    except Refused as error:
        context["refused"] = error.detail
    else:
        context["it"] = tried_out(ProposeForm(request.POST, escalation=escalation))
    return render(request, "governance/_preview.html", context)
