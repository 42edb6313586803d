"""The weeks of a line at one moment, and what still fits beside it."""

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
    """A line's weeks above and below the line at one moment; without both there is no line."""

    quarter: Quarter
    item: int
    weeks: Decimal
    below_weeks: Decimal


@dataclass(frozen=True)
class Change:
    """The lines before a change and after it, so that it can be undone."""

    before: Sequence[LineState]
    after: Sequence[LineState]


def state_of(product: Product, quarter: Quarter, item: Item) -> LineState:
    """The line as it stands; no weeks where there is none."""
    line = Line.objects.filter(plan__product=product, plan__quarter=quarter, item=item).first()
    if line is None:
        return LineState(quarter, item.pk, ZERO, ZERO)
    return LineState(quarter, item.pk, line.weeks, line.below_weeks)


def room_in(product: Product, quarter: Quarter, plan: Plan | None) -> Decimal:
    """Weeks that still fit into the quarter, at least zero; the teams' capacity without a plan."""
    if plan is None:
        return capacity_of_teams(product)
    return max(ZERO, plan.capacity_weeks - lines_total(plan))


def landed(there: LineState, weeks: Decimal, room: Decimal) -> tuple[Decimal, Decimal]:
    """The weeks above and below the line once `weeks` more come to it, which fit whole or not."""
    if weeks <= room:
        return there.weeks + weeks, there.below_weeks
    return there.weeks, there.below_weeks + weeks
