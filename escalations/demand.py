"""Who wants what a request asks for: its customer, those who wait, those who asked the same."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, QuerySet, When

from escalations.models import Escalation, Join
from escalations.similar import Similar, similar_to
from escalations.states import State
from portfolio.customers.queries import waiting_for
from portfolio.models import Customer, Waiting

# Two requests whose titles are this similar, in percent, count as the same.
SAME = 80


@dataclass(frozen=True)
class Wants:
    """One customer who wants it: since when, how badly, and how that is known, in words."""

    customer: Customer
    since: dt.date
    known_by: str
    weight: str = Waiting.Weight.NICE_TO_HAVE
    promised: bool = False


def who_wants(escalation: Escalation, similar: Sequence[Similar] | None = None) -> list[Wants]:
    """Every customer who wants it, once: its own, who waits for its item, who asked the same.

    `similar` are the requests with a similar title, where the caller has them already.
    """
    by_customer: dict[int, Wants] = {}
    product = escalation.product
    if escalation.customer:
        asked_on = product.local_day(escalation.submitted_at or escalation.filed_at)
        by_customer[escalation.customer.pk] = Wants(escalation.customer, asked_on, "asks for it")
    for wait in waiting_for([escalation.item_id or 0]).get(escalation.item_id or 0, []):
        known = Wants(wait.customer, wait.since, "waits for it", wait.weight, wait.promised)
        by_customer[wait.customer_id] = known
    if similar is None:
        similar = similar_to(product, escalation.title, escalation)
    others = [each.escalation for each in similar if _is_same(each)]
    for joined in _joined([escalation, *others]):
        day = product.local_day(joined.at)
        it = "it too" if joined.escalation_id == escalation.pk else f"“{joined.escalation}” too"
        by_customer.setdefault(joined.customer_id, Wants(joined.customer, day, f"asks for {it}"))
    for other in others:
        if other.customer and other.customer_id not in by_customer:
            day = product.local_day(other.submitted_at or other.filed_at)
            asked = Wants(other.customer, day, f"asked for “{other}”")
            by_customer[other.customer.pk] = asked
    return list(by_customer.values())


def _is_same(similar: Similar) -> bool:
    return similar.score >= SAME and similar.escalation.state != State.WITHDRAWN


def _joined(escalations: Sequence[Escalation]) -> QuerySet[Join]:
    """Customers who joined one of these requests and still ask; the first request's first."""
    rows = Join.objects.standing().filter(escalation__in=escalations)
    is_first = Case(When(escalation=escalations[0], then=0), default=1)
    return rows.select_related("customer", "escalation").order_by(is_first, "pk")
