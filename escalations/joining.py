"""Joining a request: one more customer asks for the same, instead of a second request.

Each customer counts once, whoever files it (DESIGN 4.8).
"""

from django.db import transaction

from company import clock, histories
from company.calendar import today
from company.models import Person
from company.refusals import Malformed
from escalations.models import Deal, Escalation, Join
from escalations.states import TRANSITIONS, State
from escalations.transitions import begin_transition, finish_transition
from portfolio.models import Customer, Item, Waiting

JOINABLE = TRANSITIONS["join"][0]


@transaction.atomic
def join(
    *,
    escalation: Escalation,
    customer: Customer,
    deal: Deal | None = None,
    note: str = "",
    actor: Person | None,
) -> Escalation:
    """Record that the customer asks for the same, with the deal that depends on it, if any.

    What is planned already they wait for from now on. Raises Malformed, and ValidationError where
    they ask for it already.
    """
    fresh = begin_transition(escalation, "join", actor)
    _refuse(fresh, customer, deal)
    now = clock.now()
    made = Join(escalation=fresh, customer=customer, deal=deal, note=note.strip(), by=actor, at=now)
    made.full_clean()
    histories.save(made, actor=actor)
    if fresh.state == State.PLANNED:
        _wait_too(fresh.taken_into_plan.item, customer, actor)
    sentence = f"{customer} asks for it too. {made.note}".rstrip()
    return finish_transition(fresh, "join", actor, sentence, now)


def _refuse(escalation: Escalation, customer: Customer, deal: Deal | None) -> None:
    """Raise Malformed unless customer and deal belong here, and the customer is not the first to
    ask.
    """
    if customer.product_id != escalation.product_id:
        raise Malformed(customer="That customer belongs to another product.")
    if customer.pk == escalation.customer_id:
        raise Malformed(customer=f"It is {customer}'s own request: they ask for it already.")
    if deal and deal.product_id != escalation.product_id:
        raise Malformed(deal="That deal belongs to another product.")
    if deal and deal.customer_id not in (None, customer.pk):
        raise Malformed(deal=f"{deal} is a deal with {deal.customer}, not with {customer}.")


def _wait_too(item: Item, customer: Customer, actor: Person | None) -> None:
    if Waiting.objects.open().filter(item=item, customer=customer).exists():
        return
    wait = Waiting(item=item, customer=customer, since=today(item.product))
    histories.save(wait, actor=actor)


@transaction.atomic
def leave(
    *, escalation: Escalation, customer: Customer, note: str = "", actor: Person | None
) -> Escalation:
    """Record that the customer asks for it no longer. Raises Malformed where they did not."""
    fresh = begin_transition(escalation, "leave", actor)
    standing = Join.objects.standing().filter(escalation=fresh, customer=customer).first()
    if standing is None:
        raise Malformed(customer=f"{customer} has not joined it.")
    standing.ended_on = today(fresh.product)
    histories.save(standing, actor=actor, reason=note.strip(), update_fields=["ended_on"])
    sentence = f"{customer} asks for it no more. {note}".rstrip()
    return finish_transition(fresh, "leave", actor, sentence)
