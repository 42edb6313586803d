"""Sums of effort by month, team and slice: kept for months that ended, computed for the rest.

Whoever changes effort, or the slice of an item, calls `forget` in the same transaction, under the
product's lock; `keep` makes what is missing again. A month without kept rows is summed from its
effort whenever it is read, so that forgetting costs time and never truth.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth

from company.calendar import Quarter, month_bounds, quarter_of, today
from company.models import Product
from portfolio.as_of import AsOf
from portfolio.effort import item_sums
from portfolio.effort.queries import outside
from portfolio.models import Effort, EffortMonth, Item


@dataclass(frozen=True, slots=True)
class MonthSum:
    """Minutes of one team on one slice (None: uncategorised) in one month."""

    month: dt.date
    team: int
    slice: int | None
    minutes: int


@dataclass(frozen=True)
class CoreMinutes:
    """The core teams' minutes by month (its first day) and slice id (None: uncategorised)."""

    product: Product
    specials: int
    by_month: Mapping[tuple[dt.date, int | None], int]

    @cached_property
    def _months(self) -> dict[dt.date, dict[int | None, int]]:
        """The minutes by month, then by slice."""
        months: dict[dt.date, dict[int | None, int]] = {}
        for (month, slice_id), minutes in self.by_month.items():
            months.setdefault(month, {})[slice_id] = minutes
        return months

    def total(self, first: dt.date, after: dt.date) -> int:
        """Minutes of whole months, from `first` to before `after`."""
        return sum(self.of_slices(first, after).values())

    def special(self, first: dt.date, after: dt.date) -> int:
        """Minutes spent on specials in whole months, from `first` to before `after`."""
        return self.of_slices(first, after).get(self.specials, 0)

    def of_slices(self, first: dt.date, after: dt.date) -> dict[int | None, int]:
        """Minutes by slice id of whole months, from `first` to before `after`."""
        sums: Counter[int | None] = Counter()
        for month, slices in self._months.items():
            if first <= month < after:
                sums.update(slices)
        return dict(sums)

    def by_quarter(self, *, only_special: bool = False) -> dict[Quarter, int]:
        sums: Counter[Quarter] = Counter()
        for month, slices in self._months.items():
            minutes = slices.get(self.specials, 0) if only_special else sum(slices.values())
            if minutes:
                sums[quarter_of(self.product, month)] += minutes
        return dict(sums)


def core_minutes(as_of: AsOf) -> CoreMinutes:
    """Everything the core teams logged until `as_of.before`, which is the first of a month.

    Which teams are core, and which slice an item is in, is as known at the instant; effort itself
    is read as it is logged now.
    """
    product, before = as_of.product, as_of.before
    sums: Counter[tuple[dt.date, int | None]] = Counter()
    kept = EffortMonth.objects.filter(as_of.by_core_teams, product=product).order_by()
    kept = kept if before is None else kept.filter(month__lt=before)
    for month, slice_id, minutes in kept.values_list("month", "slice").annotate(n=Sum("minutes")):
        sums[month, slice_id] += int(minutes)
    # A month with kept sums of other teams alone is summed again, and finds nothing: no harm.
    rest = _unsummed(product, {month for month, _ in sums}, before).filter(as_of.by_core_teams)
    for (month, slice_id), minutes in _by_slice(rest).items():
        sums[month, slice_id] += minutes
    if not as_of.is_now:
        _put_back(as_of, sums)
    return CoreMinutes(product, as_of.specials, {k: n for k, n in sums.items() if n})


def _by_slice(effort: QuerySet[Effort]) -> Counter[tuple[dt.date, int | None]]:
    """Minutes by month and slice.

    The database sums by item; slices are read for those items only.
    """
    rows = effort.annotate(month=TruncMonth("date")).values_list("month", "item")
    worked = list(rows.annotate(n=Sum("minutes")).order_by())
    slices = _slices_of({item for _, item, _ in worked})
    sums: Counter[tuple[dt.date, int | None]] = Counter()
    for month, item, minutes in worked:
        sums[month, slices[item]] += int(minutes)
    return sums


def _slices_of(items: Collection[int]) -> dict[int, int | None]:
    """By item id, the id of its slice now."""
    return dict(Item.objects.filter(pk__among=items).values_list("pk", "slice").order_by())


