"""Questions asked once time has passed: who uses a special, what became of a declined deal."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from company import clock, histories
from company.calendar import today
from company.models import Person, Product
from company.records import lock
from company.refusals import Malformed, Refused
from escalations.models import Deal, Escalation, Event, LaterAnswer
from escalations.states import State
from escalations.transitions import begin_transition, finish_transition
from ledger import chain

Question = LaterAnswer.Question
AFTER = {30: Question.USE_30, 90: Question.USE_90}
# Nobody is asked any more so long after the answer was due.
ASKED_FOR = dt.timedelta(days=120)
DEAL_AFTER = dt.timedelta(days=30)
DELIVERED = (State.DELIVERED, State.REVIEWED)


def use_due(product: Product, after_days: int) -> QuerySet[Escalation]:
    """Live specials of which nobody has said who uses them so many days after delivery.

    An answer after 90 days spares the one after 30.
    """
    due = product.midnight(today(product) + dt.timedelta(days=1)) - dt.timedelta(days=after_days)
    later = [each for days, each in AFTER.items() if days >= after_days]
    said = LaterAnswer.objects.filter(escalation=OuterRef("pk"), question__in=later)
    return Escalation.objects.filter(
        ~Exists(said),
        ~Exists(Event.objects.filter(escalation=OuterRef("pk"), kind="retire")),
        product=product,
        state__in=DELIVERED,
        closed_at__lt=due,
        closed_at__gte=due - ASKED_FOR,
    )


def deals_due(product: Product, filer: Person) -> QuerySet[Escalation]:
    """Requests of this person that were declined a month ago, whose deal is still open."""
    now = clock.now()
    said = LaterAnswer.objects.filter(escalation=OuterRef("pk"), question=Question.DEAL)
    declined = Event.objects.filter(
        escalation=OuterRef("pk"),
        kind="decline",
        at__lte=now - DEAL_AFTER,
        at__gte=now - DEAL_AFTER - ASKED_FOR,
    )
    return Escalation.objects.filter(
        ~Exists(said),
        Exists(declined),
        product=product,
        state=State.DECLINED,
        filed_by=filer,
        deal__outcome=Deal.Outcome.OPEN,
    )


def use_question(escalation: Escalation) -> int | None:
    """The latest of 30 and 90 days that has passed and nobody answered; None where none is."""
    if escalation.closed_at is None:
        return None
    passed = clock.now() - escalation.closed_at
    said = set(escalation.later_answers.values_list("question", flat=True))
    due = [days for days, each in AFTER.items() if passed.days >= days and each not in said]
    return max(due, default=None)


def asks_of_deal(escalation: Escalation) -> bool:
    """Whether it has a deal of which nobody has said what became of it."""
    said = escalation.later_answers.filter(question=Question.DEAL)
    return escalation.deal_id is not None and not said.exists()


@transaction.atomic
def say_use(
    *,
    escalation: Escalation,
    after_days: int,
    customers_using: int,
    note: str = "",
    actor: Person | None,
) -> Escalation:
    """Say how many customers use a delivered special 30 or 90 days after delivery.

    Raises as `begin_transition` does, Malformed, and Refused wrong-state where it is too early or
    was answered.
    """
    fresh = begin_transition(escalation, "say_use", actor)
    if after_days not in AFTER:
        raise Malformed(after_days="It is asked after 30 days and after 90.")
    if fresh.closed_at and clock.now() < fresh.closed_at + dt.timedelta(days=after_days):
        raise Refused(
            "wrong-state",
            f"It was delivered on {fresh.product.local_day(fresh.closed_at)}: that is not"
            f" {after_days} days ago yet.",
            state=fresh.state,
        )
    text = f"After {after_days} days {customers_using} customer{_s(customers_using)} it."
    answer = LaterAnswer(
        escalation=fresh, question=AFTER[after_days], customers_using=customers_using, note=note
    )
    return _keep(answer, "say_use", actor, f"{text} {note}".strip())


def _s(number: int) -> str:
    return " uses" if number == 1 else "s use"


@transaction.atomic
def say_deal(
    *,
    escalation: Escalation,
    outcome: str,
    signed_amount: Decimal | None = None,
    note: str = "",
    actor: Person | None,
) -> Escalation:
    """Say what became of the deal of a declined request, and set the deal's outcome to it.

    Raises as `begin_transition` does, Malformed, and Refused wrong-state where it was answered or
    no deal is known.
    """
    fresh = begin_transition(escalation, "say_deal", actor)
    if fresh.deal_id is None:
        raise Refused("wrong-state", "No deal depended on it.", state=fresh.state)
    if signed_amount is not None and outcome != LaterAnswer.Deal.WON:
        raise Malformed(signed_amount="Only a won deal was signed. Say that it is won, too.")
    answer = LaterAnswer(escalation=fresh, question=Question.DEAL, deal_outcome=outcome, note=note)
    sentence = f"The deal is {answer.get_deal_outcome_display().lower()}. {note}".strip()
    kept = _keep(answer, "say_deal", actor, sentence)
    _end_deal(fresh.deal_id, outcome, signed_amount, actor)
    return kept


def _end_deal(deal: int, outcome: str, signed_amount: Decimal | None, actor: Person | None) -> None:
    stored = lock(Deal, deal)
    stored.outcome = outcome
    if signed_amount is not None:
        stored.signed_amount = signed_amount
    stored.settle_signed()
    stored.full_clean()
    histories.save(stored, actor=actor, update_fields=["outcome", "signed_amount"])


def _keep(answer: LaterAnswer, verb: str, actor: Person | None, text: str) -> Escalation:
    """Write the answer with its ledger entry, and tell it in the request's story."""
    escalation = answer.escalation
    standing = LaterAnswer.objects.filter(escalation=escalation, question=answer.question).first()
    if standing is not None:
        day = escalation.product.local_day(standing.at)
        raise Refused("wrong-state", f"This was answered on {day}.", state=escalation.state)
    answer.by, answer.at, answer.note = actor, clock.now(), answer.note.strip()
    answer.full_clean(exclude=["by"])
    answer.save()
    chain.append(
        escalation.product,
        "later_answer",
        actor,
        answer.at,
        seals=[answer],
        escalation=escalation.pk,
        question=answer.question,
        customers_using=answer.customers_using,
        deal_outcome=answer.deal_outcome,
    )
    return finish_transition(escalation, verb, actor, text, answer.at)
