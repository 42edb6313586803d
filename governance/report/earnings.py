"""What specials cost, and beside it the deals of the same specials (DESIGN 5)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from company.units import ZERO
from escalations.deals import newly_won
from escalations.models import Deal, Escalation
from escalations.models.deals import worth_of
from escalations.states import State
from governance.models import Decision
from portfolio.effort.cost import cost_of

if TYPE_CHECKING:
    from governance.report.period import ReportPeriod


@dataclass(frozen=True)
class Earnings:
    """Money in the product's currency; each deal counts once.

    `quarter_*` are the quarter's specials and their deals, `won*` the deals won in the month and
    all that their specials cost.
    """

    quarter_cost: Decimal
    quarter_signed: Decimal
    quarter_open: Decimal
    won: Decimal
    won_cost: Decimal


def earnings(period: "ReportPeriod") -> Earnings:
    """The cost of this quarter's specials beside their deals, and the deals won this month."""
    items = period.worked.special()
    effort = period.core_effort(period.quarter_first).filter(item__among=items)
    requests = period.requests.of(period.worked_requests.values())
    kept = [row for row in requests.values() if row.deal_id and row.state != State.CANCELLED]
    deals = {row.deal_id: (row.deal_outcome, row.deal_amount or ZERO) for row in kept}
    won = _won(period)
    return Earnings(
        quarter_cost=cost_of(period.product, effort, period.rates),
        quarter_signed=_worth(deals.values(), Deal.Outcome.WON),
        quarter_open=_worth(deals.values(), Deal.Outcome.OPEN),
        won=sum((amount for amount, _ in won.values()), start=ZERO),
        won_cost=_cost_of_specials(period, {pk for _, pks in won.values() for pk in pks}),
    )


def _worth(deals: Iterable[tuple[str, Decimal]], outcome: str) -> Decimal:
    return sum((amount for found, amount in deals if found == outcome), start=ZERO)


def _won(period: "ReportPeriod") -> dict[int, tuple[Decimal, set[int]]]:
    """By deal id, deals whose win was entered this month: what was signed, and their specials.

    A cancelled special won nothing; one that nobody approved is no special.
    """
    entered = _wins_entered(period)
    rows = Escalation.objects.filter(product=period.product, deal__among=entered)
    approved = Decision.objects.filter(
        period.as_of.until(), escalation__in=rows, kind=Decision.Kind.APPROVE
    )
    found = approved.values_list("escalation", "escalation__deal").distinct().order_by()
    states = period.as_of.needed(Escalation, "state", keys={pk for pk, _ in found})
    won: dict[int, tuple[Decimal, set[int]]] = {}
    for pk, deal in found:
        if states[pk].state != State.CANCELLED:
            won.setdefault(deal, (entered[deal], set()))[1].add(pk)
    return won


def _wins_entered(period: "ReportPeriod") -> dict[int, Decimal]:
    """By deal id, what was signed for deals that became won in the month.

    A month before histories began goes by the day the deal closed.
    """
    columns = ("outcome", "amount", "signed_amount", "close_date")
    if period.as_of.is_reconstruction:
        won = period.as_of.values(Deal, *columns, outcome=Deal.Outcome.WON)
        return {
            pk: worth_of(deal.amount, deal.signed_amount)
            for pk, deal in won.items()
            if deal.close_date and period.first <= deal.close_date < period.after
        }
    keys = newly_won(period.product, *period.instants)
    won = period.as_of.values(Deal, *columns, keys=keys, outcome=Deal.Outcome.WON) if keys else {}
    return {pk: worth_of(deal.amount, deal.signed_amount) for pk, deal in won.items()}


def _cost_of_specials(period: "ReportPeriod", requests: Collection[int]) -> Decimal:
    """What these specials cost until the period's end, in all quarters."""
    if not requests:
        return ZERO
    items = Escalation.objects.filter(pk__among=requests, item__isnull=False)
    effort = period.as_of.core_effort_on(list(items.values_list("item", flat=True).order_by()))
    return cost_of(period.product, effort, period.rates)
