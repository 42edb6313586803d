"""How pages tell an escalation's weeks and story."""

from decimal import Decimal
from typing import Any

from django import template

from escalations.models import Escalation
from escalations.queries import with_spent
from portfolio.models import Customer

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


@register.inclusion_tag("escalations/_customer_escalations.html")
def customer_escalations(customer: Customer) -> dict[str, Any]:
    """What the customer asked for, newest first."""
    rows = with_spent(Escalation.objects.filter(customer=customer)).select_related("product")
    return {"escalations": rows.order_by("-filed_at")[:50], "product": customer.product}
