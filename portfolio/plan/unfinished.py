"""What a quarter left unfinished, for the plan of the next."""

from dataclasses import dataclass
from decimal import Decimal

from company.cached_reads import cached_until_changed
from company.calendar import Quarter
from company.models import Product
from company.units import ZERO
from portfolio.customers.queries import waiting_for
from portfolio.models import Item, Line, Waiting
from portfolio.plan.line_states import LineState
from portfolio.plan.queries import weeks_left_by_quarter


@dataclass(frozen=True)
class Unfinished:
    """A line of the quarter before, with the weeks that are not in the new plan yet."""

    item: Item
    planned_weeks: Decimal
    weeks: Decimal
    there: LineState
    waiting: list[Waiting]

    @property
    def promised(self) -> list[Waiting]:
        return [one for one in self.waiting if one.promised]


@cached_until_changed
def unfinished(product: Product, quarter: Quarter) -> list[Unfinished]:
    """Core lines of the quarter before `quarter` with weeks left, those waited for first.

    Weeks are what the line had left and what waited below it, less what the new plan gives the item
    already. Items finished or off the roadmap are left out.
    """
    before = quarter.previous
    lines = Line.objects.filter(plan__product=product, plan__quarter=before, item__isnull=False)
    core = lines.exclude(item__slice__is_specials=True).filter(
        item__finished_on=None, item__closed_on=None
    )
    standing = list(core.select_related("item__slice", "item__product"))
    items = [line.item for line in standing if line.item]
    left = weeks_left_by_quarter(product, [before], [item.pk for item in items])[before]
    there = states_in(product, quarter)
    waiting = waiting_for(item.pk for item in items)
    rows = []
    for line, item in zip(standing, items, strict=True):
        now = there.get(item.pk, LineState(quarter, item.pk, ZERO, ZERO))
        weeks = left.get(item.pk, ZERO) + line.below_weeks - now.weeks - now.below_weeks
        if weeks > 0:
            rows.append(Unfinished(item, line.weeks, weeks, now, waiting.get(item.pk, [])))
    return sorted(rows, key=_first_waited_for)


def states_in(product: Product, quarter: Quarter) -> dict[int, LineState]:
    """By item id, the quarter's lines as they stand."""
    rows = Line.objects.filter(plan__product=product, plan__quarter=quarter, item__isnull=False)
    return {
        item: LineState(quarter, item, weeks, below)
        for item, weeks, below in rows.values_list("item", "weeks", "below_weeks")
    }


def _first_waited_for(row: Unfinished) -> tuple[bool, bool, Decimal, str]:
    return (not row.promised, not row.waiting, -row.weeks, row.item.title)
