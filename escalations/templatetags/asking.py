"""Tags on what is asked about a request, and where its next step is taken."""

from django import template
from django.urls import reverse

from company.access import Someone
from escalations.assignees import ANSWER_IT, NEXT_STEPS
from escalations.models import Escalation
from escalations.states import State
from escalations.threads import Thread
from escalations.threads import thread_of as found_thread

register = template.Library()

# By the words home uses for the step. Any other step is taken on the request's own page.
PAGES = {
    ANSWER_IT: "escalations:step_answer",
    NEXT_STEPS[State.DRAFT]: "escalations:escalation_edit",
    NEXT_STEPS[State.SUBMITTED]: "escalations:step_size",
    NEXT_STEPS[State.PROPOSED]: "governance:step_approve",
    NEXT_STEPS[State.APPROVED]: "escalations:step_start",
    NEXT_STEPS[State.IN_PROGRESS]: "escalations:step_deliver",
    NEXT_STEPS[State.DELIVERED]: "escalations:step_review",
}


@register.simple_tag
def next_page(escalation: Escalation, next_step: str) -> str:
    """The address of the page for the next step; empty where that is the request's own page."""
    if next_step not in PAGES:
        return ""
    return reverse(PAGES[next_step], args=[escalation.product.slug, escalation.pk])


@register.simple_tag
def thread_of(escalation: Escalation, person: Someone) -> Thread:
    """The thread of questions and answers, and what this person may add."""
    return found_thread(escalation, person)
