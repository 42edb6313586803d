"""One page for each step of an escalation's life: a form, one action, back to the escalation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from company.access import person_of
from company.form_actions import posted, run_in_form
from company.models import Person
from company.views import page_to_return_to
from escalations import actions, forecasts, later_answers
from escalations.access import can, load_escalation, require_verb, sides_to_confirm
from escalations.forms.displacements import ProposeForm
from escalations.forms.steps import (
    AnswerForm,
    DealEndedForm,
    DeliverForm,
    ForecastForm,
    JoinForm,
    JudgeForm,
    LeaveForm,
    OffloadForm,
    QuestionForm,
    ReasonForm,
    ReviewForm,
    SizeForm,
    StepForm,
    TotalForm,
    UseForm,
)
from escalations.forms.take_into_plan import TakeIntoPlanForm
from escalations.joining import join, leave
from escalations.judgements import judge
from escalations.models import PLANNABLE, Escalation
from escalations.offloading import is_core, offload
from escalations.ranking import Place, place_of
from escalations.states import is_possible
from escalations.take_into_plan import take_into_plan


@dataclass(frozen=True)
class Step:
    """A verb as a page: its heading, its buttons, its form and its action."""

    verb: str
    name: str
    heading: str
    button: str
    form: type[StepForm]
    do: Callable[..., Escalation]
    done: str
    template: str = "escalations/step.html"
    lede: str = ""
    is_forward: bool = True
    floor: str = "escalations"
    # Fields that a link to the page may fill in by its query.
    prefilled: tuple[str, ...] = ()
    # A further rule on who may, beside roles: raises PermissionDenied.
    guard: Callable[[Person, Escalation], None] | None = None
    # The action of a second button, which takes the next step as well.
    also: Callable[..., Escalation] | None = None
    also_button: str = ""

    @property
    def is_one_click(self) -> bool:
        """Whether its form asks nothing, so that the request's page can carry the button itself."""
        return self.form is StepForm

    @property
    def url_name(self) -> str:
        return f"{self.floor}:step_{self.verb}"


STEPS = [
    Step(
        "submit",
        "Submit it",
        "Submit this request?",
        "Hand it to engineering",
        StepForm,
        actions.submit,
        "Engineering has it now.",
        lede="Engineering sizes it next; you see who has it and when an answer is due.",
    ),
    Step(
        "answer",
        "Answer the question",
        "What is the answer?",
        "Send the answer",
        AnswerForm,
        actions.answer,
        "Answered. It is back with whoever asked.",
    ),
    Step(
        "size",
        "Size it",
        "What would it take?",
        "Save the sizing",
        SizeForm,
        actions.size,
        "Sized. Product and engineering confirm it next.",
        lede="A range and a sentence are enough. Sizing it again ends confirmations and proposal.",
        also=actions.size_and_confirm,
        also_button="Save it and stand by it",
    ),
    Step(
        "confirm",
        "Confirm the sizing",
        "Do you stand by this sizing?",
        "Stand by it",
        StepForm,
        actions.confirm_own_sides,
        "Confirmed.",
    ),
    Step(
        "propose",
        "Propose what pays for it",
        "What does it push out?",
        "Propose it",
        ProposeForm,
        actions.propose,
        "Proposed. It reserves nothing until it is approved.",
        template="escalations/propose.html",
    ),
    Step(
        "take_into_plan",
        "Take it into the plan",
        "Take it into the plan?",
        "Take it into the plan",
        TakeIntoPlanForm,
        take_into_plan,
        "It is planned work now; whoever wanted it waits for the new item.",
        template="escalations/take_into_plan.html",
    ),
    Step(
        "start",
        "Start it",
        "Start the work?",
        "Start it",
        StepForm,
        actions.start,
        "Work has started.",
    ),
    Step(
        "forecast",
        "Forecast it again",
        "What is left to do?",
        "Keep this forecast",
        ForecastForm,
        forecasts.forecast,
        "Kept. Whoever reads the report sees it today.",
        is_forward=False,
        lede="It approves nothing: weeks beyond those approved still need a re-estimate.",
    ),
    Step(
        "deliver",
        "Deliver it",
        "Is it delivered?",
        "It is delivered",
        DeliverForm,
        actions.deliver,
        "Delivered. Weeks it did not need went back to their lines.",
    ),
    Step(
        "confirm_total",
        "Confirm its total",
        "Is all work on it logged?",
        "All of it is logged",
        TotalForm,
        actions.confirm_total,
        "Its total is confirmed: it holds what was spent.",
        lede="Until engineering says so, it keeps the weeks that were approved."
        " None at all is an answer, too.",
    ),
    Step(
        "review",
        "Review it",
        "What became of it?",
        "Keep this review",
        ReviewForm,
        actions.review,
        "Reviewed.",
    ),
    Step(
        "say_use",
        "Say who uses it",
        "Who uses it now?",
        "Keep this answer",
        UseForm,
        later_answers.say_use,
        "Kept, with today's date.",
        is_forward=False,
        lede="Asked 30 and 90 days after it was delivered, and kept beside its review.",
    ),
    Step(
        "say_deal",
        "Say what became of its deal",
        "What became of its deal?",
        "Keep what became of it",
        DealEndedForm,
        later_answers.say_deal,
        "Kept. The deal says so, too.",
        is_forward=False,
        lede="It was declined. Whether the customer signed anyway shows what such a no costs.",
    ),
    Step(
        "judge",
        "Judge what was claimed",
        "What came true?",
        "Keep this judgement",
        JudgeForm,
        judge,
        "Kept. It counts where the other side does not differ.",
        is_forward=False,
        lede="Product judges the claims, sales product's position. Where the other side says"
        " otherwise, both are shown and it counts for neither.",
    ),
    Step(
        "join",
        "Another customer asks for it too",
        "Who else asks for it?",
        "They ask for it too",
        JoinForm,
        join,
        "They stand with the request now. Each customer counts once, whoever files it.",
        is_forward=False,
        lede="One request for several customers is decided once, and shows how many want it.",
        prefilled=("customer", "deal"),
    ),
    Step(
        "leave",
        "A customer asks for it no more",
        "Who asks for it no more?",
        "They ask no more",
        LeaveForm,
        leave,
        "They no longer stand with the request.",
        is_forward=False,
    ),
    Step(
        "offload",
        "Say what would have done it",
        "What would have done it outside the core?",
        "Keep this",
        OffloadForm,
        offload,
        "Kept. The report ranks what is missing by the weeks it would have spared.",
        is_forward=False,
        lede="It judges no decision: it shows which extension point to build next.",
    ),
    Step(
        "send_back",
        "Send it back",
        "What is missing?",
        "Send it back with this question",
        QuestionForm,
        actions.send_back,
        "Sent back with your question.",
        is_forward=False,
    ),
    Step(
        "withdraw",
        "Withdraw it",
        "Why is it withdrawn?",
        "Withdraw it",
        ReasonForm,
        actions.withdraw,
        "Withdrawn.",
        is_forward=False,
    ),
]


