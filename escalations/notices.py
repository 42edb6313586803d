"""Who is told of a step: whoever owes the next one, whoever asked, product managers."""

import datetime as dt

from django.urls import reverse

from company.models import Membership, Notice, Person, Role
from company.notices import notify, settle
from company.templatetags.daylight import day as written
from escalations.assignees import assignee_of, people_who_owe
from escalations.models import Displacement, Escalation

Kind = Notice.Kind
# Notices that ask for a step; they are settled once it is taken.
ASKING = (Kind.YOUR_TURN, Kind.SENT_BACK, Kind.DUE_TOMORROW)
DECIDED = frozenset({"approve", "decline", "defer", "redirect", "cancel", "take_into_plan"})


def tell(
    escalation: Escalation,
    verb: str,
    actor: Person | None,
    text: str,
    at: dt.datetime,
    is_passed_on: bool,
) -> None:
    """Tell people of the step just taken, but never whoever took it.

    `is_passed_on` says whether somebody else owes an answer from now on. Called in the step's
    transaction.
    """
    # Read again: what the caller holds was prefetched before this step.
    rows = Escalation.objects.filter(pk=escalation.pk).select_related("product", "filed_by")
    fresh = rows.prefetch_related("product__memberships__person", "events").get()
    messages: dict[Kind, tuple[list[Person], str]] = {}
    by = f" by {actor}" if actor else ""
    if verb == "send_back":
        messages[Kind.SENT_BACK] = (people_who_owe(fresh), f"{fresh}: sent back{by}: {text}")
    elif is_passed_on:
        messages[Kind.YOUR_TURN] = (people_who_owe(fresh), _your_turn(fresh))
    if verb in DECIDED and fresh.filed_by is not None:
        state = fresh.get_state_display().lower()
        messages[Kind.DECIDED] = ([fresh.filed_by], f"{fresh}: {state}{by}. {text}".rstrip())
    if pushed_out := _pushed_out(fresh, at):
        messages[Kind.DISPLACED] = (product_managers(fresh), pushed_out)
    if is_passed_on:
        settle(path_of(fresh), ASKING)
    last = max((event.pk for event in fresh.events.all()), default=0)
    for kind, (people, sentence) in messages.items():
        notify(
            [each for each in people if actor is None or each.pk != actor.pk],
            product=fresh.product,
            kind=kind,
            text=sentence,
            path=path_of(fresh),
            key=f"step:{last}:{kind}",
            at=at,
        )


def path_of(escalation: Escalation) -> str:
    return reverse("escalations:escalation_detail", args=[escalation.product.slug, escalation.pk])


def _your_turn(escalation: Escalation) -> str:
    assignee, due = assignee_of(escalation), escalation.answer_due
    owes = assignee.owes if assignee else "look at it"
    return f"{escalation}: {owes}{f' by {written(due)}' if due else ''}."


def _pushed_out(escalation: Escalation, at: dt.datetime) -> str:
    """What the decision of that instant takes weeks from; empty where it takes none."""
    rows = Displacement.objects.filter(escalation=escalation, decided_at=at)
    taken = [f"{row.weeks} wk from {row.named}" for row in rows.select_related("item", "kept_out")]
    return f"{escalation} takes {', '.join(taken)}." if taken else ""


def product_managers(escalation: Escalation) -> list[Person]:
    held: list[Membership] = list(escalation.product.memberships.all())
    return [m.person for m in held if m.role == Role.PRODUCT_MANAGER and m.person.is_active]
