"""What happens to an escalation before it is decided, and after it was approved.

Deciding it is governance's: governance/approvals/actions.py.
"""

import copy
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from company import clock, histories
from company.access import require
from company.calendar import Quarter, by_quarter
from company.models import Person, Product
from company.records import Changes, differing
from company.refusals import Malformed, Refused
from company.texts import is_seen, long_day
from company.units import ZERO, exact_weeks
from company.versions import Expected
from escalations.access import require_side, sides_to_confirm
from escalations.claims import ClaimInput, put_claims, take_back_claims
from escalations.deals import keep_deal
from escalations.displacements.returns import give_back_unspent
from escalations.displacements.rows import RowInput, complete_rows, parts_of, write_proposal
from escalations.judgements import write_judgements
from escalations.models import Confirmation, Deal, Escalation, Event, Review, SizedPart, Sizing
from escalations.needed import NEEDED
from escalations.own_items import item_of
from escalations.queries import current_sizing, minutes_spent, weeks_spent
from escalations.routing import refuse_foreign
from escalations.states import State
from escalations.transitions import begin_transition, finish_transition
from ledger import chain
from portfolio.models import ExtensionPoint, Partner
from portfolio.plan.line_changes import Cause


@transaction.atomic
def file_escalation(
    *, product: Product, actor: Person | None, claims: Iterable[ClaimInput] = (), **fields: Any
) -> Escalation:
    """Write a new draft. Raises PermissionDenied for an observer, Malformed, ValidationError."""
    if actor is not None:
        require(actor, product.pk, "file an escalation")
    now = clock.now()
    escalation = Escalation(product=product, filed_by=actor, filed_at=now, **fields)
    _check_belongings(escalation)
    escalation.full_clean(exclude=["item"])
    histories.save(escalation, actor=actor)
    put_claims(escalation, claims)
    Event.objects.create(escalation=escalation, kind="file", by=actor, at=now)
    return escalation


@transaction.atomic
def amend_escalation(
    pk: int, changes: Changes, *, actor: Person | None, expected: Expected = None
) -> Escalation:
    """Change what was written, while nothing is decided; fields that are not given stay.

    Claims given are added to those made; in a draft they replace them, since a draft's claims were
    not made to anybody yet. Raises as `begin_transition` does, Malformed, ValidationError, and
    Stale before any rule refuses.
    """
    stored = Escalation.objects.select_related("product").get(pk=pk)
    fresh = begin_transition(stored, "amend", actor, expected)
    fields = {name: value for name, value in changes.items() if name != "claims"}
    before = copy.copy(fresh)
    for name, value in fields.items():
        setattr(fresh, name, value)
    _check_belongings(fresh)
    fresh.full_clean(exclude=["item"])
    if changed := differing(before, fresh):
        histories.save(fresh, actor=actor, update_fields=changed)
    # Plan lines and effort show the item's title, which is the request's.
    if fresh.item and fresh.item.title != fresh.title:
        fresh.item.title = fresh.title
        histories.save(fresh.item, actor=actor, update_fields=["title"])
    if fresh.state != State.DRAFT:
        _keep_what_was_asked(fresh, actor)
    if "claims" in changes:
        given = list(changes["claims"])
        if fresh.state == State.DRAFT:
            take_back_claims(fresh, given)
        put_claims(fresh, given)
    return fresh


def _check_belongings(escalation: Escalation) -> None:
    """Raise Malformed unless customer and deal are the product's, and the deal the customer's."""
    customer, deal = escalation.customer, escalation.deal
    if customer and customer.product_id != escalation.product_id:
        raise Malformed(customer="That customer belongs to another product.")
    if deal and deal.product_id != escalation.product_id:
        raise Malformed(deal="That deal belongs to another product.")
    if deal and customer and deal.customer_id not in (None, customer.pk):
        raise Malformed(deal=f"{deal} is a deal with {deal.customer}, not with {customer}.")


@transaction.atomic
def submit(*, escalation: Escalation, actor: Person | None) -> Escalation:
    """Hand the request to engineering. Raises Malformed with every field that is missing."""
    fresh = begin_transition(escalation, "submit", actor)
    missing = {name: sentence for name, sentence in NEEDED.items() if not getattr(fresh, name)}
    if missing:
        raise Malformed(**missing)
    now = clock.now()
    _keep_what_was_asked(fresh, actor)
    return finish_transition(fresh, "submit", actor, at=now, submitted_at=fresh.submitted_at or now)


def _keep_what_was_asked(escalation: Escalation, actor: Person | None) -> None:
    """Copy the deal's amount to `asked_amount`, once: the amount may change before it is signed."""
    if escalation.deal_id is None:
        return
    deal = Deal.objects.select_for_update().get(pk=escalation.deal_id)
    if deal.asked_amount is None:
        deal.asked_amount = deal.amount
        histories.save(deal, actor=actor, update_fields=["asked_amount"])


