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
    """Give one line these weeks; zero takes it out, with what waits below it.

    `seen` are the weeks that the person was shown. Raises Malformed where they have changed, and
    what `put_plan` raises.
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

    Logged weeks stay where they were spent. What does not fit there whole waits below the line.
    Raises Malformed where nothing is left, and what `put_plan` raises.
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
    """Undo a change: every line gets the weeks it had, if it still is as the change left it.

    `made` is the id of an item created with it, which leaves the roadmap. Raises Refused built-upon
    where a line has changed since, and what `put_plan` raises.
    """
    chain.lock(product)
    items = Item.objects.filter(product=product).in_bulk({state.item for state in change.after})
    for state in change.after:
        if state_of(product, state.quarter, items[state.item]) != state:
            raise Refused(
                "built-upon",
                f"{items[state.item]} has other weeks in {state.quarter.label} by now."
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
    by_quarter: dict[Quarter, list[LineState]] = defaultdict(list)
    for state in states:
        by_quarter[state.quarter].append(state)
    return [
        (
            quarter,
            {items[state.item]: state.weeks for state in rows},
            {items[state.item]: state.below_weeks for state in rows},
        )
        for quarter, rows in by_quarter.items()
    ]
