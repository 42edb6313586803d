"""Which lines give weeks with the least harm: what nobody waits for, and whom the others hurt."""

from collections.abc import Sequence
from decimal import Decimal

from company.units import ZERO
from portfolio.models import Waiting

ORDER_SAID = (
    "Least harm first: what nobody waits for, most weeks on top; then by what those who wait pay"
    " a year, promised and blocking ones last."
)


def harm(waiting: Sequence[Waiting], left: Decimal) -> tuple[object, ...]:
    """What lines are sorted by: of two, the smaller does less harm.

    `waiting` are the customers who wait for what the line is for; each counts once.
    """
    paid = {row.customer_id: row.customer.arr for row in waiting}
    is_hard = any(row.promised or row.weight == Waiting.Weight.BLOCKER for row in waiting)
    return bool(waiting), is_hard, sum(paid.values(), start=ZERO), -left