@transaction.atomic
def size(
    *,
    escalation: Escalation,
    parts: Mapping[Quarter, Decimal],
    low_weeks: Decimal,
    likely_weeks: Decimal,
    high_weeks: Decimal,
    approach: str,
    note: str = "",
    extension_point: ExtensionPoint | None = None,
    partner: Partner | None = None,
    actor: Person | None,
) -> Escalation:
    """Write what it would take, by quarter; a new sizing voids confirmations and proposal.

    `parts` sum to `likely_weeks`, all in engineer-weeks still to come. `extension_point` may be one
    that does not exist yet. Raises Malformed and ValidationError.
    """
    fresh = begin_transition(escalation, "size", actor)
    refuse_foreign(fresh.product, extension_point, "extension_point")
    refuse_foreign(fresh.product, partner, "partner")
    low = exact_weeks(low_weeks, "low_weeks")
    likely = exact_weeks(likely_weeks, "likely_weeks")
    high = exact_weeks(high_weeks, "high_weeks")
    _refuse_other_sum(parts, likely)
    sizing = Sizing(
        escalation=fresh,
        low_weeks=low,
        likely_weeks=likely,
        high_weeks=high,
        approach=approach,
        extension_point=extension_point,
        partner=partner,
        note=note,
        # Kept, so that effort logged after the sizing can be told from what it knew of.
        spent_minutes=minutes_spent(fresh),
        by=actor,
        at=clock.now(),
    )
    _write_sizing(sizing, parts)
    return finish_transition(
        fresh, "size", actor, f"{low} to {high} wk, likely {likely}.", sizing.at
    )


def _write_sizing(sizing: Sizing, parts: Mapping[Quarter, Decimal]) -> None:
    """Save the sizing with its parts, and the ledger's entry that seals both."""
    sizing.full_clean()
    sizing.save()
    made = SizedPart.objects.bulk_create(
        SizedPart(sizing=sizing, quarter=quarter, weeks=weeks)
        for quarter, weeks in sorted(parts.items())
    )
    escalation = sizing.escalation
    # From now on effort can be logged on it: sizing takes time, too.
    item_of(escalation, actor=sizing.by)
    chain.append(
        escalation.product,
        "sized",
        sizing.by,
        sizing.at,
        seals=[sizing, *made],
        escalation=escalation.pk,
        likely=sizing.likely_weeks,
        parts=by_quarter(parts),
    )


def _refuse_other_sum(parts: Mapping[Quarter, Decimal], likely: Decimal) -> None:
    """Raise Malformed unless the parts come to the likely weeks, to the hundredth."""
    total = sum((exact_weeks(weeks, "parts") for weeks in parts.values()), start=ZERO)
    if not parts or total != likely:
        raise Malformed(parts=f"The parts come to {total} wk, the likely weeks are {likely}.")


@transaction.atomic
def confirm(*, escalation: Escalation, side: str, actor: Person | None) -> Escalation:
    """Stand by the sizing for product or engineering, each by its own role.

    Five working days after that was due an executive may in their place, which is recorded.
    Confirming twice changes nothing.
    """
    if actor is not None:
        require_side(actor, side, escalation)
    fresh = begin_transition(escalation, "confirm", actor)
    # Asked again of the row under the lock: a new sizing begins the five days anew.
    in_place = actor is not None and require_side(actor, side, fresh)
    made, is_new = Confirmation.objects.get_or_create(
        sizing=current_sizing(fresh),
        side=side,
        defaults={"by": actor, "at": clock.now(), "in_place": in_place},
    )
    if not is_new:
        return fresh
    chain.append(
        fresh.product,
        "confirmed",
        actor,
        made.at,
        seals=[made],
        escalation=fresh.pk,
        side=side,
        in_place=in_place,
    )
    whose = ", by an executive in its place" if in_place else ""
    return finish_transition(fresh, "confirm", actor, f"Confirmed for {side}{whose}.", made.at)


@transaction.atomic
def confirm_own_sides(*, escalation: Escalation, actor: Person) -> Escalation:
    """Confirm for each side that the person stands for and nobody confirmed; maybe for none."""
    for side in sides_to_confirm(actor, escalation):
        escalation = confirm(escalation=escalation, side=side, actor=actor)
    return escalation


@transaction.atomic
def size_and_confirm(*, actor: Person, **sizing: Any) -> Escalation:
    """Size it and confirm for one's own sides, as two steps of its story."""
    return confirm_own_sides(escalation=size(actor=actor, **sizing), actor=actor)


@transaction.atomic
def propose(
    *,
    escalation: Escalation,
    position: str,
    rows: Sequence[RowInput],
    actor: Person | None,
) -> Escalation:
    """Keep product's position and the rows that should pay for it; both may be incomplete.

    A proposal reserves nothing: only approving does. Raises Malformed.
    """
    fresh = begin_transition(escalation, "propose", actor)
    sizing = current_sizing(fresh)
    complete = complete_rows(fresh.product, parts_of(sizing), rows)
    now = clock.now()
    written = write_proposal(sizing, position, complete, actor, now)
    chain.append(fresh.product, "proposed", actor, now, seals=written, escalation=fresh.pk)
    return finish_transition(fresh, "propose", actor, position)


