"""What one special holds of a quarter's cap, in minutes (DESIGN 4.3). Pure arithmetic."""

from collections.abc import Mapping
from decimal import Decimal

from company.calendar import Quarter
from company.units import ZERO, minutes_of

type Weeks = Mapping[Quarter, Decimal]
type Minutes = Mapping[Quarter, int]


def carried_into(running: Quarter, parts: Weeks, spent: Minutes) -> int:
    """Minutes an open special had left when the last quarter ended; each part closed at what was
    spent.
    """
    carried = 0
    for quarter in sorted(q for q in {*parts, *spent} if q < running):
        available = minutes_of(parts.get(quarter, ZERO)) + carried
        carried = max(0, available - spent.get(quarter, 0))
    return carried


def open_hold(quarter: Quarter, running: Quarter, parts: Weeks, spent: Minutes) -> int:
    """Minutes that an open special holds: max(approved + carried, spent); once the quarter ended,
    spent.
    """
    if quarter < running:
        return spent.get(quarter, 0)
    carried = carried_into(running, parts, spent) if quarter == running else 0
    return max(minutes_of(parts.get(quarter, ZERO)) + carried, spent.get(quarter, 0))


def growth(
    quarter: Quarter, running: Quarter, old: Weeks | None, new: Weeks, spent: Minutes
) -> int:
    """Minutes by which the quarter's hold grows when the approved parts change.

    `old` is None for a special that is not approved yet: it holds what it spent.
    """
    before = spent.get(quarter, 0) if old is None else open_hold(quarter, running, old, spent)
    return open_hold(quarter, running, new, spent) - before
