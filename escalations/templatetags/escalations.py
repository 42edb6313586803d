"""How pages tell an escalation's weeks and story."""

from decimal import Decimal

from django import template

from escalations.models import Escalation

register = template.Library()


@register.filter
def approved_weeks(escalation: Escalation) -> Decimal:
    """The sum of an escalation's approved parts."""
    return sum((part.weeks for part in escalation.parts.all()), start=Decimal("0.00"))


DONE = {
    "file": "Asked for",
    "submit": "Handed to engineering",
    "size": "Sized",
    "confirm": "Confirmed",
    "propose": "Proposed",
    "send_back": "Sent back with a question",
    "withdraw": "Withdrawn",
    "approve": "Approved",
    "reestimate": "Re-estimated",
    "decline": "Declined",
    "defer": "Deferred",
    "redirect": "Redirected",
    "start": "Started",
    "deliver": "Delivered",
    "cancel": "Cancelled",
    "review": "Reviewed",
}


@register.filter
def verb_done(verb: str) -> str:
    """What happened, as the story tells it."""
    return DONE.get(verb, verb)
