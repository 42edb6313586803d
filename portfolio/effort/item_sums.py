"""Sums of effort by quarter, team and item: kept for quarters that ended, read for the rest.

They are kept and forgotten with the sums by month and slice (portfolio/effort/sums.py), under the
same lock. A quarter without kept rows is summed from its effort whenever it is read.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Self

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from company.calendar import Quarter, bounds, quarter_of, running_quarter
from company.models import Product, Rate
from company.units import hundredths
from portfolio.effort.cost import by_rate, exact_cost
from portfolio.effort.queries import (
    CORE,
    effort_between,
    minutes_by_item,
    minutes_by_quarter,
    minutes_by_quarter_and_item,
    outside,
)
from portfolio.models import Effort, EffortQuarter

SPLIT = Q(is_split=True)


@dataclass(frozen=True)
class ItemSums:
    """The core teams' effort of a period: the kept sums of whole quarters, and the rest of it."""

    product: Product
    kept: QuerySet[EffortQuarter]
    rest: QuerySet[Effort]

    @classmethod
    def between(
        cls, product: Product, first: dt.date, after: dt.date, cuts: Iterable[dt.date] = ()
    ) -> Self:
        """From `first` up to the day before `after`; a quarter with a cut within it is not kept."""
        rows = EffortQuarter.objects.filter(
            product=product,
            quarter__gte=quarter_of(product, first),
            quarter__lte=quarter_of(product, after),
        ).order_by()
        summed = rows.values_list("quarter", flat=True).distinct()
        spans = {quarter: bounds(product, quarter) for quarter in sorted(summed)}
        whole = {
            quarter: (start, end)
            for quarter, (start, end) in spans.items()
            if first <= start and end <= after and not any(start < cut < end for cut in cuts)
        }
        effort = effort_between(product, first, after)
        return cls(
            product,
            rows.filter(CORE, quarter__in=list(whole)),
            effort.filter(CORE, outside(list(whole.values()))).order_by(),
        )

    def where(self, found: Q) -> Self:
        """Only what is so, of teams or items."""
        return replace(self, kept=self.kept.filter(found), rest=self.rest.filter(found))

    def by_item(self) -> Counter[int]:
        """The minutes of each item."""
        return Counter(minutes_by_item(self.kept)) + Counter(minutes_by_item(self.rest))

    def by_quarter_and_item(self) -> dict[Quarter, dict[int, int]]:
        """In each quarter, the minutes of each item."""
        # No quarter is in both: of one that is kept all days are.
        found = minutes_by_quarter_and_item(self.product, self.rest)
        for quarter, item, minutes in self.kept.values_list("quarter", "item").annotate(
            n=Sum("minutes")
        ):
            found.setdefault(quarter, {})[item] = int(minutes)
        return found

    def split_by_quarter(self) -> dict[Quarter, int]:
        """What of each quarter nobody logged: weeks of teams, split over issues in progress."""
        kept = {quarter: split for quarter, (_, split) in self._kept_by_quarter.items()}
        return kept | minutes_by_quarter(self.product, self.rest.filter(SPLIT))

    @cached_property
    def _kept_by_quarter(self) -> dict[Quarter, tuple[int, int]]:
        """The kept minutes of each quarter, and what of them is split."""
        rows = self.kept.values_list("quarter")
        found = rows.annotate(n=Sum("minutes"), split=Sum("split_minutes"))
        return {quarter: (int(n), int(split)) for quarter, n, split in found}

    def cost(self, rates: Sequence[Rate]) -> Decimal:
        """What it cost, of sums that were cut where each of these rates begins."""
        exact = Decimal()
        for quarter, (minutes, _) in self._kept_by_quarter.items():
            first, _ = bounds(self.product, quarter)
            begun = [rate for rate in rates if rate.from_date <= first]
            exact += exact_cost(minutes, begun[-1] if begun else rates[0])
        rest = by_rate(self.rest, rates).values_list("rate")
        for number, minutes in rest.annotate(n=Sum("minutes")):
            exact += exact_cost(int(minutes), rates[number])
        return hundredths(exact)


# --- Keeping them ---------------------------------------------------------------


def forget(product: Product, days: Iterable[dt.date]) -> None:
    """Drop the sums of the quarters of these days: effort changed in them."""
    quarters = {quarter_of(product, day) for day in days}
    EffortQuarter.objects.filter(product=product, quarter__in=quarters).delete()


def forget_all(product: Product) -> None:
    EffortQuarter.objects.filter(product=product).delete()


def keep(product: Product) -> None:
    """Make the sums of every quarter that ended and has none, as `sums.keep` does of months."""
    rows = EffortQuarter.objects.filter(product=product).order_by()
    summed = sorted(rows.values_list("quarter", flat=True).distinct())
    running, _ = bounds(product, running_quarter(product))
    missing = outside([bounds(product, quarter) for quarter in summed])
    effort = Effort.objects.filter(missing, product=product, date__lt=running)
    EffortQuarter.objects.bulk_create(
        EffortQuarter(
            product=product,
            quarter=quarter,
            team_id=team,
            item_id=item,
            minutes=minutes,
            split_minutes=split,
        )
        for (quarter, team, item), (minutes, split) in _summed(product, effort).items()
    )


type Key = tuple[Quarter, int, int]


def _summed(product: Product, effort: QuerySet[Effort]) -> dict[Key, tuple[int, int]]:
    """By quarter, team and item: the minutes, and what of them is split."""
    rows = effort.annotate(month=TruncMonth("date")).values_list("month", "team", "item")
    sums: dict[Key, tuple[int, int]] = {}
    for month, team, item, minutes, split in rows.annotate(
        n=Sum("minutes"), split=Sum("minutes", filter=SPLIT, default=0)
    ).order_by():
        key = (quarter_of(product, month), team, item)
        before, split_before = sums.get(key, (0, 0))
        sums[key] = (before + int(minutes), split_before + int(split))
    return sums


def faults(product: Product) -> Iterator[str]:
    """Every kept sum that is not what the effort of its quarter says, in words."""
    columns = ("quarter", "team", "item", "minutes", "split_minutes")
    rows = EffortQuarter.objects.filter(product=product).order_by().values_list(*columns)
    kept = {(quarter, team, item): sums for quarter, team, item, *sums in rows}
    quarters = {quarter for quarter, _, _ in kept}
    summed = _summed(product, Effort.objects.filter(product=product))
    found = {key: list(sums) for key, sums in summed.items() if key[0] in quarters}
    for key in sorted(kept.keys() | found.keys()):
        said, logged = kept.get(key, [0, 0]), found.get(key, [0, 0])
        if said != logged:
            quarter, team, item = key
            yield (
                f"effort of {quarter}, team {team}, item {item}: {said[0]} min ({said[1]} split)"
                f" are kept as their sum, and {logged[0]} ({logged[1]}) were logged"
            )
