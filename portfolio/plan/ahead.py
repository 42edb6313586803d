"""Four quarters side by side: the running one and the next three."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from company.access import load_product, person_of
from company.cached_reads import cached_until_changed
from company.calendar import Quarter, bounds, quarter_of, running_quarter
from company.models import Product
from company.units import ZERO
from portfolio.models import Baseline, Customer, Line, Plan, Slice
from portfolio.models.plan import RESERVE
from portfolio.plan.queries import capacity_of_teams
from portfolio.plan.slice_shares import UNCATEGORISED

QUARTERS = 4
# Lines of a slice, and renewals, that are named in each quarter.
MOST = 6


@dataclass(frozen=True)
class AheadLine:
    """A line; `since` is the quarter shown before it in which the item has a line, too."""

    item: int | None
    title: str
    weeks: Decimal
    since: Quarter | None


@dataclass
class AheadCell:
    """One slice in one quarter: its weeks, its first lines, and how many more."""

    quarter: Quarter
    weeks: Decimal = ZERO
    lines: list[AheadLine] = field(default_factory=list)

    @property
    def shown(self) -> list[AheadLine]:
        return self.lines[:MOST]

    @property
    def more(self) -> int:
        return max(0, len(self.lines) - MOST)


@dataclass
class AheadQuarter:
    """A quarter's sums in weeks, and the customers who renew in it, soonest first."""

    quarter: Quarter
    capacity_weeks: Decimal
    is_planned: bool
    is_agreed: bool
    planned_weeks: Decimal = ZERO
    below_weeks: Decimal = ZERO
    renewals: list[Customer] = field(default_factory=list)

    @property
    def slack_weeks(self) -> Decimal:
        """Capacity less lines; negative where the lines take more."""
        return self.capacity_weeks - self.planned_weeks

    @property
    def arr(self) -> Decimal:
        """Yearly revenue of all who renew in it."""
        return sum((one.arr for one in self.renewals), start=ZERO)

    @property
    def first_renewals(self) -> list[Customer]:
        return self.renewals[:MOST]

    @property
    def more_renewals(self) -> int:
        return max(0, len(self.renewals) - MOST)


@dataclass(frozen=True)
class AheadSlice:
    """One slice over the four quarters."""

    key: str
    name: str
    cells: list[AheadCell]


@require_safe
def plan_ahead(request: HttpRequest, slug: str) -> HttpResponse:
    """Four quarters: where there is room, what moves on, and who renews when."""
    product = load_product(person_of(request), slug)
    running = running_quarter(product)
    quarters = [running.plus(n) for n in range(QUARTERS)]
    context = {"product": product, "quarters": quarters, **vars(ahead_of(product, running))}
    return render(request, "portfolio/plan_ahead.html", context)


@dataclass(frozen=True)
class Ahead:
    """Four quarters side by side: each with its room and renewals, and their lines by slice."""

    columns: list[AheadQuarter]
    slices: list[AheadSlice]


@cached_until_changed
def ahead_of(product: Product, first: Quarter) -> Ahead:
    """The four quarters from `first` on, as they are planned now."""
    columns = _columns(product, [first.plus(n) for n in range(QUARTERS)])
    slices = _slices(product, columns)
    return Ahead(list(columns.values()), slices)


def _columns(product: Product, quarters: list[Quarter]) -> dict[Quarter, AheadQuarter]:
    plans = {p.quarter: p for p in Plan.objects.filter(product=product, quarter__in=quarters)}
    agreed = set(
        Baseline.objects.filter(plan__in=plans.values()).values_list("plan__quarter", flat=True)
    )
    teams = capacity_of_teams(product)
    columns = {
        quarter: AheadQuarter(
            quarter,
            plans[quarter].capacity_weeks if quarter in plans else teams,
            quarter in plans,
            quarter in agreed,
        )
        for quarter in quarters
    }
    first, after = bounds(product, quarters[0])[0], bounds(product, quarters[-1])[1]
    renewing = Customer.objects.filter(
        product=product, renewal_date__gte=first, renewal_date__lt=after, arr__gt=0
    )
    for customer in renewing.order_by("renewal_date", "name"):
        if customer.renewal_date:
            columns[quarter_of(product, customer.renewal_date)].renewals.append(customer)
    return columns


def _slices(product: Product, columns: dict[Quarter, AheadQuarter]) -> list[AheadSlice]:
    """The slices with lines, specials first as in the pie; adds up the columns' weeks, too."""
    cells: dict[str, dict[Quarter, AheadCell]] = defaultdict(
        lambda: {quarter: AheadCell(quarter) for quarter in columns}
    )
    slices = sorted(Slice.objects.filter(product=product), key=lambda each: not each.is_specials)
    last: dict[int | None, Quarter] = {}
    for quarter, item, title, key, weeks, below in _rows(product, list(columns)):
        columns[quarter].planned_weeks += weeks
        columns[quarter].below_weeks += below
        if weeks:
            cell = cells[slices[0].key if item is None else key or UNCATEGORISED][quarter]
            cell.weeks += weeks
            cell.lines.append(AheadLine(item, title or RESERVE, weeks, last.get(item)))
            if item is not None:
                last[item] = quarter
    named = [(each.key, each.name) for each in slices] + [(UNCATEGORISED, "Uncategorised")]
    return [AheadSlice(key, name, list(cells[key].values())) for key, name in named if key in cells]


type AheadRow = tuple[Quarter, int | None, str | None, str | None, Decimal, Decimal]


def _rows(product: Product, quarters: list[Quarter]) -> list[AheadRow]:
    """Every line of the quarters, by quarter, then in the order of its slice."""
    lines = Line.objects.filter(plan__product=product, plan__quarter__in=quarters)
    rows = lines.values_list(
        "position",
        "plan__quarter",
        "item",
        "item__title",
        "item__slice__key",
        "weeks",
        "below_weeks",
    )
    return [row[1:] for row in sorted(rows, key=_place)]


def _place(row: Any) -> tuple[object, ...]:
    position, quarter, _, title, _, weeks, _ = row
    return (quarter, position is None, position or 0, -weeks, title or "")
