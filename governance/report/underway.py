"""Section 2: specials underway, those started without a decision first."""

import datetime as dt
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from escalations.models import Escalation
from escalations.states import BEFORE_APPROVAL, UNDERWAY, State
from governance.budget import holds
from governance.models import Decision
from governance.report.facts import Underway
from governance.report.frame import Frame
from portfolio.models import Effort
from portfolio.queries import CORE, SPECIAL, cost_by, minutes_by_item
from portfolio.weeks import ZERO, weeks_of

# Turned away: work on these is news only in the month in which it was done.
TURNED_AWAY = (State.DECLINED, State.REDIRECTED, State.WITHDRAWN)


def underway(frame: Frame) -> list[Underway]:
    """Specials approved or worked on as at the frame's day."""
    _, after = frame.instants
    effort = Effort.objects.filter(CORE, SPECIAL, product=frame.product, date__lte=_last_day(frame))
    rows = list(_candidates(frame, effort, after))
    items = [row.item_id for row in rows if row.item_id]
    mine = effort.filter(item__in=items)
    spent, cost = minutes_by_item(mine), cost_by(frame.product, mine, "item")
    unpaid = _unpaid(frame)
    found = [
        _row(
            frame,
            row,
            weeks_of(spent.get(row.item_id or 0, 0)),
            cost.get(row.item_id, ZERO),
            unpaid.get(row.pk, ZERO),
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (not row.started_without_decision, -row.spent_weeks))


def _last_day(frame: Frame) -> dt.date:
    """Effort counts to its date, so the whole month does, also while it runs."""
    return frame.after - dt.timedelta(days=1)


def _candidates(frame: Frame, effort: QuerySet[Effort], after: dt.datetime) -> QuerySet[Escalation]:
    approved = Decision.objects.filter(
        escalation=OuterRef("pk"), kind=Decision.Kind.APPROVE, at__lt=after
    )
    worked = effort.filter(item=OuterRef("item"))
    this_month = worked.filter(date__gte=frame.first)
    is_open = Q(closed_at__isnull=True) | Q(closed_at__gte=after)
    rows = Escalation.objects.filter(is_open, product=frame.product)
    rows = rows.annotate(was_approved=Exists(approved)).filter(
        Q(was_approved=True)
        | Q(Exists(worked), state__in=BEFORE_APPROVAL)
        | Q(Exists(this_month), state__in=TURNED_AWAY)
    )
    return rows.select_related("customer", "deal").prefetch_related("parts", "sizings")


def _unpaid(frame: Frame) -> dict[int, Decimal]:
    if frame.quarter != frame.snapshot.running:
        return {}
    return {hold.escalation.pk: hold.unpaid for hold in holds(frame.product, frame.quarter)}


def _row(frame: Frame, row: Escalation, spent: Decimal, cost: Decimal, unpaid: Decimal) -> Underway:
    was_approved: bool = row.was_approved  # type: ignore[attr-defined]  # annotated above
    approved = row.approved_weeks if was_approved else ZERO
    sizing = row.latest_sizing
    likely = sizing.likely_weeks if sizing else ZERO
    return Underway(
        escalation=row.pk,
        title=str(row),
        customer=str(row.customer or ""),
        customer_id=row.customer_id,
        deal=str(row.deal or ""),
        deal_amount=row.deal.amount if row.deal else None,
        state=row.state if row.state in UNDERWAY or not was_approved else State.IN_PROGRESS,
        started_without_decision=not was_approved,
        approved_weeks=approved,
        spent_weeks=spent,
        left_weeks=max(ZERO, approved - spent),
        overrun_weeks=max(ZERO, spent - approved),
        not_paid_for_weeks=unpaid,
        forecast_weeks=max(approved or likely, spent),
        needed_by=row.needed_by,
        is_late=bool(row.needed_by and row.needed_by < frame.as_at),
        cost=cost,
    )
