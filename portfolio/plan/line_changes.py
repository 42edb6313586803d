"""Moving weeks between the lines of a plan; every change writes a Movement.

Call these in a transaction that holds the product's lock (ledger.chain.lock).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from company import histories
from company.calendar import Quarter
from company.models import Person, Product
from company.units import ZERO
from ledger.models import AppendOnly
from portfolio.effort.queries import spent_weeks
from portfolio.models import Item, Line, Movement, Plan
from portfolio.plan.queries import lines_total


@dataclass(frozen=True)
class Cause:
    """Why weeks move: who, when, for which special, in one sentence.

    `written` collects the append-only rows that come of it, for the ledger's entry to seal.
    """

    by: Person | None
    at: dt.datetime
    reason: str = ""
    special: Item | None = None
    written: list[AppendOnly] = field(default_factory=list)


def line_of(plan: Plan, item: Item | None) -> Line:
    """The plan's line of the item (None: the reserve), created without weeks if there is none."""
    line, _ = Line.objects.get_or_create(plan=plan, item=item, is_reserve=item is None)
    return line


def change(line: Line, weeks: Decimal, kind: str, cause: Cause) -> None:
    """Add `weeks`, which may be negative, to one line, with a movement."""
    if not weeks:
        return
    line.weeks += weeks
    line.save(update_fields=["weeks"])
    _write(line, weeks, kind, cause)


def displace(plan: Plan, item: Item | None, weeks: Decimal, special: Item, cause: Cause) -> None:
    """Move weeks from the item's line to the special's own; negative ones move back."""
    change(line_of(plan, item), -weeks, Movement.Kind.DISPLACED, cause)
    change(line_of(plan, special), weeks, Movement.Kind.DISPLACED, cause)


def fund_from_nothing(plan: Plan, weeks: Decimal, special: Item, cause: Cause) -> None:
    """Add unfunded weeks to the special's line, or take them away when negative."""
    if not weeks:
        return
    line = line_of(plan, special)
    line.weeks += weeks
    line.unfunded_weeks += weeks
    line.save(update_fields=["weeks", "unfunded_weeks"])
    _write(line, weeks, Movement.Kind.UNFUNDED, cause)


def land(plan: Plan, item: Item, weeks: Decimal, cause: Cause) -> tuple[Decimal, Decimal]:
    """Put displaced weeks into a later plan: on the line if all fit, else below it.

    Returns the weeks added to the line, and those that wait below it.
    """
    reopen([item.pk], cause)
    line = line_of(plan, item)
    if lines_total(plan) + weeks <= plan.capacity_weeks:
        change(line, weeks, Movement.Kind.LANDED, cause)
        return weeks, ZERO
    line.below_weeks += weeks
    line.save(update_fields=["below_weeks"])
    return ZERO, weeks


def unland(plan: Plan, item: Item, weeks: Decimal, cause: Cause) -> None:
    """Take landed weeks out again, those below the line first, as far as they are still there."""
    line = line_of(plan, item)
    below = min(weeks, line.below_weeks)
    line.below_weeks -= below
    line.save(update_fields=["below_weeks"])
    change(line, -min(weeks - below, line.weeks), Movement.Kind.LANDED, cause)
    drop_if_empty(line)


def leave(plan: Plan, item: Item, weeks: Decimal, cause: Cause) -> None:
    """Take weeks out of the plan: slack grows, or over-commitment falls."""
    line = line_of(plan, item)
    change(line, -weeks, Movement.Kind.LEFT, cause)
    drop_if_empty(line)


def leave_from(product: Product, item: Item, quarter: Quarter, cause: Cause) -> None:
    """Take what the item's lines have left out of every plan from that quarter on.

    Weeks that were logged stay in their plans.
    """
    lines = Line.objects.filter(item=item, plan__product=product, plan__quarter__gte=quarter)
    for line in lines.select_related("plan").order_by("plan__quarter"):
        line.below_weeks = ZERO
        line.save(update_fields=["below_weeks"])
        spent = spent_weeks(product, item.pk, line.plan.quarter)
        change(line, -max(ZERO, line.weeks - spent), Movement.Kind.LEFT, cause)
        drop_if_empty(line)


def close(item: Item, cause: Cause) -> None:
    """Take the item off the roadmap, from the day of the cause."""
    item.closed_on = item.product.local_day(cause.at)
    histories.save(item, actor=cause.by, reason=cause.reason, update_fields=["closed_on"])


def reopen(items: Iterable[int], cause: Cause) -> None:
    """Put those of these items that were dropped back on the roadmap."""
    closed = list(Item.objects.filter(pk__in=list(items), closed_on__isnull=False))
    for item in closed:
        item.closed_on = None
    histories.update(closed, ["closed_on"], actor=cause.by, reason=cause.reason)


def drop_if_empty(line: Line) -> None:
    """Delete a line without weeks above or below."""
    if not line.weeks and not line.below_weeks:
        line.kept_out.clear()
        line.delete()


def _write(line: Line, weeks: Decimal, kind: str, cause: Cause) -> None:
    cause.written.append(
        Movement.objects.create(
            plan_id=line.plan_id,
            item_id=line.item_id,
            weeks=weeks,
            kind=kind,
            reason=cause.reason,
            special=cause.special,
            by=cause.by,
            at=cause.at,
        )
    )
