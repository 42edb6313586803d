"""The gauge of a cap: what fills it, in order, as lengths in the picture's view box."""

from dataclasses import dataclass
from decimal import Decimal

WIDTH = 544


@dataclass(frozen=True)
class Gauge:
    """The lengths of overdraft carried in and of holds, and where the cap's tick stands.

    The bar may be longer than the cap.
    """

    carried: float
    held: float
    cap: float

    @property
    def end(self) -> float:
        return self.carried + self.held


def gauge(cap_weeks: Decimal, held_weeks: Decimal, overdraft_weeks: Decimal) -> Gauge:
    """The gauge's lengths: `WIDTH` is the larger of the cap and all that fills it."""
    # A cap of nothing that nothing fills must not divide by zero.
    whole = max(cap_weeks, held_weeks + overdraft_weeks) or Decimal(1)
    carried, held, cap = (
        round(float(weeks / whole) * WIDTH, 1) for weeks in (overdraft_weeks, held_weeks, cap_weeks)
    )
    return Gauge(carried, held, cap)
