"""Where a series of figures is heading: a straight line by least squares. No forecast."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from company.units import hundredths

# Fewer figures show no direction.
FEWEST = 4


@dataclass(frozen=True)
class Trend:
    """The change per step, and its standard error, to the hundredth; `count` figures were known."""

    count: int
    slope: Decimal
    error: Decimal

    @property
    def is_clear(self) -> bool:
        """Whether the figures have a direction: the change is over twice its standard error."""
        return abs(self.slope) > 2 * self.error


def trend(values: Sequence[Decimal | None]) -> Trend | None:
    """The straight line through the known values; None for fewer than four.

    A None among `values` leaves its place empty: the others keep theirs.
    """
    points = [(Decimal(n), value) for n, value in enumerate(values) if value is not None]
    count = len(points)
    if count < FEWEST:
        return None
    mean_place, mean_value = _sum(x for x, _ in points) / count, _sum(y for _, y in points) / count
    spread = _sum((x - mean_place) * (x - mean_place) for x, _ in points)
    slope = _sum((x - mean_place) * (y - mean_value) for x, y in points) / spread
    residuals = [y - mean_value - slope * (x - mean_place) for x, y in points]
    # Divided by two less than there are figures: a line's height and slope were fitted to them.
    error = (_sum(each * each for each in residuals) / (count - 2) / spread).sqrt()
    return Trend(count, hundredths(slope), hundredths(error))


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    return sum(numbers, start=Decimal(0))
