"""Proof of the books: of every plan, to the hundredth, lines = baseline + changes + unfunded."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from company.models import Product
from company.units import ZERO
from portfolio.models import Baseline, Line, Movement, Plan

Kind = Movement.Kind
CHANGES = frozenset({Kind.PLANNED, Kind.CHANGED, Kind.LANDED, Kind.LEFT})


@dataclass
class Account:
    """One plan's sums, in engineer-weeks."""

    plan: Plan
    lines: Decimal = ZERO
    baseline: Decimal = ZERO
    changes: Decimal = ZERO
    unfunded: Decimal = ZERO
    displaced: Decimal = ZERO

    @property
    def balances(self) -> bool:
        return not self.displaced and self.lines == self.baseline + self.changes + self.unfunded


def accounts(product: Product) -> list[Account]:
    """Every plan of the product with its sums; one without baseline begins at zero."""
    by_plan = {p.pk: Account(p) for p in Plan.objects.filter(product=product).order_by("quarter")}
    agreed = {b.plan_id: b for b in Baseline.objects.filter(plan__product=product)}
    for baseline in Baseline.objects.filter(plan__product=product).prefetch_related("lines"):
        by_plan[baseline.plan_id].baseline = sum(
            (x.weeks for x in baseline.lines.all()), start=ZERO
        )
    for line in Line.objects.filter(plan__product=product):
        by_plan[line.plan_id].lines += line.weeks
    for move in Movement.objects.filter(plan__product=product).iterator():
        baseline_of_plan = agreed.get(move.plan_id)
        if baseline_of_plan is None or move.pk > baseline_of_plan.last_movement:
            _enter(by_plan[move.plan_id], move)
    return list(by_plan.values())


def _enter(account: Account, move: Movement) -> None:
    if move.kind in CHANGES:
        account.changes += move.weeks
    elif move.kind == Movement.Kind.UNFUNDED:
        account.unfunded += move.weeks
    else:
        account.displaced += move.weeks


def faults(product: Product) -> Iterator[str]:
    """A sentence for every plan or line whose weeks are not what its movements come to."""
    for account in accounts(product):
        if not account.balances:
            yield (
                f"{account.plan.quarter}: lines {account.lines} wk, but baseline"
                f" {account.baseline} + changes {account.changes} + unfunded {account.unfunded};"
                f" displacements sum to {account.displaced}"
            )
    moved: dict[tuple[int, int | None], Decimal] = defaultdict(lambda: ZERO)
    for move in Movement.objects.filter(plan__product=product).iterator():
        moved[move.plan_id, move.item_id] += move.weeks
    for line in Line.objects.filter(plan__product=product).select_related("plan", "item"):
        total = moved.pop((line.plan_id, line.item_id), ZERO)
        if total != line.weeks:
            yield f"{line.plan.quarter} {line}: {line.weeks} wk, but its movements say {total}"
    yield from (
        f"plan {plan}: movements of {weeks} wk on item {item} and no line"
        for (plan, item), weeks in moved.items()
        if weeks
    )
