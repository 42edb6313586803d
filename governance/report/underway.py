"""Section 2: specials underway, those started without a decision first."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django.db.models import Q

from company.units import ZERO, weeks_of
from escalations.forecasts import forecasts
from escalations.models import Escalation, Part, Sizing
from escalations.states import APPROVED_ONCE, BEFORE_APPROVAL, UNDERWAY, State
from governance.hold_list import unpaid_weeks
from governance.models import Decision
from governance.report.facts import Underway
from governance.report.period import ReportPeriod
from governance.report.specials import Request
from portfolio.effort.cost import cost_by
from portfolio.effort.queries import minutes_by_item

# Work on these is listed only in the month in which it was done.
TURNED_AWAY = (State.DECLINED, State.REDIRECTED, State.WITHDRAWN)


@dataclass(frozen=True)
class UnderwayKeys:
    """The ids of escalations that may be underway: approved ones, and others."""

    approved: set[int]
    others: set[int]

    @classmethod
    def load(cls, period: ReportPeriod) -> Self:
        return cls(_approved(period), _not_approved(period))


def underway(period: ReportPeriod, keys: UnderwayKeys) -> list[Underway]:
    """The section: specials approved or worked on at the period's end.

    Those started without a decision first, then by weeks spent.
    """
    approved = keys.approved
    requests = period.requests.of(approved | keys.others)
    items = {row.item for row in requests.values() if row.item}
    effort = period.as_of.core_effort_on(items)
    spent, cost = minutes_by_item(effort), cost_by(period.product, effort, "item", period.rates)
    weeks = _approved_weeks(period, approved)
    expected = _sized(period, requests.keys() - approved) | forecasts(period.as_of, approved)
    unpaid = unpaid_weeks(period.snapshot, period.quarter)
    rows = []
    for pk, request in requests.items():
        item = request.item or 0
        is_approved = pk in approved
        if not is_approved and not spent.get(item):
            continue
        rows.append(
            _row(
                period,
                request,
                is_approved=is_approved,
                approved=weeks.get(pk, ZERO),
                minutes=spent.get(item, 0),
                forecast=expected.get(pk),
                unpaid=unpaid.get(item, ZERO),
                cost=cost.get(item, ZERO),
            )
        )
    return sorted(rows, key=lambda row: (not row.started_without_decision, -row.spent_weeks))


def _approved(period: ReportPeriod) -> set[int]:
    """Ids of those approved by then, and neither delivered nor cancelled."""
    rows = Escalation.objects.filter(product=period.product)
    if period.as_of.is_now:
        return set(rows.underway().values_list("pk", flat=True).order_by())
    _, after = period.instants
    is_open = Q(closed_at__isnull=True) | Q(closed_at__gte=after)
    decided = Decision.objects.filter(
        period.as_of.until(), escalation__product=period.product, kind=Decision.Kind.APPROVE
    )
    rows = rows.filter(is_open, pk__in=decided.values("escalation"), state__in=APPROVED_ONCE)
    return set(rows.values_list("pk", flat=True).order_by())


def _not_approved(period: ReportPeriod) -> set[int]:
    """Ids of those nobody had approved that may have been worked on."""
    found = {
        pk for pk, row in period.going_on.items() if row.item_id and row.state in BEFORE_APPROVAL
    }
    this_month = period.special_this_month
    worked = {item: pk for item, pk in period.worked_requests.items() if item in this_month}
    known = period.as_of.needed(Escalation, "state", keys=set(worked.values()))
    states = (*BEFORE_APPROVAL, *TURNED_AWAY)
    return found | {pk for pk, row in known.items() if row.state in states}


def _approved_weeks(period: ReportPeriod, keys: Collection[int]) -> dict[int, Decimal]:
    """By escalation id, the weeks approved in all quarters."""
    parts = Part.objects.current(period.as_of.instant).filter(escalation__among=keys)
    sums: dict[int, Decimal] = {}
    for pk, weeks in parts.values_list("escalation", "weeks"):
        sums[pk] = sums.get(pk, ZERO) + weeks
    return sums


def _sized(period: ReportPeriod, keys: Collection[int]) -> dict[int, Decimal]:
    """By escalation id, the weeks its last sizing expects in all: spent by then and still to
    come.
    """
    rows = Sizing.objects.filter(period.as_of.until(), escalation__among=keys).order_by("pk")
    return {
        pk: weeks_of(minutes or 0) + likely
        for pk, minutes, likely in rows.values_list("escalation", "spent_minutes", "likely_weeks")
    }


def _row(
    period: ReportPeriod,
    request: Request,
    *,
    is_approved: bool,
    approved: Decimal,
    minutes: int,
    forecast: Decimal | None,
    unpaid: Decimal,
    cost: Decimal,
) -> Underway:
    spent = weeks_of(minutes)
    expected = (approved if is_approved else ZERO) if forecast is None else forecast
    if request.state in TURNED_AWAY:
        expected = spent
    is_open = request.state in UNDERWAY or not is_approved
    return Underway(
        escalation=request.pk,
        title=request.title,
        customer=request.customer,
        customer_id=request.customer_id,
        deal=request.deal,
        deal_amount=request.deal_amount,
        state=request.state if is_open else State.IN_PROGRESS,
        started_without_decision=not is_approved,
        approved_weeks=approved,
        spent_weeks=spent,
        left_weeks=max(ZERO, approved - spent),
        overrun_weeks=max(ZERO, spent - approved),
        not_paid_for_weeks=unpaid,
        forecast_weeks=max(expected, spent),
        needed_by=request.needed_by,
        is_late=bool(request.needed_by and request.needed_by < period.as_at),
        cost=cost,
    )
