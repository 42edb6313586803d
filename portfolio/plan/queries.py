"""Facts about plans: capacity, and what lines have left, in engineer-weeks."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db.models import Q

from company.calendar import Quarter, bounds
from company.models import Product
from company.units import ZERO, hundredths, weeks_of
from portfolio.effort.queries import core_effort_on, minutes_by_item_and_quarter
from portfolio.models import Line, Plan, Slice, Team

WEEKS_PER_QUARTER = 13


def capacity_of_teams(product: Product) -> Decimal:
    """What the core teams propose a quarter: the sum of people x 13 weeks x availability."""
    teams = Team.objects.filter(product=product, kind=Team.Kind.CORE)
    return capacity_of((team.people, team.availability) for team in teams)


def capacity_of(teams: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """The sum of people x 13 x availability over the pairs given, to the hundredth."""
    return hundredths(sum((p * WEEKS_PER_QUARTER * share for p, share in teams), start=ZERO))


def plan_of(product: Product, quarter: Quarter) -> Plan | None:
    return Plan.objects.filter(product=product, quarter=quarter).first()


def lines_total(plan: Plan) -> Decimal:
    """The plan's weeks above the line: core, reserve and specials."""
    # Added up here, exactly: SQLite sums decimals as floats.
    return sum((line.weeks for line in Line.objects.filter(plan=plan)), start=ZERO)


def lines_of(plan: Plan) -> list[Line]:
    """The plan's lines with their items and slices."""
    lines = list(Line.objects.filter(plan=plan).select_related("item"))
    # Each slice once, not joined to every line: a plan may have hundreds of one slice.
    slices = {each.pk: each for each in Slice.objects.filter(product=plan.product_id)}
    for line in lines:
        if line.item and line.item.slice_id:
            line.item.slice = slices[line.item.slice_id]
    return lines


def weeks_left(plan: Plan) -> dict[int | None, Decimal]:
    """By item id (None for the reserve), the weeks each line can still give.

    The line's weeks, which displaced ones have left already, less the core teams' effort on the
    item this quarter; never below zero.
    """
    return weeks_left_by_quarter(plan.product, [plan.quarter])[plan.quarter]


def weeks_left_by_quarter(
    product: Product, quarters: Iterable[Quarter], items: Collection[int] | None = None
) -> dict[Quarter, dict[int | None, Decimal]]:
    """By quarter and item id, what `weeks_left` gives, in two queries; empty without a plan.

    With `items`, only of their lines and of the reserves.
    """
    wanted = sorted(set(quarters))
    left: dict[Quarter, dict[int | None, Decimal]] = {quarter: {} for quarter in wanted}
    lines = Line.objects.filter(plan__product=product, plan__quarter__in=wanted)
    if items is not None:
        lines = lines.filter(Q(item__isnull=True) | Q(item__among=items))
    rows = list(lines.order_by("pk").values_list("plan__quarter", "item", "weeks"))
    if not rows:
        return left
    effort = core_effort_on(item for _, item, _ in rows if item).filter(
        date__gte=bounds(product, wanted[0])[0], date__lt=bounds(product, wanted[-1])[1]
    )
    spent = minutes_by_item_and_quarter(product, effort)
    for quarter, item, weeks in rows:
        logged = spent[item].get(quarter, 0) if item in spent else 0
        left[quarter][item] = left_of(weeks, logged)
    return left


def left_of(weeks: Decimal, minutes: int) -> Decimal:
    """Weeks a line of so many weeks can still give after these minutes of effort."""
    return max(ZERO, weeks - weeks_of(minutes))
