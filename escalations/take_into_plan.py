"""Taking a request into the plan: several customers want it, or it is a fault (DESIGN 4.9).

It becomes a core item with a line of its own and does not use the cap. Each such
reclassification is published: who, when, why.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from company import clock, histories
from company.access import holds
from company.calendar import Quarter, running_quarter, today
from company.models import Person, Product
from company.refusals import Malformed, Refused
from company.roles import EXECUTIVE
from company.texts import is_seen
from company.units import ZERO, exact_weeks, minutes_of
from escalations.demand import Wants, who_wants
from escalations.displacements.coverage import Coverage, coverage_of
from escalations.displacements.execution import execute_displacements
from escalations.displacements.rows import Row, RowInput, complete_rows, rows_of_proposal
from escalations.models import PLANNABLE, Escalation, Proposal, Sizing, TakenIntoPlan
from escalations.queries import current_proposal, current_sizing
from escalations.transitions import begin_transition, finish_transition
from ledger import chain
from portfolio.models import Item, Movement, Plan, Slice, Waiting
from portfolio.plan import line_changes
from portfolio.plan.actions import ensure_plan, is_baselined
from portfolio.plan.line_changes import Cause
from portfolio.plan.queries import lines_total, weeks_left_by_quarter
from portfolio.products import QUALITY

FAULT = TakenIntoPlan.Approach.FAULT


# Engineer-weeks; only an executive takes a larger fault into the plan (DESIGN 4.9).
LARGE_FAULT = Decimal("2.00")


@transaction.atomic
def take_into_plan(
    *,
    escalation: Escalation,
    quarter: Quarter,
    slice_key: str = "",
    weeks: Decimal | None = None,
    rows: Sequence[RowInput] | None = None,
    documented: str = "",
    reason: str,
    actor: Person,
) -> Escalation:
    """Make it a core item of the quarter's plan, which its customers wait for from then on.

    Without `weeks` it takes the likely ones. In the running quarter rows pay for all of them
    (without `rows`, those that product proposed); in a later quarter slack may pay. Raises
    PermissionDenied, Malformed, and Refused: wrong-state, wrong-approach, one-customer,
    quarter-closed, displacement-incomplete, over-capacity.
    """
    fresh = begin_transition(escalation, "take_into_plan", actor)
    product, sizing = fresh.product, current_sizing(fresh)
    _refuse_approach(sizing)
    _need_reason(reason)
    asked = _asked(sizing, weeks)
    in_slice = _core_slice(product, sizing.approach, slice_key)
    wanting = who_wants(fresh)
    _refuse_reclassifying(sizing, asked, documented, wanting, actor)
    _refuse_ended(product, quarter)
    plan = ensure_plan(product, quarter, actor)
    cover = _covered(plan, asked, _rows(fresh, sizing, quarter, rows, asked))
    _refuse_unpaid(plan, cover, asked)
    now, why = clock.now(), reason.strip()
    item = _core_item(fresh, in_slice, asked, actor, why)
    made = TakenIntoPlan.objects.create(
        escalation=fresh,
        item=item,
        approach=sizing.approach,
        quarter=quarter,
        weeks=asked,
        documented=documented.strip(),
        customers=len(wanting),
        reason=why,
        by=actor,
        is_own_request=fresh.filed_by_id == actor.pk,
        at=now,
    )
    _put_in_plan(made, plan, cover, wanting)
    return finish_transition(fresh, "take_into_plan", actor, why, now)


def _refuse_reclassifying(
    sizing: Sizing, asked: Decimal, documented: str, wanting: Sequence[Wants], actor: Person
) -> None:
    """Refuse what is no fault that this person may take in, or what one customer alone wants."""
    if sizing.approach == FAULT:
        # The larger of the two: planning fewer weeks than sized is no way around an executive.
        weeks = max(asked, sizing.likely_weeks)
        _refuse_fault(sizing.escalation.product, documented, weeks, actor)
    else:
        _refuse_one_customer(wanting)


def _need_reason(reason: str) -> None:
    if not is_seen(reason):
        raise Malformed(reason="It is published with its reason: write one.")


def _core_item(
    escalation: Escalation, in_slice: Slice, asked: Decimal, actor: Person, why: str
) -> Item:
    item = Item(
        product=escalation.product,
        slice=in_slice,
        title=escalation.title,
        estimate_minutes=minutes_of(asked),
    )
    histories.save(item, actor=actor, reason=why)
    return item


def taken_into_plan(
    product: Product, first: dt.datetime, after: dt.datetime
) -> QuerySet[TakenIntoPlan]:
    """What was taken into the plan from `first` up to before `after`."""
    rows = TakenIntoPlan.objects.filter(escalation__product=product, at__gte=first, at__lt=after)
    return rows.order_by("pk")


def _refuse_approach(sizing: Sizing) -> None:
    if sizing.approach not in PLANNABLE:
        raise Refused(
            "wrong-approach",
            f"It is sized as {sizing.get_approach_display().lower()}: only what several customers"
            " want, or a fault, is taken into the plan. Size it so, or propose what pays for it.",
            approach=sizing.approach,
        )


def _asked(sizing: Sizing, weeks: Decimal | None) -> Decimal:
    """The weeks given, else the likely ones. Raises Malformed unless above zero."""
    asked = exact_weeks(sizing.likely_weeks if weeks is None else weeks, "weeks")
    if asked <= 0:
        raise Malformed(weeks="A planned item takes more than no weeks.")
    return asked


def _core_slice(product: Product, approach: str, key: str) -> Slice:
    """The slice of the new item; quality for a fault. Raises Malformed."""
    slices = {s.key: s for s in Slice.objects.filter(product=product, is_specials=False)}
    if approach == FAULT and QUALITY in slices:
        if key not in ("", QUALITY):
            raise Malformed(slice="A fault in the standard product is quality.")
        key = QUALITY
    if key not in slices:
        known = ", ".join(slices)
        raise Malformed(slice=f"Say which core slice it belongs to: {known}.")
    return slices[key]


def _refuse_fault(product: Product, documented: str, weeks: Decimal, actor: Person) -> None:
    if not is_seen(documented):
        raise Malformed(documented="Name the documented behaviour that broke; else it is no fault.")
    if weeks > LARGE_FAULT and not holds(actor, product.pk, EXECUTIVE):
        raise PermissionDenied(
            f"A fault of {weeks} wk is above {LARGE_FAULT} wk: an executive takes it into the plan."
        )


def _refuse_one_customer(wanting: Sequence[Wants]) -> None:
    if len(wanting) < 2:
        raise Refused(
            "one-customer",
            "A planned item is for two customers at least: nobody else is known to wait for it or"
            " to have asked the same. Say who waits, or size it as a special.",
            customers=len(wanting),
        )


def _refuse_ended(product: Product, quarter: Quarter) -> None:
    running = running_quarter(product)
    if quarter < running:
        raise Refused(
            "quarter-closed",
            f"{quarter.label} has ended: its plan stays as it was. Take it into {running.label} or"
            " later.",
            quarter=str(quarter),
        )


def _rows(
    escalation: Escalation,
    sizing: Sizing,
    quarter: Quarter,
    given: Sequence[RowInput] | None,
    asked: Decimal,
) -> list[Row]:
    """The rows given; without any, product's proposal in the running quarter, none in a later
    one.
    """
    if given is not None:
        return complete_rows(escalation.product, {quarter: asked}, given)
    if quarter > running_quarter(escalation.product):
        return []
    proposal: Proposal | None = current_proposal(sizing)
    return [row for row in rows_of_proposal(proposal) if row.quarter == quarter]


def _covered(plan: Plan, asked: Decimal, rows: Sequence[Row]) -> Coverage:
    """What the rows give: of all weeks in the running quarter, else of as many as they name."""
    is_running = plan.quarter == running_quarter(plan.product)
    proposed = sum((row.weeks for row in rows), start=ZERO)
    wanted = asked if is_running else min(asked, proposed)
    planned = Plan.objects.filter(product=plan.product_id, quarter__gte=plan.quarter)
    left = weeks_left_by_quarter(plan.product, planned.values_list("quarter", flat=True))
    (cover,) = coverage_of({plan.quarter: wanted}, rows, left)
    return cover


def _refuse_incomplete(cover: Coverage, asked: Decimal) -> None:
    if cover.is_complete:
        return
    short = (
        ""
        if cover.usable == cover.proposed
        else f", of which the lines have {cover.usable} wk left to give"
    )
    raise Refused(
        "displacement-incomplete",
        f"{cover.quarter.label} asks for {asked} wk and displaces {cover.proposed} wk{short}."
        " In the running quarter a planned item names what it displaces, like a special.",
        quarter=str(cover.quarter),
        asked_weeks=asked,
        displaced_weeks=cover.usable,
    )


def _refuse_unpaid(plan: Plan, cover: Coverage, asked: Decimal) -> None:
    """Refuse what the rows do not pay, and what slack cannot."""
    _refuse_incomplete(cover, asked)
    _refuse_over_capacity(plan, asked - cover.asked)


def _refuse_over_capacity(plan: Plan, growth: Decimal) -> None:
    """Raise Refused where the plan's lines would grow beyond its capacity."""
    total = lines_total(plan) + growth
    if growth > 0 and total > plan.capacity_weeks:
        raise Refused(
            "over-capacity",
            f"The lines of {plan.quarter.label} would come to {total} wk and the capacity is"
            f" {plan.capacity_weeks} wk: name lines that give"
            f" {min(growth, total - plan.capacity_weeks)} wk, or choose a later quarter.",
            lines_weeks=total,
            capacity_weeks=plan.capacity_weeks,
        )


