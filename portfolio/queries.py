"""Facts about many rows: capacity, effort, what lines have left, who waits. SQL does the sums."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Case, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth

from company.calendar import Quarter, bounds, quarter_of
from company.models import Product, Rate
from company.units import MINUTES_PER_WEEK, ZERO, hundredths, weeks_of
from portfolio.models import Baseline, Effort, Line, Plan, Slice, Team, Usage, Waiting

WEEKS_PER_QUARTER = 13
SOON = dt.timedelta(days=90)

CORE = Q(team__kind=Team.Kind.CORE)
SPECIAL = Q(item__slice__is_specials=True)


def capacity_of_teams(product: Product) -> Decimal:
    """What the core teams propose: sum of people x 13 weeks x availability, in weeks."""
    teams = Team.objects.filter(product=product, kind=Team.Kind.CORE)
    return capacity_of((team.people, team.availability) for team in teams)


def capacity_of(teams: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """The same of the people and availability of each core team."""
    return hundredths(sum((p * WEEKS_PER_QUARTER * share for p, share in teams), start=ZERO))


def plan_of(product: Product, quarter: Quarter) -> Plan | None:
    return Plan.objects.filter(product=product, quarter=quarter).first()


def first_agreed_quarter(product: Product) -> Quarter | None:
    """The first quarter whose baseline the executive team agreed."""
    agreed = Baseline.objects.filter(plan__product=product).order_by("plan__quarter")
    return agreed.values_list("plan__quarter", flat=True).first()


def lines_total(plan: Plan) -> Decimal:
    """The sum of the plan's lines above the line: core, reserve and specials, in weeks."""
    return sum((line.weeks for line in Line.objects.filter(plan=plan)), start=ZERO)


def specials_slice(product: Product) -> Slice:
    return Slice.objects.get(product=product, is_specials=True)


def history_began(product: Product) -> dt.datetime:
    """Since when histories know the product: its creation, or the upgrade that began them.

    The slices come with the product, so that theirs are the first rows.
    """
    first = Slice.history.filter(product=product).earliest("history_date")
    began: dt.datetime = first.history_date
    return began


def effort_between(product: Product, first: dt.date, after: dt.date) -> QuerySet[Effort]:
    """Effort dated from `first` up to the day before `after`."""
    return Effort.objects.filter(product=product, date__gte=first, date__lt=after)


def total_minutes(effort: QuerySet[Effort]) -> int:
    found = effort.aggregate(total=Coalesce(Sum("minutes"), 0, output_field=IntegerField()))
    return int(found["total"])


def split_weeks(effort: QuerySet[Effort]) -> Decimal:
    """What of the effort nobody logged: weeks of teams, split over their issues in progress."""
    return weeks_of(total_minutes(effort.filter(is_split=True)))


def core_and_special_minutes(effort: QuerySet[Effort]) -> tuple[int, int]:
    """Minutes of the core teams in all, and those of them on specials (DESIGN 4.2)."""
    found = effort.filter(CORE).aggregate(
        core=Coalesce(Sum("minutes"), 0), special=Coalesce(Sum("minutes", filter=SPECIAL), 0)
    )
    return int(found["core"]), int(found["special"])


def minutes_by_item(effort: QuerySet[Effort]) -> dict[int, int]:
    rows = effort.values_list("item").annotate(total=Sum("minutes")).order_by()
    return {item: int(total) for item, total in rows}


def minutes_by_quarter(product: Product, effort: QuerySet[Effort]) -> dict[Quarter, int]:
    """Minutes in each fiscal quarter of the product that has any."""
    sums: dict[Quarter, int] = defaultdict(int)
    rows = effort.annotate(month=TruncMonth("date")).values_list("month")
    for month, minutes in rows.annotate(total=Sum("minutes")).order_by():
        sums[quarter_of(product, month)] += int(minutes)
    return dict(sums)


def minutes_by_item_and_quarter(
    product: Product, effort: QuerySet[Effort]
) -> dict[int, dict[Quarter, int]]:
    """For each item, the minutes in each quarter."""
    sums: dict[int, dict[Quarter, int]] = defaultdict(lambda: defaultdict(int))
    rows = effort.annotate(month=TruncMonth("date")).values_list("item", "month")
    for item, month, minutes in rows.annotate(total=Sum("minutes")).order_by():
        sums[item][quarter_of(product, month)] += int(minutes)
    return sums


def core_effort_on(item_ids: Iterable[int]) -> QuerySet[Effort]:
    """The core teams' effort on these items."""
    return Effort.objects.filter(CORE, item_id__in=list(item_ids))


def spent_weeks(product: Product, item_id: int, quarter: Quarter) -> Decimal:
    """What the core teams spent on the item in the quarter, in weeks."""
    first, after = bounds(product, quarter)
    effort = effort_between(product, first, after).filter(CORE, item_id=item_id)
    return weeks_of(total_minutes(effort))


def weeks_left(plan: Plan) -> dict[int | None, Decimal]:
    """By item (None for the reserve), what each line still has to give.

    Its weeks, from which everything displaced is already gone, less the effort that the
    core teams logged on the item this quarter; never below zero.
    """
    return weeks_left_by_quarter(plan.product, [plan.quarter])[plan.quarter]


def weeks_left_by_quarter(
    product: Product, quarters: Iterable[Quarter]
) -> dict[Quarter, dict[int | None, Decimal]]:
    """The same of several quarters' plans, in two queries; nothing where nobody planned."""
    wanted = sorted(set(quarters))
    left: dict[Quarter, dict[int | None, Decimal]] = {quarter: {} for quarter in wanted}
    lines = Line.objects.filter(plan__product=product, plan__quarter__in=wanted)
    rows = list(lines.order_by("pk").values_list("plan__quarter", "item", "weeks"))
    if not rows:
        return left
    effort = core_effort_on(item for _, item, _ in rows if item).filter(
        date__gte=bounds(product, wanted[0])[0], date__lt=bounds(product, wanted[-1])[1]
    )
    spent = minutes_by_item_and_quarter(product, effort)
    for quarter, item, weeks in rows:
        logged = spent[item].get(quarter, 0) if item in spent else 0
        left[quarter][item] = max(ZERO, weeks - weeks_of(logged))
    return left


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


def waiting_for(item_ids: Iterable[int]) -> dict[int, list[Waiting]]:
    """By item, the customers who wait for it, soonest renewal first."""
    found: dict[int, list[Waiting]] = defaultdict(list)
    rows = Waiting.objects.open().filter(item_id__in=list(item_ids)).select_related("customer")
    for row in rows.order_by(F("customer__renewal_date").asc(nulls_last=True), "customer__name"):
        found[row.item_id].append(row)
    return found


def renews_soon(renewal_date: dt.date | None, day: dt.date) -> bool:
    """Whether the renewal lies within the 90 days after `day`."""
    return renewal_date is not None and day < renewal_date <= day + SOON


def use_of(item_id: int) -> QuerySet[Usage]:
    """Which customers use the item, the last use first."""
    rows = Usage.objects.filter(item=item_id).select_related("customer")
    return rows.order_by(F("last_used_on").desc(nulls_last=True), "customer__name")
