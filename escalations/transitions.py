"""Taking an escalation through one step of its life, under the product's lock."""

import datetime as dt
from collections.abc import Callable

from django.http import Http404

from company import clock, histories
from company.calendar import today, working_days_after
from company.models import Person
from company.versions import Expected, refuse_stale, version_of
from escalations.access import NOT_OPEN, require_verb
from escalations.assignees import OWING_ROLES
from escalations.models import Escalation, Event
from escalations.states import ANSWER_DAYS, UNDERWAY, State, after
from ledger import chain

# Steps that leave the state and yet ask for an answer anew.
ASKS_ANEW = frozenset({"size", "send_back", "answer"})


# Who is told of each step, in its own transaction (config/wiring.py): the escalation, the verb,
# by whom, what was said, when, and whether somebody else owes an answer from now on.
TELLERS: list[Callable[[Escalation, str, Person | None, str, dt.datetime, bool], object]] = []


# What a step may set, whatever else changes with it.
STEPPED = ("state", "answer_due", "questioner", "answered_at", "rank")


def begin_transition(
    escalation: Escalation, verb: str, actor: Person | None, expected: Expected = None
) -> Escalation:
    """The escalation, locked and fresh, when role and state allow the verb.

    Raises Http404, PermissionDenied, Stale, and Refused wrong-state, in this order. Call it
    inside a transaction.
    """
    if actor is not None:
        require_verb(actor, verb, escalation)
    chain.lock(escalation.product)
    fresh = (
        Escalation.objects.select_for_update(of=("self",))
        .select_related("product", "customer", "deal", "item__slice")
        .get(pk=escalation.pk)
    )
    if expected is not None:
        refuse_stale(expected, fresh, escalation_version(fresh))
    after(verb, fresh.state)
    if actor is not None and fresh.is_hidden_from(actor):
        raise Http404(NOT_OPEN)
    return fresh


def escalation_version(escalation: Escalation) -> str:
    """Its version moves with its row, its claims, and every step of its story."""
    claims = [(c.pk, c.kind, c.note) for c in escalation.claims.all()]
    last_step = max((event.pk for event in escalation.events.all()), default=0)
    return version_of(escalation, sorted(claims), last_step)


def finish_transition(
    escalation: Escalation,
    verb: str,
    actor: Person | None,
    text: str = "",
    at: dt.datetime | None = None,
    **changes: object,
) -> Escalation:
    """Write the state the verb leads to, the other changed fields, and the story's step."""
    at, was = at or clock.now(), escalation.state
    apply_transition(escalation, verb, today(escalation.product))
    for field, value in changes.items():
        setattr(escalation, field, value)
    histories.save(escalation, actor=actor, update_fields=[*STEPPED, *changes])
    Event.objects.create(escalation=escalation, kind=verb, by=actor, at=at, text=text)
    is_passed_on = escalation.state != was or verb in ASKS_ANEW
    for tell in TELLERS:
        tell(escalation, verb, actor, text, at, is_passed_on)
    return escalation


def apply_transition(escalation: Escalation, verb: str, day: dt.date) -> None:
    """Set the state that the verb leads to, and by when the next answer is due.

    What stays in its state stays due when it was: nobody wins time by confirming or proposing
    again. Nothing is stored. Raises Refused wrong-state.
    """
    was, escalation.state = escalation.state, after(verb, escalation.state)
    if escalation.state != was or verb in ASKS_ANEW:
        escalation.answer_due = _due(escalation, day)
    if escalation.state != was:
        escalation.questioner = escalation.answered_at = None
        escalation.rank = 0


def _due(escalation: Escalation, day: dt.date) -> dt.date | None:
    """An answer is due in five working days, delivery by the day it is needed."""
    if escalation.state not in OWING_ROLES or escalation.state == State.DRAFT:
        return None
    if escalation.state in UNDERWAY:
        return escalation.needed_by
    return working_days_after(day, ANSWER_DAYS)
