"""Section 8: what delivered specials return, and who uses them once time has passed."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from company.units import ZERO
from escalations.full_cost import Assumptions, FullCost
from escalations.models import Costing, Escalation, LaterAnswer
from escalations.models.costing import NUMBERS
from governance.report.outcome_facts import LaterUseRow, ReturnRow
from portfolio.effort.cost import cost_by

if TYPE_CHECKING:
    from governance.report.period import ReportPeriod

IN_USE = {LaterAnswer.Question.USE_30: 30, LaterAnswer.Question.USE_90: 90}


def returns(period: "ReportPeriod", delivered: Collection[int]) -> list[ReturnRow]:
    """What is paid for each special against its full cost, the least return first.

    Only those whose total is confirmed and of which somebody said what they cost each year.
    """
    as_of = period.as_of
    known = as_of.values(Escalation, "item_id", "total_confirmed_at", keys=delivered)
    ended = {pk: row.item_id for pk, row in known.items() if as_of.has_seen(row.total_confirmed_at)}
    said = as_of.values(Costing, "escalation_id", *NUMBERS, escalation_id__among=ended)
    spent = as_of.core_effort_on([item for item in ended.values() if item])
    built = cost_by(period.product, spent, "item", period.rates) if said else {}
    requests, assumed = period.requests.of(ended), _assumed(period)
    rows = []
    for row in said.values():
        pk = row.escalation_id
        cost = FullCost(built.get(ended[pk], ZERO), row, assumed)
        made = ReturnRow(
            escalation=pk,
            title=requests[pk].title,
            customer=requests[pk].customer,
            paid=cost.paid,
            full_cost=cost.full_cost,
            return_multiple=cost.return_multiple,
            is_below_minimum=cost.is_below_minimum,
        )
        rows.append(made)
    return sorted(rows, key=lambda row: (row.return_multiple or ZERO, row.title, row.escalation))


def _assumed(period: "ReportPeriod") -> Assumptions:
    policy = period.snapshot.policy(period.quarter)
    return Assumptions(
        support_years=policy.support_years,
        minimum_return=policy.minimum_return,
        licence_price=policy.licence_price,
        rate=period.rate,
    )


def later_uses(period: "ReportPeriod", answers: Collection[LaterAnswer]) -> list[LaterUseRow]:
    """How many customers use each special 30 and 90 days after delivery, as product answered."""
    requests = period.requests.of({row.escalation_id for row in answers})
    return [
        LaterUseRow(
            escalation=row.escalation_id,
            title=requests[row.escalation_id].title,
            customer=requests[row.escalation_id].customer,
            after_days=IN_USE[LaterAnswer.Question(row.question)],
            customers_using=row.customers_using or 0,
            on=period.product.local_day(row.at),
        )
        for row in answers
    ]
