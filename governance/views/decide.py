"""Deciding pages: approve and its alternatives, each a form and one action."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from company.access import person_of
from company.form_actions import posted, run_in_form
from company.models import Person
from escalations.access import can, load_escalation, require_verb
from escalations.forms.steps import ReasonForm
from escalations.models import Escalation
from escalations.ranking import place_of
from escalations.states import is_possible
from escalations.views.steps import Step, decided, has_moved_on, step_view
from governance.approvals import actions as approvals
from governance.approvals.continuing import continue_special, require_decider
from governance.approvals.impact import tried_out
from governance.approvals.reestimate import reestimate
from governance.approvals.retiring import is_retired, retire
from governance.approvals.verdicts import Verdicts
from governance.changed_reasons import may_continue, reason_changed
from governance.forms import ApproveForm, DeferForm, RedirectForm, ReestimateForm
from governance.full_costs import cost_now

DECISIONS = [
    Step(
        "decline",
        "Decline it",
        "Why is it declined?",
        "Decline it with this reason",
        ReasonForm,
        approvals.decline,
        "Declined.",
        floor="governance",
    ),
    Step(
        "defer",
        "Defer it",
        "Why not now?",
        "Defer it with this reason",
        DeferForm,
        approvals.defer,
        "Deferred. It can be submitted again.",
        floor="governance",
    ),
    Step(
        "redirect",
        "Redirect it",
        "Who does it instead?",
        "Redirect it",
        RedirectForm,
        approvals.redirect,
        "Redirected. It does not use the cap.",
        floor="governance",
    ),
    Step(
        "reestimate",
        "Re-estimate it",
        "How many weeks does it take now?",
        "Change its weeks",
        ReestimateForm,
        reestimate,
        "Re-estimated.",
        lede="Fewer weeks give back what the lines lost. More weeks are a new decision.",
        floor="governance",
    ),
    Step(
        "continue",
        "Continue it",
        "Why does it go on?",
        "Continue it with this reason",
        ReasonForm,
        continue_special,
        "It goes on. Its deal counts as it stands now.",
        floor="governance",
        lede="Its reason has changed, and nothing stops by itself.",
        guard=require_decider,
    ),
    Step(
        "retire",
        "Retire it",
        "Why is it retired?",
        "Retire it with this reason",
        ReasonForm,
        retire,
        "Retired. From today nobody carries it.",
        floor="governance",
        lede="A day that passed retires nothing by itself: it is carried until somebody says so.",
    ),
    Step(
        "cancel",
        "Cancel it",
        "Why is it cancelled?",
        "Cancel it with this reason",
        ReasonForm,
        approvals.cancel,
        "Cancelled. Weeks it did not spend went back to their lines.",
        floor="governance",
    ),
]


def decisions_for(person: Person, escalation: Escalation) -> list[Step]:
    """The steps this person can take on it now, besides approving."""
    return [
        step
        for step in DECISIONS
        if is_possible(step.verb, escalation.state)
        and can(person, step.verb, escalation)
        and (step.verb != "continue" or _may_continue(person, escalation))
        and (step.verb != "retire" or not is_retired(escalation))
    ]


def _may_continue(person: Person, escalation: Escalation) -> bool:
    return may_continue(person, escalation) and reason_changed(escalation) is not None


@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The decision: what it pushes out, who waits longer, and what is left afterwards."""
    person = person_of(request)
    escalation = load_escalation(person, pk, slug)
    require_verb(person, "approve", escalation)
    home = redirect("escalations:escalation_detail", slug=slug, pk=pk)
    if has_moved_on(request, "approve", escalation):
        return home
    # Lines other than the proposal's may be many: they are listed only when asked for.
    shows_lines = "lines" in request.GET or "other_lines" in request.POST
    form = ApproveForm(posted(request), escalation=escalation, shows_lines=shows_lines)
    form.for_person(person)
    is_checked = "preview" in request.POST  # the button that checks again without deciding
    is_sent = request.method == "POST" and form.is_valid() and not is_checked
    if is_sent:
        place = place_of(escalation)
        if run_in_form(form, lambda: _approve(escalation, person, form)):
            messages.info(request, "Approved. Its lines gave their weeks.")
            return decided(escalation, place)
        # It may have been refused because somebody else decided meanwhile.
        escalation.refresh_from_db(fields=["state"])
        if has_moved_on(request, "approve", escalation):
            return home
    it = tried_out(form)
    context = {
        "escalation": escalation,
        "product": escalation.product,
        "check": it.check,
        "it": it,
        "costs": cost_now(escalation),
        "verdict": Verdicts(person, escalation.product).of(escalation, it.check),
        "form": form,
        "others": decisions_for(person, escalation),
    }
    return render(request, "governance/approve.html", context, status=422 if form.errors else 200)


def _approve(escalation: Escalation, person: Person, form: ApproveForm) -> None:
    approvals.approve(escalation=escalation, actor=person, **form.values())


def urls() -> list[URLPattern]:
    here = "<slug:slug>/escalations/<int:pk>/"
    views: list[tuple[str, Callable[..., HttpResponse]]] = [
        ("approve", approve),
        *((step.verb, step_view(step)) for step in DECISIONS),
    ]
    return [path(f"{here}{verb}/", view, name=f"step_{verb}") for verb, view in views]