# Steps whose page need not show the sizing.
NOT_OF_WEEKS = (
    *("answer", "join", "judge", "leave", "offload", "retire"),
    *("review", "say_deal", "say_use", "submit", "withdraw"),
)
# Decisions after which the page offers the next of the queue.
LEAVE_THE_QUEUE = ("decline", "defer", "redirect")


def steps_for(person: Person, escalation: Escalation) -> list[Step]:
    """The steps this person can take on it now, the way forward first."""
    return [step for step in STEPS if _offers(person, step, escalation)]


def _offers(person: Person, step: Step, escalation: Escalation) -> bool:
    if not is_possible(step.verb, escalation.state) or not can(person, step.verb, escalation):
        return False
    if step.verb == "confirm_total":
        return escalation.holds_as_open
    if step.verb == "judge":
        proposal = escalation.latest_proposal
        return bool(escalation.claims.all() or (proposal and proposal.position))
    if step.verb == "take_into_plan":
        sizing = escalation.latest_sizing
        return sizing is not None and sizing.approach in PLANNABLE
    if step.verb == "say_use":
        return later_answers.use_question(escalation) is not None
    if step.verb == "say_deal":
        return later_answers.asks_of_deal(escalation)
    if step.verb == "answer":
        return escalation.is_sent_back
    if step.verb == "leave":
        return bool(escalation.joins.all())
    if step.verb == "offload":
        return is_core(escalation)
    if step.verb != "confirm":
        return True
    return bool(sides_to_confirm(person, escalation))


def step_view(step: Step) -> Callable[..., HttpResponse]:
    """The view of one step."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        person = person_of(request)
        escalation = load_escalation(person, pk, slug)
        require_verb(person, step.verb, escalation)
        if step.guard is not None:
            step.guard(person, escalation)
        page = page_to_return_to(request)
        home = redirect(page or reverse("escalations:escalation_detail", args=[slug, pk]))
        if has_moved_on(request, step.verb, escalation):
            return home
        named = {name: request.GET[name] for name in step.prefilled if name in request.GET}
        form = step.form(posted(request), escalation=escalation, initial=named)
        is_checked = "preview" in request.POST  # the button that checks again without doing it
        is_sent = request.method == "POST" and form.is_valid() and not is_checked
        if is_sent:
            place = place_of(escalation) if step.verb in LEAVE_THE_QUEUE else None
            do = step.also if step.also and "also" in request.POST else step.do
            if run_in_form(form, lambda: _do(do, escalation, person, form)):
                messages.info(request, step.done)
                return home if page else decided(escalation, place)
            # A double click: the first request was carried out while this one waited for the lock.
            escalation.refresh_from_db(fields=["state"])
            if has_moved_on(request, step.verb, escalation):
                return home
        return _show(request, step, escalation, form)

    view.__name__ = f"step_{step.verb}"
    return view


def decided(escalation: Escalation, place: Place | None) -> HttpResponse:
    """Back to the request, with the next of the queue named in the query."""
    home = reverse("escalations:escalation_detail", args=[escalation.product.slug, escalation.pk])
    return redirect(f"{home}?next={place.after.pk}" if place and place.after else home)


def has_moved_on(request: HttpRequest, verb: str, escalation: Escalation) -> bool:
    """Whether its state no longer allows the verb, which a message then says."""
    if is_possible(verb, escalation.state):
        return False
    state = escalation.get_state_display().lower()
    messages.info(request, f"It is {state} now, so nothing was changed.")
    return True


def _do(
    do: Callable[..., Escalation], escalation: Escalation, person: Person, form: StepForm
) -> None:
    do(escalation=escalation, actor=person, **form.values())


def _show(request: HttpRequest, step: Step, escalation: Escalation, form: StepForm) -> HttpResponse:
    context: dict[str, Any] = {
        "step": step,
        "escalation": escalation,
        "product": escalation.product,
        "sizing": None if step.verb in NOT_OF_WEEKS else escalation.latest_sizing,
        "form": form,
        "next": page_to_return_to(request),
    }
    return render(request, step.template, context, status=422 if form.errors else 200)


def urls() -> list[URLPattern]:
    return [
        path(
            f"<slug:slug>/escalations/<int:pk>/{step.verb}/",
            step_view(step),
            name=f"step_{step.verb}",
        )
        for step in STEPS
    ]
