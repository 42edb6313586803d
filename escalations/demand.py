"""Who wants what a request asks for: its customer, who waits for it, who asked the same."""

import datetime as dt
from dataclasses import dataclass

from escalations.models import Escalation
from escalations.similar import similar_to
from escalations.states import State
from portfolio.customers.queries import waiting_for
from portfolio.models import Customer, Waiting

# Requests whose titles resemble each other this much, in percent, ask for the same.
SAME = 80


@dataclass(frozen=True)
class Wants:
    """One customer who wants it: since when, how badly, and how that is known."""

    customer: Customer
    since: dt.date
    known_by: str
    weight: str = Waiting.Weight.NICE_TO_HAVE
    promised: bool = False


def who_wants(escalation: Escalation) -> list[Wants]:
    """Each customer who wants it once: its own, who waits for its item, who asked the same."""
    found: dict[int, Wants] = {}
    product = escalation.product
    if escalation.customer:
        asked_on = product.local_day(escalation.submitted_at or escalation.filed_at)
        found[escalation.customer.pk] = Wants(escalation.customer, asked_on, "asks for it")
    for wait in waiting_for([escalation.item_id or 0]).get(escalation.item_id or 0, []):
        known = Wants(wait.customer, wait.since, "waits for it", wait.weight, wait.promised)
        found[wait.customer_id] = known
    for similar in similar_to(product, escalation.title, escalation):
        other = similar.escalation
        is_same = similar.score >= SAME and other.state != State.WITHDRAWN
        if is_same and other.customer and other.customer_id not in found:
            day = product.local_day(other.submitted_at or other.filed_at)
            known = Wants(other.customer, day, f"asked for “{other}”")
            found[other.customer.pk] = known
    return list(found.values())
