"""Effort by period, item and quarter, in whole minutes. SQL does the sums."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from django.db.models import IntegerField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from company.calendar import Quarter, bounds, quarter_of, running_quarter
from company.models import Product
from company.units import weeks_of
from portfolio.models import Effort, EffortQuarter, Team

CORE = Q(team__kind=Team.Kind.CORE)
SPECIAL = Q(item__slice__is_specials=True)


def effort_between(product: Product, first: dt.date, after: dt.date) -> QuerySet[Effort]:
    """Effort dated from `first` up to the day before `after`."""
    return Effort.objects.filter(product=product, date__gte=first, date__lt=after)


def outside(spans: Sequence[tuple[dt.date, dt.date]]) -> Q:
    """The filter for days in none of these spans (first day, first day after), which are in
    order.
    """
    if not spans:
        return Q()
    found = Q(date__lt=spans[0][0]) | Q(date__gte=spans[-1][1])
    for (_, after), (following, _) in pairwise(spans):
        if after < following:
            found |= Q(date__gte=after, date__lt=following)
    return found


def total_minutes(effort: QuerySet[Effort]) -> int:
    """The minutes of the effort, 0 without any."""
    found = effort.aggregate(total=Coalesce(Sum("minutes"), 0, output_field=IntegerField()))
    return int(found["total"])


def split_weeks(effort: QuerySet[Effort]) -> Decimal:
    """Weeks that nobody logged but an import split over issues in progress."""
    return weeks_of(total_minutes(effort.filter(is_split=True)))


def minutes_by_item(effort: QuerySet[Effort] | QuerySet[EffortQuarter]) -> dict[int, int]:
    rows = effort.values_list("item").annotate(total=Sum("minutes")).order_by()
    return {item: int(total) for item, total in rows}


def minutes_by_quarter(product: Product, effort: QuerySet[Effort]) -> dict[Quarter, int]:
    """Minutes by fiscal quarter, of quarters that have any."""
    sums: dict[Quarter, int] = defaultdict(int)
    # The database knows months, not the product's fiscal quarters.
    rows = effort.annotate(month=TruncMonth("date")).values_list("month")
    for month, minutes in rows.annotate(total=Sum("minutes")).order_by():
        sums[quarter_of(product, month)] += int(minutes)
    return dict(sums)


def minutes_by_item_and_quarter(
    product: Product, effort: QuerySet[Effort]
) -> dict[int, dict[Quarter, int]]:
    """Minutes by item id and quarter."""
    sums: dict[int, dict[Quarter, int]] = defaultdict(lambda: defaultdict(int))
    rows = effort.annotate(month=TruncMonth("date")).values_list("item", "month")
    for item, month, minutes in rows.annotate(total=Sum("minutes")).order_by():
        sums[item][quarter_of(product, month)] += int(minutes)
    return sums


def minutes_by_quarter_and_item(
    product: Product, effort: QuerySet[Effort]
) -> dict[Quarter, dict[int, int]]:
    """Minutes by quarter and item id."""
    by_quarter: dict[Quarter, dict[int, int]] = defaultdict(dict)
    for item, sums in minutes_by_item_and_quarter(product, effort).items():
        for quarter, minutes in sums.items():
            by_quarter[quarter][item] = minutes
    return by_quarter


def core_effort_on(item_ids: Iterable[int]) -> QuerySet[Effort]:
    """The core teams' effort on these items."""
    return Effort.objects.filter(CORE, item_id__among=list(item_ids))


def spent_weeks(product: Product, item_id: int, quarter: Quarter) -> Decimal:
    """The core teams' weeks on the item in the quarter."""
    first, after = bounds(product, quarter)
    effort = effort_between(product, first, after).filter(CORE, item_id=item_id)
    return weeks_of(total_minutes(effort))


def last_quarter_with_effort(product: Product) -> Quarter | None:
    """The last quarter with core effort, never after the running one; None without any."""
    _, after = bounds(product, running_quarter(product))
    effort = Effort.objects.filter(CORE, product=product, date__lt=after)
    # Read from the index's end; a maximum with this filter would read every row.
    last = effort.order_by("-date").values_list("date", flat=True).first()
    return quarter_of(product, last) if last else None