def _put_in_plan(
    made: TakenIntoPlan, plan: Plan, cover: Coverage, wanting: Sequence[Wants]
) -> None:
    """Give the item its line, from lines that give and from slack; its waits; the ledger's
    entry.
    """
    item, cause = made.item, Cause(made.by, made.at, made.reason, made.item, written=[made])
    execute_displacements(made.escalation, item, [cover], cause)
    kind = Movement.Kind.CHANGED if is_baselined(plan) else Movement.Kind.PLANNED
    line_changes.change(line_changes.line_of(plan, item), made.weeks - cover.asked, kind, cause)
    _let_wait(item, wanting, made.by)
    _log(made, cover, wanting, cause)


def _let_wait(item: Item, wanting: Sequence[Wants], actor: Person) -> None:
    """Let everybody who wanted it wait for the new item."""
    day = today(item.product)
    histories.create(
        (
            Waiting(
                customer=wants.customer,
                item=item,
                since=min(wants.since, day),
                weight=wants.weight,
                promised=wants.promised,
            )
            for wants in wanting
        ),
        actor=actor,
    )


def _log(made: TakenIntoPlan, cover: Coverage, wanting: Sequence[Wants], cause: Cause) -> None:
    chain.append(
        made.escalation.product,
        "taken_into_plan",
        made.by,
        made.at,
        seals=cause.written,
        escalation=made.escalation_id,
        item=made.item_id,
        approach=made.approach,
        quarter=str(made.quarter),
        weeks=made.weeks,
        documented=made.documented,
        reason=made.reason,
        customers=[wants.customer.pk for wants in wanting],
        displacements=[taken.row.as_logged(taken.weeks) for taken in cover.taken],
    )
