"""A plan by slice, as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Self

from charts import colours
from charts.figures import Figure, Part, pie
from company.cached_reads import cached_until_changed
from company.calendar import Quarter, bounds
from company.models import Product
from company.units import ZERO, weeks_of
from portfolio.customers.queries import waiting_for
from portfolio.effort.queries import CORE, effort_between, minutes_by_item
from portfolio.models import Item, Line, Slice, Waiting
from portfolio.plan.facts import LineFacts, PlanFacts, plan_facts
from portfolio.plan.queries import capacity_of_teams, plan_of
from portfolio.plan.slice_shares import UNCATEGORISED, SliceShare, slice_shares

# Lines of each slice on the page; the others are one click away.
FIRST_LINES = 10
# Lines that differ from the baseline on the page.
FIRST_DRIFT = 25


@dataclass(frozen=True)
class Row:
    """One line with the core teams' weeks on it, who waits for it, and what a reserve kept out."""

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
        """Yearly revenue of all who wait."""
        return sum((one.customer.arr for one in self.waiting), start=ZERO)


@dataclass(frozen=True)
class Group:
    """The lines of one slice: `rows` are shown, `others` are not.

    `unplanned_weeks` are effort in the slice on items without a line.
    """

    slice: SliceShare
    is_specials: bool
    rows: list[Row]
    others: list[LineFacts]
    left_weeks: Decimal
    unplanned_weeks: Decimal

    @property
    def others_weeks(self) -> Decimal:
        return sum((line.weeks for line in self.others), start=ZERO)


@dataclass(frozen=True)
class Spent:
    """Core minutes in one quarter, by item id and by slice key (None: uncategorised)."""

    by_item: dict[int, int]
    by_slice: dict[str | None, int]


def spent_in(product: Product, quarter: Quarter) -> Spent:
    """What the core teams spent in the quarter."""
    by_item = minutes_by_item(effort_between(product, *bounds(product, quarter)).filter(CORE))
    items = Item.objects.filter(pk__among=by_item).values_list("pk", "slice__key").order_by()
    by_slice: dict[str | None, int] = {}
    for item, key in items:
        by_slice[key] = by_slice.get(key, 0) + by_item[item]
    return Spent(by_item, by_slice)


def slices_of(product: Product, plan: PlanFacts, spent: Spent) -> list[SliceShare]:
    """The slices, specials first as in the pie; uncategorised last, if it holds anything."""
    slices = _specials_first(product)
    specials = slices[0].key
    return slice_shares(
        {s.key: s.name for s in slices},
        targets=plan.targets,
        agreed_targets=plan.baseline["targets"] if plan.baseline else {},
        agreed=_agreed(plan, specials),
        agreed_capacity=plan.baseline["capacity_weeks"] if plan.baseline else ZERO,
        planned=_sums((_key(line, specials), line.weeks) for line in plan.lines),
        capacity=plan.capacity_weeks,
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
        (
            line["slice"] or (specials if line["item"] is None else UNCATEGORISED),
            Decimal(line["weeks"]),
        )
        for line in plan.baseline["lines"]
    )


def groups_of(
    slices: list[SliceShare],
    plan: PlanFacts,
    spent: Spent,
    *,
    most: int | None = None,
    also: str = "",
    with_empty: bool = False,
) -> list[Group]:
    """The plan's lines under their slices; slices without lines only `with_empty`.

    At most `most` lines of a slice are shown, and the line of the item whose id is `also`.
    """
    by_slice = _by_slice(plan, slices[0].key)
    parted = {key: _parted(lines, most, also) for key, lines in by_slice.items()}
    shown = [line for lines, _ in parted.values() for line in lines]
    waiting = waiting_for(line.item for line in shown if line.item)
    kept_out = Item.objects.in_bulk({item for line in shown for item in line.kept_out})

    def row(line: LineFacts) -> Row:
        minutes, waits = spent.by_item.get(line.item or 0, 0), waiting.get(line.item or 0, [])
        return Row(line, weeks_of(minutes), waits, [kept_out[item] for item in line.kept_out])

    groups = []
    for share in slices:
        lines, (first, others) = by_slice.get(share.key, []), parted.get(share.key, ([], []))
        foreseen = [weeks_of(spent.by_item.get(line.item or 0, 0)) for line in lines]
        group = Group(
            slice=share,
            is_specials=share is slices[0],
            rows=[row(line) for line in first],
            others=others,
            left_weeks=sum((line.left_weeks for line in lines), start=ZERO),
            unplanned_weeks=max(ZERO, share.actual_weeks - sum(foreseen, start=ZERO)),
        )
        if lines or group.unplanned_weeks or (with_empty and not group.is_specials):
            groups.append(group)
    return groups


def _parted(
    lines: list[LineFacts], most: int | None, also: str
) -> tuple[list[LineFacts], list[LineFacts]]:
    """The lines that are shown, and the others."""
    if most is None:
        return lines, []
    rest = lines[most:]
    asked = [line for line in rest if str(line.item) == also]
    return lines[:most] + asked, [line for line in rest if line not in asked]


