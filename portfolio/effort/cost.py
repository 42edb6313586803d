"""What effort costs: weeks x the rate of its date (DESIGN 4.6)."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from django.db.models import Case, F, IntegerField, QuerySet, Sum, Value, When

from company.models import Product, Rate
from company.units import MINUTES_PER_WEEK, ZERO, hundredths
from portfolio.models import Effort


def rate_on(product: Product, day: dt.date) -> Decimal:
    """Money per engineer-week on that day; before the first rate, the first rate."""
    rates = Rate.objects.filter(product=product)
    found = rates.filter(from_date__lte=day).last() or rates.first()
    return found.per_week if found else ZERO


def cost_of(product: Product, effort: QuerySet[Effort]) -> Decimal:
    """Weeks x the rate of the effort's date (DESIGN 4.6), in the product's currency."""
    return sum(cost_by(product, effort, None).values(), start=ZERO)


def cost_by(
    product: Product, effort: QuerySet[Effort], field: str | None
) -> dict[int | None, Decimal]:
    """The cost of the effort, summed for each value of `field` (such as "item")."""
    rates = list(Rate.objects.filter(product=product).order_by("from_date"))
    periods = [When(date__gte=r.from_date, then=Value(n)) for n, r in enumerate(rates)][::-1]
    period = Case(*periods, default=Value(0), output_field=IntegerField())
    group = F(field) if field else Value(None, output_field=IntegerField())
    rows = effort.annotate(period=period, grouped=group).values_list("grouped", "period")
    exact: dict[int | None, Decimal] = defaultdict(Decimal)
    for grouped, number, minutes in rows.annotate(total=Sum("minutes")).order_by():
        exact[grouped] += minutes * rates[number].per_week / MINUTES_PER_WEEK
    return {grouped: hundredths(cost) for grouped, cost in exact.items()}