@transaction.atomic
def send_back(*, escalation: Escalation, question: str, actor: Person | None) -> Escalation:
    """Return it with a question to whoever filed it, who has it until it is answered."""
    fresh = begin_transition(escalation, "send_back", actor)
    return finish_transition(
        fresh, "send_back", actor, question, questioner=actor, answered_at=None
    )


@transaction.atomic
def answer(*, escalation: Escalation, text: str, actor: Person | None) -> Escalation:
    """Answer the question it was sent back with: it returns to whoever asked.

    Raises Malformed without a text, and Refused wrong-state where no question is open.
    """
    fresh = begin_transition(escalation, "answer", actor)
    if not fresh.is_sent_back:
        raise Refused(
            "wrong-state",
            "No question about it is open. Change the request, if it is to say more.",
            state=fresh.state,
        )
    if not is_seen(text):
        raise Malformed(text="Write the answer.")
    now = clock.now()
    return finish_transition(fresh, "answer", actor, text, now, answered_at=now)


@transaction.atomic
def withdraw(*, escalation: Escalation, reason: str, actor: Person | None) -> Escalation:
    """Take the request back, with a reason; nobody decides it then."""
    fresh = begin_transition(escalation, "withdraw", actor)
    return finish_transition(fresh, "withdraw", actor, reason)


@transaction.atomic
def start(*, escalation: Escalation, actor: Person | None) -> Escalation:
    """Begin the work on an approved special."""
    fresh = begin_transition(escalation, "start", actor)
    now = clock.now()
    chain.append(fresh.product, "started", actor, now, escalation=fresh.pk)
    return finish_transition(fresh, "start", actor, at=now, started_at=now)


@transaction.atomic
def deliver(
    *, escalation: Escalation, actor: Person | None, total_confirmed: bool = True
) -> Escalation:
    """End the work on it: unspent weeks go back to the lines they were taken from.

    It holds what it really spent once engineering says that all of it is logged, by
    `total_confirmed` or later by `confirm_total`; until then it holds as if open.
    """
    fresh = begin_transition(escalation, "deliver", actor)
    now = clock.now()
    cause = Cause(actor, now, f"Escalation {fresh.pk} was delivered.", fresh.item)
    give_back_unspent(fresh, cause)
    chain.append(
        fresh.product,
        "delivered",
        actor,
        now,
        seals=cause.written,
        escalation=fresh.pk,
        total=weeks_spent(fresh) if total_confirmed else None,
    )
    total_at = now if total_confirmed else None
    return finish_transition(
        fresh, "deliver", actor, at=now, closed_at=now, total_confirmed_at=total_at
    )


@transaction.atomic
def confirm_total(*, escalation: Escalation, actor: Person | None) -> Escalation:
    """Engineering says that all work on a closed special is logged, which may be none.

    Raises Refused wrong-state where that was said already.
    """
    fresh = begin_transition(escalation, "confirm_total", actor)
    if fresh.total_confirmed_at:
        raise Refused("wrong-state", "Its total is confirmed already.", state=fresh.state)
    now = clock.now()
    fresh.total_confirmed_at = now
    histories.save(fresh, actor=actor, update_fields=["total_confirmed_at"])
    spent = weeks_spent(fresh)
    chain.append(fresh.product, "total_confirmed", actor, now, escalation=fresh.pk, total=spent)
    sentence = f"{spent} wk in all."
    Event.objects.create(escalation=fresh, kind="confirm_total", by=actor, at=now, text=sentence)
    return fresh


@transaction.atomic
def review(
    *,
    escalation: Escalation,
    verdict: str,
    customers_using: int,
    deal_outcome: str = "",
    claims: Mapping[int, bool],
    position: bool | None = None,
    retire_on: date | None = None,
    actor: Person | None,
) -> Escalation:
    """Say what became of a delivered special: its deal, who uses it, which claims came true.

    `claims` is by claim id whether it came true. Raises Malformed and ValidationError.
    """
    fresh = begin_transition(escalation, "review", actor)
    now = clock.now()
    made = Review(
        escalation=fresh,
        verdict=verdict,
        customers_using=customers_using,
        deal_outcome=deal_outcome,
        retire_on=retire_on,
        by=actor,
        at=now,
    )
    made.full_clean()
    made.save()
    write_judgements(fresh, claims, position, actor, now)
    if deal_outcome and fresh.deal:
        keep_deal(fresh.deal.pk, {"outcome": deal_outcome}, actor=actor)
    by = f" by {long_day(retire_on)}" if retire_on else ""
    text = f"Verdict: {made.get_verdict_display().lower()}{by}."
    return finish_transition(fresh, "review", actor, text, now)
