"""Who is told of a step in an escalation's life: who owes the next, its asker, product."""

import datetime as dt

from django.urls import reverse

from company.models import Membership, Notice, Person, Role
from company.notices import notify, settle
from company.templatetags.daylight import day as written
from escalations.assignees import assignee_of, people_who_owe
from escalations.models import Displacement, Escalation

Kind = Notice.Kind
# Notices that ask for a step, which the next one takes.
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

    `is_passed_on` says whether somebody else owes an answer from now on.
    """
    # As it stands now, with its story: what the caller holds is left as it is.
    rows = Escalation.objects.filter(pk=escalation.pk).select_related("product", "filed_by")
    found = rows.prefetch_related("product__memberships__person", "events").get()
    said: dict[Kind, tuple[list[Person], str]] = {}
    by = f" by {actor}" if actor else ""
    if verb == "send_back":
        said[Kind.SENT_BACK] = (people_who_owe(found), f"{found}: sent back{by}: {text}")
    elif is_passed_on:
        said[Kind.YOUR_TURN] = (people_who_owe(found), _your_turn(found))
    if verb in DECIDED and found.filed_by is not None:
        state = found.get_state_display().lower()
        said[Kind.DECIDED] = ([found.filed_by], f"{found}: {state}{by}. {text}".rstrip())
    if pushed_out := _pushed_out(found, at):
        said[Kind.DISPLACED] = (product_managers(found), pushed_out)
    if is_passed_on:
        settle(path_of(found), ASKING)
    last = max((event.pk for event in found.events.all()), default=0)
    for kind, (people, sentence) in said.items():
        notify(
            [each for each in people if actor is None or each.pk != actor.pk],
            product=found.product,
            kind=kind,
            text=sentence,
            path=path_of(found),
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
    """What the decision of that instant takes weeks from; nothing where it takes none."""
    rows = Displacement.objects.filter(escalation=escalation, decided_at=at)
    taken = [f"{row.weeks} wk from {row.named}" for row in rows.select_related("item", "kept_out")]
    return f"{escalation} takes {', '.join(taken)}." if taken else ""


def product_managers(escalation: Escalation) -> list[Person]:
    held: list[Membership] = list(escalation.product.memberships.all())
    return [m.person for m in held if m.role == Role.PRODUCT_MANAGER and m.person.is_active]
