"""What is asked about a request, and the page on which its next step is taken."""

from django import template
from django.urls import reverse

from company.access import Someone
from escalations.assignees import ANSWER_IT, NEXT_STEPS
from escalations.models import Escalation
from escalations.states import State
from escalations.threads import Thread
from escalations.threads import thread_of as found_thread

register = template.Library()

# The page of the next step, as home says it. What is not here is done on the request's own page.
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
    """The address where the next step is taken, in one click from home; else nothing."""
    if next_step not in PAGES:
        return ""
    return reverse(PAGES[next_step], args=[escalation.product.slug, escalation.pk])


@register.simple_tag
def thread_of(escalation: Escalation, person: Someone) -> Thread:
    """Questions, answers, sizings and positions, and what this person may add."""
    return found_thread(escalation, person)
