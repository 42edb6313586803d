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

# Steps that may keep the state and still set a new due date.
ASKS_ANEW = frozenset({"size", "send_back", "answer"})


# Called after each step, in its transaction; config/wiring.py fills it. Arguments: escalation,
# verb, actor, text, instant, whether somebody else owes an answer from now on.
TELLERS: list[Callable[[Escalation, str, Person | None, str, dt.datetime, bool], object]] = []


# Fields that `apply_transition` sets, or may.
STEPPED = ("state", "answer_due", "questioner", "answered_at", "rank")


def begin_transition(
    escalation: Escalation, verb: str, actor: Person | None, expected: Expected = None
) -> Escalation:
    """Lock the product and return the escalation as it stands, if role and state allow the verb.

    Raises Http404, PermissionDenied, Stale, and Refused wrong-state, in this order. Call it inside
    a transaction.
    """
    if actor is not None:
        require_verb(actor, verb, escalation)
    # Before the row is read: what is judged from here on cannot change until the end.
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
    """Its version, which moves with its row, its claims and every step of its story."""
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
    """Write the state that the verb leads to, `changes`, and the story's step; tell who is to
    know.
    """
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
    """Set the state that the verb leads to, and by when the next answer is due. Nothing is saved.

    What keeps its state keeps its due date: nobody wins time by confirming or proposing again.
    Raises Refused wrong-state.
    """
    was, escalation.state = escalation.state, after(verb, escalation.state)
    if escalation.state != was or verb in ASKS_ANEW:
        escalation.answer_due = _due(escalation, day)
    if escalation.state != was:
        escalation.questioner = escalation.answered_at = None
        # A rank is for one turn in the queue: sent back and proposed again, it starts unranked.
        escalation.rank = 0


def _due(escalation: Escalation, day: dt.date) -> dt.date | None:
    """The due date of what is owed: delivery by the day needed, an answer in five working days."""
    if escalation.state not in OWING_ROLES or escalation.state == State.DRAFT:
        return None
    if escalation.state in UNDERWAY:
        return escalation.needed_by
    return working_days_after(day, ANSWER_DAYS)
