"""The queue to adjudicate: what is ready to decide, with what each would mean."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import QuerySet

from company.cached_reads import cached_until_changed
from company.calendar import today
from company.models import Product
from company.units import ZERO, hundredths
from escalations.models import Escalation
from escalations.queries import ASKED
from escalations.ranking import place_in_queue, ready
from governance.approvals.approval_check import (
    ApprovalCheck,
    PartCheck,
    WaitsLonger,
    renewal_revenue,
    waits_longer,
)
from governance.approvals.check_data import CheckData, check_of
from governance.budget import Budget
from portfolio.customers.queries import waiting_for
from portfolio.effort.cost import rate_on


@dataclass(frozen=True)
class QueueRow:
    """One escalation ready to decide, the check it will be decided by, and what it costs."""

    escalation: Escalation
    check: ApprovalCheck
    cost: Decimal
    waiting: list[WaitsLonger]
    is_late: bool
    # What those who wait longer and whose renewal lies ahead pay a year.
    renewal_revenue: Decimal = ZERO

    @property
    def first(self) -> PartCheck:
        """The check of the earliest quarter it asks for."""
        return self.check.parts[0]

    @property
    def arr_waiting(self) -> Decimal:
        """Yearly revenue of those who wait longer, each customer once."""
        return sum((waits.customer.arr for waits in self.waiting), start=ZERO)

    @property
    def first_renewal(self) -> dt.date | None:
        """The soonest renewal date among those who wait longer; None where no date is known."""
        days = [
            waits.customer.renewal_date for waits in self.waiting if waits.customer.renewal_date
        ]
        return min(days, default=None)


@dataclass(frozen=True)
class Move:
    """A button that moves a row: its label, and the field and value that `rank` is sent."""

    label: str
    field: str
    value: int


@dataclass(frozen=True)
class Queue:
    """The rows ready to decide, and the budgets of the running quarter and the next three."""

    rows: list[QueueRow]
    quarters: list[Budget]

    @property
    def with_moves(self) -> list[tuple[QueueRow, list[Move]]]:
        """Each row, and where the sales VP can move it."""
        keys = [row.escalation.pk for row in self.rows]
        return [(row, _moves(keys, n)) for n, row in enumerate(self.rows)]

    @property
    def weeks(self) -> Decimal:
        """The weeks asked of all rows."""
        return sum((row.check.weeks for row in self.rows), start=ZERO)


def _moves(keys: Sequence[int], n: int) -> list[Move]:
    """Where the nth of these may go."""
    last = Move("Last", "last", 1)
    moves = []
    if n > 0:
        moves += [Move("First", "before", keys[0]), Move("Up", "before", keys[n - 1])]
    if n + 1 < len(keys):
        # A rank is always "before somebody": one down is before the row after the next.
        lower = keys[n + 2 : n + 3]
        down = Move("Down", "before", lower[0]) if lower else replace(last, label="Down")
        moves += [down, last]
    return moves


@cached_until_changed
def queue(product: Product) -> Queue:
    """What is proposed, in the sales VP's order, then by the answer that is due first."""
    return _judged(product, ready(product))


def some_of_queue(product: Product, chosen: Collection[int]) -> Queue:
    """The queue of those of `chosen` alone that stand in it."""
    return _judged(product, ready(product).filter(pk__in=chosen))


def _judged(product: Product, ready: QuerySet[Escalation]) -> Queue:
    """Each escalation with its check and what it would cost, in a fixed number of queries."""
    rows = ready.select_related("product", "customer", "deal", "item")
    escalations = sorted(rows.prefetch_related(*ASKED), key=place_in_queue)
    data = CheckData.load(product, escalations)
    checks = [check_of(escalation, data=data) for escalation in escalations]
    waiting = waiting_for(row.named.pk for check in checks for row in check.rows)
    rate, day = rate_on(product, today(product)), today(product)
    judged = []
    for escalation, check in zip(escalations, checks, strict=True):
        named = {row.named.pk for row in check.rows}
        longer = waits_longer(wait for pk in named for wait in waiting.get(pk, []))
        judged.append(
            QueueRow(
                escalation=escalation,
                check=check,
                cost=hundredths(check.weeks * rate),
                waiting=longer,
                is_late=escalation.is_late(day),
                renewal_revenue=renewal_revenue(longer, day),
            )
        )
    return Queue(rows=judged, quarters=data.snapshot.next_quarters)
