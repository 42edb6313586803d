"""Changing some lines of a plan and leaving the others, and undoing such a change."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from company.calendar import Quarter
from company.models import Person, Product
from company.refusals import Refused
from company.units import ZERO
from ledger import chain
from portfolio.models import Baseline, Item, Line, Movement, Plan
from portfolio.plan.actions import LineInput, put_plan
from portfolio.plan.line_changes import drop_if_empty
from portfolio.plan.queries import lines_of

# Weeks by item; None is the reserve.
type Weeks = Mapping[Item | None, Decimal]


@transaction.atomic
def set_lines(
    *,
    product: Product,
    quarter: Quarter,
    weeks: Weeks,
    below: Weeks | None = None,
    reason: str,
    actor: Person | None,
) -> list[Movement]:
    """Set these lines of a quarter's plan; zero weeks take a line out. Returns the movements.

    `below` are the weeks that are to wait below the line, for items among `weeks`; without it, what
    a line grows by is taken from there. Capacity, targets and other lines stay; a quarter nobody
    planned gets what the teams propose. Raises what `put_plan` raises.
    """
    chain.lock(product)
    last = Movement.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    plan = Plan.objects.filter(product=product, quarter=quarter).first()
    targets = dict(plan.targets.values_list("slice__key", "percent")) if plan else {}
    standing = lines_of(plan) if plan else []
    put = put_plan(
        product=product,
        quarter=quarter,
        capacity_weeks=plan.capacity_weeks if plan else None,
        targets=targets,
        lines=_with(standing, weeks, below or {}),
        reason=reason,
        actor=actor,
        standing=standing,
    )
    for line in put.lines.filter(item__in=[item for item in below or {} if item]):
        drop_if_empty(line)
    return list(Movement.objects.filter(plan=put, pk__gt=last))


def _with(standing: Sequence[Line], weeks: Weeks, below: Weeks) -> list[LineInput]:
    """The plan's lines as inputs, with these weeks in place of their own."""
    # Only a reserve keeps anything out.
    kept = {line.item: list(line.kept_out.all()) if line.is_reserve else [] for line in standing}
    wanted = {**{line.item: line.weeks for line in standing}, **weeks}
    return [
        LineInput(item, found, kept.get(item, []), below.get(item))
        for item, found in wanted.items()
        if found or item in below or (item in kept and item not in weeks)
    ]


@transaction.atomic
def take_back(movements: Collection[int], actor: Person | None, reason: str) -> None:
    """Undo these movements by further ones, if the lines still are as these left them.

    Raises Refused built-upon where a line was changed or agreed since, and what `put_plan` raises.
    """
    moved: dict[Plan, dict[Item | None, list[Movement]]] = defaultdict(lambda: defaultdict(list))
    rows = Movement.objects.filter(pk__in=movements).select_related("plan__product", "item__slice")
    for row in rows.order_by("pk"):
        moved[row.plan][row.item].append(row)
    for plan, by_item in moved.items():
        chain.lock(plan.product)
        weeks = {item: _before(plan, item, mine) for item, mine in by_item.items()}
        set_lines(
            product=plan.product, quarter=plan.quarter, weeks=weeks, reason=reason, actor=actor
        )


def _before(plan: Plan, item: Item | None, mine: list[Movement]) -> Decimal:
    """The weeks of the line before its movements `mine`. Raises Refused built-upon."""
    name = item.title if item else "The reserve"
    if Baseline.objects.filter(plan=plan, last_movement__gte=mine[0].pk).exists():
        raise Refused(
            "built-upon",
            f"{plan.quarter.label} was agreed with these lines. Change its plan instead, with a"
            " reason.",
        )
    line = Line.objects.filter(plan=plan, item=item, is_reserve=item is None).first()
    now = line.weeks if line else ZERO
    earlier = Movement.objects.filter(plan=plan, item=item, pk__lte=mine[-1].pk)
    if sum(earlier.values_list("weeks", flat=True), start=ZERO) != now:
        raise Refused(
            "built-upon",
            f"{name} has other weeks in {plan.quarter.label} than this import gave it."
            " Give it those again first, then this import can be undone.",
        )
    return now - sum((row.weeks for row in mine), start=ZERO)
