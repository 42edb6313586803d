"""One line of a plan: given other weeks, moved to another quarter, and put back as it was."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import partial

from django.db import transaction

from company import clock
from company.calendar import Quarter
from company.models import Person, Product
from company.refusals import Malformed, Refused
from company.units import ZERO
from ledger import chain
from portfolio.models import Item
from portfolio.plan.actions import refuse_closed
from portfolio.plan.line_changes import Cause, close
from portfolio.plan.line_states import Change, LineState, landed, room_in, state_of
from portfolio.plan.queries import plan_of, weeks_left_by_quarter
from portfolio.plan.some_lines import Weeks, set_lines


@transaction.atomic
def change_line(
    *,
    product: Product,
    quarter: Quarter,
    item: Item,
    weeks: Decimal,
    reason: str = "",
    actor: Person,
    seen: Decimal | None = None,
) -> Change:
    """Give one line these weeks; none takes it out, with what waits below it.

    `seen` are the weeks that the person was shown. Raises Malformed where they are others by
    now, and what `put_plan` raises.
    """
    chain.lock(product)
    before = state_of(product, quarter, item)
    if seen is not None and seen != before.weeks:
        raise Malformed(
            weeks=f"It had {seen} wk when you opened this and has {before.weeks} wk now."
            " Look at what changed; sent again, yours will stand."
        )
    below: Weeks | None = None if weeks else {item: ZERO}
    set_lines(
        product=product,
        quarter=quarter,
        weeks={item: weeks},
        below=below,
        reason=reason,
        actor=actor,
    )
    return Change([before], [state_of(product, quarter, item)])


@transaction.atomic
def move_line(
    *, product: Product, quarter: Quarter, item: Item, to: Quarter, reason: str = "", actor: Person
) -> Change:
    """Move what the line has left, and what waits below it, into another quarter's plan.

    What was logged stays where it was spent. What does not fit there as a whole waits below
    the line. Raises Malformed where nothing is left, and what `put_plan` raises.
    """
    chain.lock(product)
    refuse_closed(product, to)
    here, there = state_of(product, quarter, item), state_of(product, to, item)
    left = weeks_left_by_quarter(product, [quarter], [item.pk])[quarter].get(item.pk, ZERO)
    moved = left + here.below_weeks
    if not moved or to == quarter:
        raise Malformed(weeks=f"Nothing of {item} is left in {quarter.label} to move.")
    give = partial(set_lines, product=product, reason=reason, actor=actor)
    give(quarter=quarter, weeks={item: here.weeks - left}, below={item: ZERO})
    weeks, below = landed(there, moved, room_in(product, to, plan_of(product, to)))
    give(quarter=to, weeks={item: weeks}, below={item: below})
    return Change([here, there], [state_of(product, q, item) for q in (quarter, to)])


@transaction.atomic
def put_back(
    *,
    product: Product,
    change: Change,
    reason: str,
    actor: Person,
    made: int | None = None,
) -> None:
    """Give every line of a change what it had before. They must stand as the change left them.

    `made` is the item that was made with it, and leaves the roadmap again. Raises Refused
    built-upon where a line does not stand so, and what `put_plan` raises.
    """
    chain.lock(product)
    items = Item.objects.filter(product=product).in_bulk({one.item for one in change.after})
    for one in change.after:
        if state_of(product, one.quarter, items[one.item]) != one:
            raise Refused(
                "built-upon",
                f"{items[one.item]} has other weeks in {one.quarter.label} by now."
                " Change the line itself instead.",
            )
    for quarter, weeks, below in _by_quarter(change.before, items):
        set_lines(
            product=product,
            quarter=quarter,
            weeks=weeks,
            below=below,
            reason=reason,
            actor=actor,
        )
    if made in items:
        close(items[made], Cause(by=actor, at=clock.now(), reason=reason))


def _by_quarter(
    states: Iterable[LineState], items: dict[int, Item]
) -> list[tuple[Quarter, Weeks, Weeks]]:
    found: dict[Quarter, list[LineState]] = defaultdict(list)
    for one in states:
        found[one.quarter].append(one)
    return [
        (
            quarter,
            {items[one.item]: one.weeks for one in rows},
            {items[one.item]: one.below_weeks for one in rows},
        )
        for quarter, rows in found.items()
    ]
