"""What effort costs: weeks x the rate of its date (DESIGN 4.6)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Sum, Value, When

from company.models import Product, Rate
from company.units import MINUTES_PER_WEEK, ZERO, hundredths
from portfolio.models import Effort


def rate_on(product: Product, day: dt.date) -> Decimal:
    """Money per engineer-week on that day; the first rate on days before it, zero without any."""
    rates = Rate.objects.filter(product=product)
    found = rates.filter(from_date__lte=day).last() or rates.first()
    return found.per_week if found else ZERO


def rates_of(product: Product) -> list[Rate]:
    """The rates of an engineer-week, the earliest first."""
    return list(Rate.objects.filter(product=product).order_by("from_date"))


def cost_of(
    product: Product, effort: QuerySet[Effort], rates: Sequence[Rate] | None = None
) -> Decimal:
    """Weeks x the rate of the effort's date (DESIGN 4.6), to the hundredth."""
    return sum(cost_by(product, effort, None, rates).values(), start=ZERO)


def cost_by(
    product: Product,
    effort: QuerySet[Effort],
    field: str | None,
    rates: Sequence[Rate] | None = None,
) -> dict[int | None, Decimal]:
    """By value of `field` (such as "item"), the cost of the effort to the hundredth."""
    rates = rates_of(product) if rates is None else rates
    group = F(field) if field else Value(None, output_field=IntegerField())
    rows = by_rate(effort, rates).annotate(grouped=group).values_list("grouped", "rate")
    exact: dict[int | None, Decimal] = defaultdict(Decimal)
    for grouped, number, minutes in rows.annotate(total=Sum("minutes")).order_by():
        exact[grouped] += exact_cost(minutes, rates[number])
    return {grouped: hundredths(cost) for grouped, cost in exact.items()}


def by_rate(effort: QuerySet[Effort], rates: Sequence[Rate]) -> QuerySet[Any]:
    """The effort with `rate`: the index of its date's rate; that of the first before it began."""
    # The latest rate first: the first condition that holds counts.
    periods = [When(date__gte=r.from_date, then=Value(n)) for n, r in enumerate(rates)][::-1]
    return effort.annotate(rate=Case(*periods, default=Value(0), output_field=IntegerField()))


def exact_cost(minutes: int, rate: Rate) -> Decimal:
    """The cost of so many minutes at that rate, unrounded."""
    return minutes * rate.per_week / MINUTES_PER_WEEK
