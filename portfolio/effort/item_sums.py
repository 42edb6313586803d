"""Sums of effort by quarter, team and item: kept for quarters that ended, computed for the rest.

Kept and forgotten with the sums by month and slice (portfolio/effort/sums.py), under the same lock.
A quarter without kept rows is summed from its effort whenever it is read.
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
    """The core teams' effort of a period: kept sums of whole quarters, and the effort around
    them.
    """

    product: Product
    kept: QuerySet[EffortQuarter]
    rest: QuerySet[Effort]

    @classmethod
    def between(
        cls, product: Product, first: dt.date, after: dt.date, cuts: Iterable[dt.date] = ()
    ) -> Self:
        """From `first` up to the day before `after`.

        A quarter with one of the `cuts` inside is read from its effort, as its kept sum cannot be
        cut.
        """
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
        """Only the sums of teams or items that the condition holds for."""
        return replace(self, kept=self.kept.filter(found), rest=self.rest.filter(found))

    def by_item(self) -> Counter[int]:
        """Minutes by item id."""
        return Counter(minutes_by_item(self.kept)) + Counter(minutes_by_item(self.rest))

    def by_quarter_and_item(self) -> dict[Quarter, dict[int, int]]:
        """Minutes by quarter and item id."""
        # No quarter is in both: of a kept one all days are.
        found = minutes_by_quarter_and_item(self.product, self.rest)
        for quarter, item, minutes in self.kept.values_list("quarter", "item").annotate(
            n=Sum("minutes")
        ):
            found.setdefault(quarter, {})[item] = int(minutes)
        return found

    def split_by_quarter(self) -> dict[Quarter, int]:
        """By quarter, minutes that nobody logged but an import split over issues in progress."""
        kept = {quarter: split for quarter, (_, split) in self._kept_by_quarter.items()}
        return kept | minutes_by_quarter(self.product, self.rest.filter(SPLIT))

    @cached_property
    def _kept_by_quarter(self) -> dict[Quarter, tuple[int, int]]:
        """By quarter, the kept minutes, and how many of them are split."""
        rows = self.kept.values_list("quarter")
        found = rows.annotate(n=Sum("minutes"), split=Sum("split_minutes"))
        return {quarter: (int(n), int(split)) for quarter, n, split in found}

    def cost(self, rates: Sequence[Rate]) -> Decimal:
        """The cost to the hundredth; the sums must have been cut where each rate begins."""
        exact = Decimal()
        for quarter, (minutes, _) in self._kept_by_quarter.items():
            first, _ = bounds(self.product, quarter)
            begun = [rate for rate in rates if rate.from_date <= first]
            exact += exact_cost(minutes, begun[-1] if begun else rates[0])
        rest = by_rate(self.rest, rates).values_list("rate")
        for number, minutes in rest.annotate(n=Sum("minutes")):
            exact += exact_cost(int(minutes), rates[number])
        return hundredths(exact)


def forget(product: Product, days: Iterable[dt.date]) -> None:
    """Delete the sums of the quarters of these days: effort in them changed."""
    quarters = {quarter_of(product, day) for day in days}
    EffortQuarter.objects.filter(product=product, quarter__in=quarters).delete()


def forget_all(product: Product) -> None:
    EffortQuarter.objects.filter(product=product).delete()


def keep(product: Product) -> None:
    """Make the sums of every ended quarter that has none. Call it as `sums.keep`."""
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
    """By quarter, team and item: the minutes, and how many of them are split."""
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
    """A sentence for every kept sum that differs from the effort of its quarter."""
    columns = ("quarter", "team", "item", "minutes", "split_minutes")
    rows = EffortQuarter.objects.filter(product=product).order_by().values_list(*columns)
    kept = {(quarter, team, item): sums for quarter, team, item, *sums in rows}
    quarters = {quarter for quarter, _, _ in kept}
    summed = _summed(product, Effort.objects.filter(product=product))
    in_effort = {key: list(sums) for key, sums in summed.items() if key[0] in quarters}
    for key in sorted(kept.keys() | in_effort.keys()):
        in_sum, logged = kept.get(key, [0, 0]), in_effort.get(key, [0, 0])
        if in_sum != logged:
            quarter, team, item = key
            yield (
                f"effort of {quarter}, team {team}, item {item}: {in_sum[0]} min"
                f" ({in_sum[1]} split) are kept as their sum, and {logged[0]}"
                f" ({logged[1]}) were logged"
            )
