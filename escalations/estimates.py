"""How estimates held up: weeks that delivered specials took over those likely (DESIGN 4.7)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from company.cached_reads import cached_until_changed
from company.calendar import bounds, running_quarter
from company.models import Product
from company.units import ZERO, hundredths, weeks_of
from escalations.models import Escalation, Part, Sizing
from escalations.queries import with_spent
from escalations.states import State

# With fewer no number is shown: small samples would say more than is known.
FEWEST = 5
QUARTERS = 8
HALF, MOST = Decimal("0.5"), Decimal("0.8")


@dataclass(frozen=True)
class EstimateHistory:
    """The multipliers of the delivered specials of the last eight quarters, smallest first.

    A multiplier is (actual - weeks before the decision) / likely of the sizing approved.
    """

    multipliers: Sequence[Decimal]

    @property
    def count(self) -> int:
        return len(self.multipliers)

    @property
    def is_enough(self) -> bool:
        return self.count >= FEWEST

    @property
    def median(self) -> Decimal | None:
        """To the hundredth; None with fewer than five."""
        return self._rounded(HALF)

    @property
    def most(self) -> Decimal | None:
        """The 80th percentile: four in five took at most so many times their likely weeks.

        None with fewer than five.
        """
        return self._rounded(MOST)

    def _rounded(self, part: Decimal) -> Decimal | None:
        return hundredths(quantile(self.multipliers, part)) if self.is_enough else None

    def likely_to_take(self, weeks: Decimal) -> tuple[Decimal, Decimal] | None:
        """The weeks times the median, and times the 80th percentile; None with fewer than five."""
        if self.median is None or self.most is None:
            return None
        return hundredths(weeks * self.median), hundredths(weeks * self.most)


@cached_until_changed
def estimate_history(product: Product) -> EstimateHistory:
    """Of specials delivered in the last eight quarters whose total is confirmed."""
    since, _ = bounds(product, running_quarter(product).plus(1 - QUARTERS))
    return EstimateHistory(sorted(multipliers_since(product, since).values()))


def multipliers_since(product: Product, since: dt.date) -> dict[int, Decimal]:
    """By escalation id, the multiplier of each special delivered since with a confirmed total."""
    delivered = Escalation.objects.filter(
        product=product,
        state__in=(State.DELIVERED, State.REVIEWED),
        total_confirmed_at__isnull=False,
        closed_at__gte=product.midnight(since),
    )
    spent = {row.pk: row.spent_minutes for row in with_spent(delivered.only("pk"))}  # type: ignore[attr-defined]  # annotated
    # The last sizing is the one that was approved: sizing is not possible afterwards.
    sizings = Sizing.objects.filter(escalation__among=spent).order_by("pk")
    likely = dict(sizings.values_list("escalation", "likely_weeks"))
    known = {pk: (likely[pk], minutes or 0) for pk, minutes in spent.items() if likely.get(pk)}
    before = _weeks_before(known)
    return {
        pk: max(ZERO, weeks_of(minutes) - before[pk]) / weeks
        for pk, (weeks, minutes) in known.items()
    }


def _weeks_before(escalations: Collection[int]) -> dict[int, Decimal]:
    """By escalation id, the weeks spent before each was decided."""
    rows = Part.objects.current().filter(escalation__among=escalations)
    found: dict[int, Decimal] = defaultdict(Decimal)
    for pk, weeks in rows.values_list("escalation", "before_weeks").order_by():
        found[pk] += weeks
    return found


def quantile(ordered: Sequence[Decimal], part: Decimal) -> Decimal:
    """The quantile of sorted values, interpolated between the two nearest, as pandas does it."""
    place = (len(ordered) - 1) * part
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