@dataclass(frozen=True)
class BelowRow:
    """An item that did not make it into the quarter; `weeks` is None where nobody sized it."""

    item: int
    title: str
    weeks: Decimal | None
    is_kept_out: bool
    waiting: list[Waiting]


def below_of(plan: PlanFacts) -> list[BelowRow]:
    """What waits below the line, largest first, then what the reserve kept out."""
    lines = sorted((x for x in plan.lines if x.item and x.below_weeks), key=_most_below)
    reserved = [item for line in plan.lines for item in line.kept_out]
    kept_out = Item.objects.in_bulk(reserved)
    waiting = waiting_for([*(line.item or 0 for line in lines), *reserved])
    below = [
        BelowRow(x.item or 0, x.title, x.below_weeks, False, waiting.get(x.item or 0, []))
        for x in lines
    ]
    return below + [
        BelowRow(pk, kept_out[pk].title, None, True, waiting.get(pk, [])) for pk in reserved
    ]


def _most_below(line: LineFacts) -> tuple[Decimal, str]:
    return -line.below_weeks, line.title


def _by_slice(plan: PlanFacts, specials: str) -> dict[str, list[LineFacts]]:
    """By slice key, its lines in their order."""
    by_slice: dict[str, list[LineFacts]] = {}
    for line in sorted(plan.lines, key=lambda line: line.place):
        by_slice.setdefault(_key(line, specials), []).append(line)
    return by_slice


@dataclass(frozen=True)
class PlanShown:
    """All that the page of a quarter's plan shows, whoever reads it."""

    plan: PlanFacts
    slices: list[SliceShare]
    actual_weeks: Decimal
    groups: list[Group]
    below: list[BelowRow]
    pie: Figure


@cached_until_changed
def plan_shown(
    product: Product, quarter: Quarter, *, most: int | None, also: str, with_empty: bool
) -> PlanShown:
    """The quarter's plan with what was spent; `most`, `also` and `with_empty` as of `groups_of`."""
    spent = spent_in(product, quarter)
    plan = plan_facts(product, quarter, spent.by_item)
    slices = slices_of(product, plan, spent)
    return PlanShown(
        plan=plan,
        slices=slices,
        actual_weeks=weeks_of(sum(spent.by_slice.values())),
        groups=groups_of(slices, plan, spent, most=most, also=also, with_empty=with_empty),
        below=below_of(plan),
        pie=pie_of(slices, plan.slack_weeks),
    )


@dataclass(frozen=True)
class PlannedSlices:
    """What a quarter's plan gives to each slice, by key: all that its pie shows."""

    quarter: Quarter
    slices: Sequence[Slice]
    capacity_weeks: Decimal
    weeks: Mapping[str, Decimal]

    @classmethod
    @cached_until_changed
    def of(cls, product: Product, quarter: Quarter) -> Self:
        plan = plan_of(product, quarter)
        capacity = plan.capacity_weeks if plan else capacity_of_teams(product)
        empty = cls(quarter, _specials_first(product), capacity, {})
        lines = Line.objects.filter(plan=plan) if plan else Line.objects.none()
        rows = lines.values_list("is_reserve", "item__slice__key", "weeks").order_by()
        sums = _sums(
            (empty.specials if is_reserve else key or UNCATEGORISED, weeks)
            for is_reserve, key, weeks in rows
        )
        return replace(empty, weeks=sums)

    @property
    def specials(self) -> str:
        return self.slices[0].key

    def key_of(self, item: Item | None) -> str:
        """The key of the slice that a line of the item counts in; the reserve counts as
        specials.
        """
        if item is None:
            return self.specials
        found = (each.key for each in self.slices if each.pk == item.slice_id)
        return next(found, UNCATEGORISED)

    def pie(self) -> Figure:
        shares = slice_shares(
            {s.key: s.name for s in self.slices},
            targets={},
            agreed_targets={},
            agreed=None,
            agreed_capacity=ZERO,
            planned=self.weeks,
            capacity=self.capacity_weeks,
            minutes={},
        )
        slack = max(ZERO, self.capacity_weeks - sum(self.weeks.values(), start=ZERO))
        return pie_of(shares, slack)


def _specials_first(product: Product) -> list[Slice]:
    """The slices in the order of the pie."""
    return sorted(Slice.objects.filter(product=product), key=lambda s: not s.is_specials)


def pie_of(slices: list[SliceShare], slack: Decimal) -> Figure:
    """The capacity as a pie: specials first at twelve o'clock, slack last and uncoloured."""
    parts = [
        Part(row.short_name, colours.slice_colour(row.key), row.planned_weeks)
        for row in slices
        if row.planned_weeks
    ]
    if slack:
        parts.append(Part("Slack", colours.EMPTY, slack))
    return pie(parts)
