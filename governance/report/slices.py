"""Section 5: specials versus core, this quarter by slice and the last eight quarters."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum

from company.calendar import Quarter, bounds
from company.units import ZERO, hundredths, percent_of, weeks_of
from governance.bands import band_of
from governance.coverage import ENOUGH
from governance.report.facts import QuarterShare, Share, SliceRow, Slices
from portfolio.models import Baseline, Item, Movement, Plan, Target
from portfolio.plan.slice_shares import UNCATEGORISED, slice_shares

if TYPE_CHECKING:
    from governance.report.period import ReportPeriod

QUARTERS = 8


def slices(period: "ReportPeriod") -> Slices:
    policy, baseline = period.snapshot.policy(period.quarter), _baseline(period)
    agreed_on = period.product.local_day(baseline.agreed_at) if baseline else None
    return Slices(
        rows=slice_rows(period, baseline),
        agreed_late_on=agreed_on if baseline and baseline.is_late else None,
        quarters=quarter_shares(period),
        straining_above=policy.straining_above,
        struggling_from=policy.struggling_from,
        off_the_road_from=policy.off_the_road_from,
    )


def quarter_shares(period: "ReportPeriod") -> list[QuarterShare]:
    """The specials share of the last eight quarters, this one last, up to the period's end."""
    found = []
    for quarter in (period.quarter.plus(-n) for n in reversed(range(QUARTERS))):
        share = share_of(period, *bounds(period.product, quarter), quarter=quarter)
        found.append(QuarterShare(quarter, share, period.snapshot.cap_percent(quarter)))
    return found


def share_of(
    period: "ReportPeriod", first: dt.date, after: dt.date, *, quarter: Quarter | None = None
) -> Share:
    """The specials share of whole months, with the band that the quarter's cap gives it.

    `after` is the first day after them; effort after the period's end counts nowhere. `quarter` is
    the period's own unless given.
    """
    quarter = quarter or period.quarter
    snapshot = period.snapshot
    special, total = period.core.special(first, after), period.core.total(first, after)
    share = percent_of(special, total)
    # The teams had only the days until now: a running month is not short of effort for its rest.
    so_far = min(after, period.as_at + dt.timedelta(days=1))
    coverage = period.coverage.percent(weeks_of(total), first, so_far)
    return Share(
        first=first,
        last=after - dt.timedelta(days=1),
        special_weeks=weeks_of(special),
        total_weeks=weeks_of(total),
        share=share,
        band=band_of(share, snapshot.cap_percent(quarter), snapshot.policy(quarter)),
        coverage=coverage,
        is_covered=coverage is None or coverage >= ENOUGH,
    )


def slice_rows(period: "ReportPeriod", baseline: Baseline | None) -> list[SliceRow]:
    """Target, baseline, planned and actual of each slice, uncategorised last if there is any."""
    plan = period.snapshot.plans.get(period.quarter)
    actual = period.core.of_slices(period.quarter_first, period.after)
    rows = slice_shares(
        {found.key: found.name for found in period.slices.values()},
        targets=_targets(period, plan) if plan else {},
        agreed_targets={},
        agreed=_agreed(period, baseline) if baseline else None,
        agreed_capacity=baseline.capacity_weeks if baseline else ZERO,
        planned=_by_key(period, _planned(period, plan)) if plan else {},
        capacity=plan.capacity_weeks if plan else ZERO,
        minutes=_by_key(period, actual),
    )
    return [
        SliceRow(
            slice=row.key,
            name=row.name,
            target=row.target,
            baseline_weeks=row.baseline_weeks,
            baseline=row.baseline,
            planned_weeks=row.planned_weeks,
            planned=row.planned,
            actual_weeks=row.actual_weeks,
            actual=row.actual,
        )
        for row in rows
    ]


def _by_key[Sum](period: "ReportPeriod", sums: Mapping[int | None, Sum]) -> dict[str, Sum]:
    """Sums by slice id as sums by slice key."""
    return {period.slices[pk].key if pk else UNCATEGORISED: n for pk, n in sums.items()}


def _planned(period: "ReportPeriod", plan: Plan) -> dict[int | None, Decimal]:
    """By slice id, the plan's weeks at the instant; from movements, since lines keep no past."""
    moved = Movement.objects.filter(period.as_of.until(), plan=plan.pk).values_list("item")
    lines = {item: hundredths(n) for item, n in moved.annotate(n=Sum("weeks")).order_by()}
    items = period.as_of.needed(Item, "slice_id", keys={pk for pk in lines if pk})
    weeks: dict[int | None, Decimal] = {}
    for pk, found in lines.items():
        in_slice = items[pk].slice_id if pk else period.core.specials
        weeks[in_slice] = weeks.get(in_slice, ZERO) + found
    return weeks


def _targets(period: "ReportPeriod", plan: Plan) -> dict[str, Decimal]:
    rows = period.as_of.values(Target, "slice_id", "percent", plan_id=plan.pk)
    return {period.slices[row.slice_id].key: row.percent for row in rows.values()}


def _baseline(period: "ReportPeriod") -> Baseline | None:
    """The quarter's baseline, if it was agreed by then."""
    rows = Baseline.objects.filter(plan__product=period.product, plan__quarter=period.quarter)
    if not period.as_of.is_reconstruction:
        rows = rows.filter(period.as_of.until("agreed_at"))
    return rows.select_related("plan__product").prefetch_related("lines").first()


def _agreed(period: "ReportPeriod", baseline: Baseline) -> dict[str, Decimal]:
    """The baseline's weeks by slice key; the reserve counts as specials."""
    specials = period.slices[period.core.specials].key
    weeks: dict[str, Decimal] = {}
    for line in baseline.lines.all():
        key = specials if line.item_id is None else line.slice_key or UNCATEGORISED
        weeks[key] = weeks.get(key, ZERO) + line.weeks
    return weeks
