"""A plan by slice, as its page shows it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from charts import colours
from charts.figures import Figure, Part, pie
from company.calendar import Quarter, bounds
from company.models import Product
from company.units import ZERO, weeks_of
from portfolio.customers.queries import waiting_for
from portfolio.effort.queries import CORE, effort_between
from portfolio.models import Item, Slice, Waiting
from portfolio.plan.facts import LineFacts, PlanFacts
from portfolio.plan.slice_shares import UNCATEGORISED, SliceShare, slice_shares


@dataclass(frozen=True)
class Row:
    """One line: what the core teams spent on it, who waits for it, what the reserve kept out."""

    line: LineFacts
    spent_weeks: Decimal
    waiting: list[Waiting]
    kept_out: list[Item]

    @property
    def others_waiting(self) -> int:
        """How many wait beside the first, who renews soonest."""
        return len(self.waiting) - 1

    @property
    def arr_waiting(self) -> Decimal:
        """What all of them pay a year."""
        return sum((one.customer.arr for one in self.waiting), start=ZERO)


@dataclass(frozen=True)
class Group:
    """The lines of one slice, and the effort in it that no line of the plan foresaw."""

    slice: SliceShare
    rows: list[Row]
    unplanned_weeks: Decimal

    @property
    def left_weeks(self) -> Decimal:
        return sum((row.line.left_weeks for row in self.rows), start=ZERO)


@dataclass(frozen=True)
class Spent:
    """Minutes of the core teams in one quarter, by item and by slice key (None: no slice)."""

    by_item: dict[int, int]
    by_slice: dict[str | None, int]


def spent_in(product: Product, quarter: Quarter) -> Spent:
    """What the core teams spent in the quarter."""
    effort = effort_between(product, *bounds(product, quarter)).filter(CORE)
    rows = effort.values_list("item", "item__slice__key").annotate(n=Sum("minutes")).order_by()
    spent = Spent({}, {})
    for item, key, minutes in rows:
        spent.by_item[item] = minutes
        spent.by_slice[key] = spent.by_slice.get(key, 0) + minutes
    return spent


def slices_of(product: Product, plan: PlanFacts, spent: Spent) -> list[SliceShare]:
    """Specials first, as in the pie; uncategorised last, and only when it holds anything."""
    slices = sorted(Slice.objects.filter(product=product), key=lambda s: not s.is_specials)
    specials = next(s.key for s in slices if s.is_specials)
    return slice_shares(
        {s.key: s.name for s in slices},
        targets=plan.targets,
        agreed_targets=plan.baseline["targets"] if plan.baseline else {},
        agreed=_agreed(plan, specials),
        planned=_sums((_key(line, specials), line.weeks) for line in plan.lines),
        minutes={key or UNCATEGORISED: n for key, n in spent.by_slice.items()},
    )


def _key(line: LineFacts, specials: str) -> str:
    return specials if line.reserve else line.slice or UNCATEGORISED


def _sums(pairs: Any) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for key, weeks in pairs:
        sums[key] = sums.get(key, ZERO) + weeks
    return sums


def _agreed(plan: PlanFacts, specials: str) -> dict[str, Decimal] | None:
    if plan.baseline is None:
        return None
    return _sums(
        (line["slice"] or (specials if line["item"] is None else UNCATEGORISED),
         Decimal(line["weeks"]))
        for line in plan.baseline["lines"]
    )  # fmt: skip


def groups_of(slices: list[SliceShare], plan: PlanFacts, spent: Spent) -> list[Group]:
    """The plan's lines under their slices, largest first; slices without lines are left out."""
    specials = slices[0].key
    waiting = waiting_for(line.item for line in plan.lines if line.item)
    kept_out = Item.objects.in_bulk({item for line in plan.lines for item in line.kept_out})
    found = []
    for row in slices:
        lines = [line for line in plan.lines if _key(line, specials) == row.key]
        lines.sort(key=lambda line: (-line.weeks, line.title))
        rows = [
            Row(
                line,
                weeks_of(spent.by_item.get(line.item or 0, 0)),
                waiting.get(line.item or 0, []),
                [kept_out[item] for item in line.kept_out],
            )
            for line in lines
        ]
        foreseen = sum((one.spent_weeks for one in rows), start=ZERO)
        unplanned = max(ZERO, row.actual_weeks - foreseen)
        if rows or unplanned:
            found.append(Group(row, rows, unplanned))
    return found


def pie_of(slices: list[SliceShare], plan: PlanFacts) -> Figure:
    """The capacity as a pie: specials first at twelve o'clock, slack last and empty."""
    parts = [
        Part(row.short_name, colours.slice_colour(row.key), row.planned_weeks)
        for row in slices
        if row.planned_weeks
    ]
    if plan.slack_weeks:
        parts.append(Part("Slack", colours.EMPTY, plan.slack_weeks))
    return pie(parts)