def _put_back(as_of: AsOf, sums: Counter[tuple[dt.date, int | None]]) -> None:
    """Move effort on items that changed their slice since into the slice they were in."""
    rows = Item.history.filter(id__among=as_of.changed_since(Item)).order_by()
    slices = Counter(pk for pk, _ in rows.values_list("id", "slice_id").distinct())
    now = _slices_of([pk for pk, count in slices.items() if count > 1])
    then = as_of.needed(Item, "slice_id", keys=now.keys())
    moved = {pk for pk, slice_id in now.items() if then[pk].slice_id != slice_id}
    effort = as_of.core_effort_on(moved).annotate(month=TruncMonth("date"))
    rows = effort.values_list("month", "item")
    for month, item, minutes in rows.annotate(n=Sum("minutes")).order_by():
        sums[month, now[item]] -= minutes
        sums[month, then[item].slice_id] += minutes


def _unsummed(
    product: Product, summed: Collection[dt.date], before: dt.date | None
) -> QuerySet[Effort]:
    """The effort of months without kept sums, before the day `before`."""
    effort = Effort.objects.filter(product=product)
    effort = effort if before is None else effort.filter(date__lt=before)
    return effort.filter(outside([month_bounds(month) for month in sorted(summed)]))


def _summed(effort: QuerySet[Effort]) -> Iterator[MonthSum]:
    rows = effort.annotate(month=TruncMonth("date")).values_list("month", "team", "item__slice")
    for month, team, slice_id, minutes in rows.annotate(n=Sum("minutes")).order_by():
        yield MonthSum(month, team, slice_id, int(minutes))


def forget(product: Product, days: Collection[dt.date]) -> None:
    """Delete the sums of the months and quarters of these days: effort in them changed."""
    _forget_months(product, days)
    item_sums.forget(product, days)


def forget_items(product: Product, item_ids: Collection[int]) -> None:
    """Delete the sums of the months in which these items were worked on: their slice changed."""
    worked = Effort.objects.filter(product=product, item__among=list(item_ids))
    _forget_months(product, worked.values_list("date", flat=True).distinct().order_by())


def _forget_months(product: Product, days: Iterable[dt.date]) -> None:
    months = {day.replace(day=1) for day in days}
    EffortMonth.objects.filter(product=product, month__in=months).delete()


def keep(product: Product) -> None:
    """Make the sums of every ended month and quarter that has none.

    Call it in a transaction that holds the product's lock (ledger.chain.lock).
    """
    rows = EffortMonth.objects.filter(product=product).order_by()
    summed = set(rows.values_list("month", flat=True).distinct())
    running = today(product).replace(day=1)
    _write(product, list(_summed(_unsummed(product, summed, running))))
    item_sums.keep(product)


def rebuild(product: Product) -> None:
    """Make all sums anew. Call it as `keep`."""
    EffortMonth.objects.filter(product=product).delete()
    item_sums.forget_all(product)
    keep(product)


def _write(product: Product, sums: Sequence[MonthSum]) -> None:
    EffortMonth.objects.bulk_create(
        EffortMonth(
            product=product,
            month=each.month,
            team_id=each.team,
            slice_id=each.slice,
            minutes=each.minutes,
        )
        for each in sums
    )


def faults(product: Product) -> Iterator[str]:
    """A sentence for every kept sum that differs from the effort of its month or quarter."""
    return chain(_faults_of_months(product), item_sums.faults(product))


def _faults_of_months(product: Product) -> Iterator[str]:
    kept: Counter[tuple[dt.date, int, int | None]] = Counter()
    for row in EffortMonth.objects.filter(product=product):
        kept[row.month, row.team_id, row.slice_id] = row.minutes
    months = {month for month, _, _ in kept}
    logged: Counter[tuple[dt.date, int, int | None]] = Counter()
    for each in _summed(Effort.objects.filter(product=product)):
        if each.month in months:
            logged[each.month, each.team, each.slice] = each.minutes
    for key in sorted(kept.keys() | logged.keys(), key=str):
        if kept[key] != logged[key]:
            month, team, slice_id = key
            yield (
                f"effort of {month:%b %Y}, team {team}, slice {slice_id}: {kept[key]} min are"
                f" kept as their sum, and {logged[key]} min were logged"
            )
