"""A plan as it is read: targets, lines, slack, baseline and drift."""

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
    """One line; no item means the reserve. Weeks."""

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
        """What the lines of a slice are sorted by: as they were placed, then largest first."""
        return (self.position is None, self.position or 0, -self.weeks, self.title)


@dataclass(frozen=True)
class Drift:
    """What differs from the baseline, with the reasons given for it."""

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
    """Everything a plan says of itself. Weeks; targets in percent by slice key."""

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
        """The items that have a line."""
        return {line.item for line in self.lines if line.item}

    @property
    def slack_weeks(self) -> Decimal:
        """Capacity no line has taken."""
        return max(ZERO, self.capacity_weeks - self.lines_weeks)

    @property
    def slack_share(self) -> Decimal | None:
        """The slack as a share of the capacity, in unrounded percent."""
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
        """Moves with capacity, targets, lines (an approval moves them) and the baseline.

        Names and effort are no part of the plan: who changes them leaves it as it is.
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
    """The quarter's plan; an empty one with the product's slices where nobody planned.

    `spent` are the core teams' minutes of the quarter by item, where they were read already.
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
    """Its lines as they were made, which are columns here: a plan may have hundreds."""
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
    found = []
    for key in {**agreed, **now}:
        was = agreed[key].weeks if key in agreed else ZERO
        weeks = now[key].weeks if key in now else ZERO
        if was != weeks:
            title = now[key].title if key in now else agreed[key].title
            found.append(Drift(key, title, was, weeks, reasons[key]))
    return found
