"""What a line of a plan is at one moment, and what still fits beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from company.calendar import Quarter
from company.models import Product
from company.units import ZERO
from portfolio.models import Item, Line, Plan
from portfolio.plan.queries import capacity_of_teams, lines_total


@dataclass(frozen=True)
class LineState:
    """A line at one moment: weeks above the line and below it; neither is no line."""

    quarter: Quarter
    item: int
    weeks: Decimal
    below_weeks: Decimal


@dataclass(frozen=True)
class Change:
    """What lines were before a change and after it, so that it can be put back."""

    before: Sequence[LineState]
    after: Sequence[LineState]


def state_of(product: Product, quarter: Quarter, item: Item) -> LineState:
    line = Line.objects.filter(plan__product=product, plan__quarter=quarter, item=item).first()
    if line is None:
        return LineState(quarter, item.pk, ZERO, ZERO)
    return LineState(quarter, item.pk, line.weeks, line.below_weeks)


def room_in(product: Product, quarter: Quarter, plan: Plan | None) -> Decimal:
    """The weeks that still fit into the quarter; never below zero."""
    if plan is None:
        return capacity_of_teams(product)
    return max(ZERO, plan.capacity_weeks - lines_total(plan))


def landed(there: LineState, weeks: Decimal, room: Decimal) -> tuple[Decimal, Decimal]:
    """A line's weeks above and below the line, once `weeks` more have come to it."""
    if weeks <= room:
        return there.weeks + weeks, there.below_weeks
    return there.weeks, there.below_weeks + weeks
