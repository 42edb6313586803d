"""The order in which lines are offered: those that give weeks with the least harm come first."""

from collections.abc import Sequence
from decimal import Decimal

from company.units import ZERO
from portfolio.models import Waiting

ORDER_SAID = (
    "Least harm first: what nobody waits for, most weeks on top; then by what those who wait pay"
    " a year, promised and blocking ones last."
)


def harm(waiting: Sequence[Waiting], left: Decimal) -> tuple[object, ...]:
    """The sort key of a line; the smaller of two does less harm.

    Sorts by whether anybody waits, whether it is promised or blocking, what those who wait pay a
    year (each customer once), and the most weeks left.
    """
    paid = {row.customer_id: row.customer.arr for row in waiting}
    is_hard = any(row.promised or row.weight == Waiting.Weight.BLOCKER for row in waiting)
    return bool(waiting), is_hard, sum(paid.values(), start=ZERO), -left
