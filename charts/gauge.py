"""The gauge of a cap: what eats it, in order, in the units of the picture's view box."""

from dataclasses import dataclass
from decimal import Decimal

WIDTH = 544


@dataclass(frozen=True)
class Gauge:
    """Overdraft carried in, then what is held; the cap is a tick, and the bar may run past it."""

    carried: float
    held: float
    cap: float

    @property
    def end(self) -> float:
        return self.carried + self.held


def gauge(cap_weeks: Decimal, held_weeks: Decimal, overdraft_weeks: Decimal) -> Gauge:
    """Where each ends, of `WIDTH` for the larger of the cap and all that eats it."""
    whole = max(cap_weeks, held_weeks + overdraft_weeks) or Decimal(1)
    carried, held, cap = (
        round(float(weeks / whole) * WIDTH, 1) for weeks in (overdraft_weeks, held_weeks, cap_weeks)
    )
    return Gauge(carried, held, cap)
