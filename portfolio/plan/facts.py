"""A plan as it is read: capacity, targets, lines, slack, baseline and drift."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from company.calendar import Quarter, bounds
from company.models import Product
from company.units import ZERO, percent_of
from company.versions import digest_of
from portfolio.effort.queries import CORE, effort_between, minutes_by_item
from portfolio.models import Baseline, Line, Movement, Plan, Slice
from portfolio.models.plan import RESERVE
from portfolio.plan.queries import capacity_of_teams, left_of

PLACES = Decimal("0.1")


@dataclass(frozen=True)
class LineFacts:
    """One line, in engineer-weeks; None as item is the reserve.

    `left_weeks` are what the line can still give.
    """

    item: int | None
    title: str
    slice: str | None
    reserve: bool
    weeks: Decimal
    below_weeks: Decimal
    unfunded_weeks: Decimal
    left_weeks: Decimal
    kept_out: list[int]
    position: int | None = None

    @property
    def place(self) -> tuple[bool, int, Decimal, str]:
        """The sort key within a slice: by position, then unplaced lines, largest first."""
        return (self.position is None, self.position or 0, -self.weeks, self.title)


@dataclass(frozen=True)
class Drift:
    """A line whose weeks differ from the baseline, with the reasons given since."""

    item: int | None
    title: str
    baseline_weeks: Decimal
    weeks: Decimal
    reasons: list[str]

    @property
    def change(self) -> Decimal:
        return self.weeks - self.baseline_weeks


@dataclass
class PlanFacts:
    """One quarter's plan. Engineer-weeks as Decimal; targets in percent by slice key.

    `baseline` is None until it is agreed; `drift` then lists the lines that differ from it.
    """

    product: str
    quarter: Quarter
    capacity_weeks: Decimal
    targets: dict[str, Decimal]
    lines: list[LineFacts] = field(default_factory=list)
    baseline: dict[str, Any] | None = None
    drift: list[Drift] = field(default_factory=list)

    @property
    def lines_weeks(self) -> Decimal:
        return sum((line.weeks for line in self.lines), start=ZERO)

    @property
    def items(self) -> set[int]:
        """The ids of the items that have a line."""
        return {line.item for line in self.lines if line.item}

    @property
    def slack_weeks(self) -> Decimal:
        """Capacity that no line has taken; zero where the lines take more."""
        return max(ZERO, self.capacity_weeks - self.lines_weeks)

    @property
    def slack_share(self) -> Decimal | None:
        """The slack in unrounded percent of the capacity; None without capacity."""
        return percent_of(self.slack_weeks, self.capacity_weeks)

    @property
    def over_committed_weeks(self) -> Decimal:
        return max(ZERO, self.lines_weeks - self.capacity_weeks)

    @property
    def baseline_lines_weeks(self) -> Decimal | None:
        """The sum of the lines as they were agreed; None before the baseline."""
        if self.baseline is None:
            return None
        return sum((Decimal(line["weeks"]) for line in self.baseline["lines"]), start=ZERO)

    @property
    def version(self) -> str:
        """The plan's version, which moves with capacity, targets, lines and the baseline.

        Approvals change lines, so they move it. Names and effort are no part of the plan.
        """
        lines = [
            (x.item or 0, x.weeks, x.below_weeks, x.unfunded_weeks, sorted(x.kept_out))
            for x in self.lines
        ]
        targets = {key: percent.quantize(PLACES) for key, percent in self.targets.items()}
        agreed = self.baseline["agreed_at"] if self.baseline else None
        place = (self.product, str(self.quarter))
        return digest_of(place, self.capacity_weeks, targets, sorted(lines), agreed)

    @property
    def targets_total(self) -> Decimal:
        return sum(self.targets.values(), start=Decimal(0))


def plan_facts(
    product: Product, quarter: Quarter, spent: Mapping[int, int] | None = None
) -> PlanFacts:
    """The quarter's plan; without one, the teams' capacity and the slices at 0%.

    `spent` are the core teams' minutes of the quarter by item id, where the caller has them.
    """
    targets = {s.key: Decimal(0) for s in Slice.objects.filter(product=product)}
    plan = Plan.objects.select_related("product").filter(product=product, quarter=quarter).first()
    if plan is None:
        return PlanFacts(product.slug, quarter, capacity_of_teams(product), targets)
    targets |= dict(plan.targets.values_list("slice__key", "percent"))
    lines = _lines(plan, spent)
    facts = PlanFacts(product.slug, quarter, plan.capacity_weeks, targets, lines)
    of_plan = Baseline.objects.filter(plan=plan).prefetch_related("targets", "lines")
    baseline = of_plan.select_related("agreed_by", "plan__product").first()
    if baseline:
        facts.baseline = _baseline(baseline)
        facts.drift = _drift(baseline, lines)
    return facts


def _lines(plan: Plan, spent: Mapping[int, int] | None) -> list[LineFacts]:
    """The plan's lines. Read as columns, not objects: a plan may have hundreds."""
    if spent is None:
        first, after = bounds(plan.product, plan.quarter)
        spent = minutes_by_item(effort_between(plan.product, first, after).filter(CORE))
    rows = Line.objects.filter(plan=plan).values_list(
        "pk",
        "item",
        "item__title",
        "item__slice__key",
        "is_reserve",
        "weeks",
        "below_weeks",
        "unfunded_weeks",
        "position",
    )
    kept_out: dict[int, list[int]] = defaultdict(list)
    pairs = Line.objects.filter(plan=plan, kept_out__isnull=False)
    ordered = pairs.order_by("kept_out__title", "kept_out__pk")
    for line, item in ordered.values_list("pk", "kept_out"):
        kept_out[line].append(item)
    return [
        LineFacts(
            item=item,
            title=RESERVE if is_reserve else title,
            slice=key,
            reserve=is_reserve,
            weeks=weeks,
            below_weeks=below,
            unfunded_weeks=unfunded,
            left_weeks=left_of(weeks, spent.get(item, 0)),
            kept_out=kept_out[pk],
            position=position,
        )
        for pk, item, title, key, is_reserve, weeks, below, unfunded, position in rows
    ]


def _baseline(baseline: Baseline) -> dict[str, Any]:
    return {
        "agreed_at": baseline.agreed_at,
        "agreed_by": str(baseline.agreed_by),
        "agreed_late": baseline.is_late,
        "capacity_weeks": baseline.capacity_weeks,
        "cap_weeks": baseline.cap_weeks,
        "reason": baseline.reason,
        "targets": {t.slice_key: t.percent for t in baseline.targets.all()},
        "lines": [
            {
                "item": line.item_id,
                "title": line.title,
                "slice": line.slice_key,
                "weeks": str(line.weeks),
            }
            for line in baseline.lines.all()
        ],
    }


def _drift(baseline: Baseline, lines: list[LineFacts]) -> list[Drift]:
    agreed = {line.item_id: line for line in baseline.lines.all()}
    now = {line.item: line for line in lines}
    reasons: dict[int | None, list[str]] = defaultdict(list)
    moves = Movement.objects.filter(plan=baseline.plan_id, pk__gt=baseline.last_movement)
    for item, reason in moves.values_list("item", "reason"):
        if reason and reason not in reasons[item]:
            reasons[item].append(reason)
    drift = []
    for key in {**agreed, **now}:
        was = agreed[key].weeks if key in agreed else ZERO
        weeks = now[key].weeks if key in now else ZERO
        if was != weeks:
            title = now[key].title if key in now else agreed[key].title
            drift.append(Drift(key, title, was, weeks, reasons[key]))
    return drift
