"""Where figures of equal steps are heading: a straight line by least squares. No forecast."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from company.units import hundredths

# Fewer say nothing of a direction.
FEWEST = 4


@dataclass(frozen=True)
class Trend:
    """By how much a figure changed each step, and that change's standard error; of `count`."""

    count: int
    slope: Decimal
    error: Decimal

    @property
    def is_clear(self) -> bool:
        """Whether it has one direction: it is more than twice its error."""
        return abs(self.slope) > 2 * self.error


def trend(values: Sequence[Decimal | None]) -> Trend | None:
    """Of the values that are known, each at its place; None where they are fewer than four."""
    points = [(Decimal(n), value) for n, value in enumerate(values) if value is not None]
    count = len(points)
    if count < FEWEST:
        return None
    middle, level = _sum(x for x, _ in points) / count, _sum(y for _, y in points) / count
    spread = _sum((x - middle) * (x - middle) for x, _ in points)
    slope = _sum((x - middle) * (y - level) for x, y in points) / spread
    off = [y - level - slope * (x - middle) for x, y in points]
    error = (_sum(each * each for each in off) / (count - 2) / spread).sqrt()
    return Trend(count, hundredths(slope), hundredths(error))


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    return sum(numbers, start=Decimal(0))
